import { type Int, task } from "flytekit-ts";

const hidden = task(({ x }: { x: Int }) => x);
