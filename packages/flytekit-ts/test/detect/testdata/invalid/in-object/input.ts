import { type Int, task } from "flytekit-ts";

export const bag = { inner: task(({ x }: { x: Int }) => x) };
