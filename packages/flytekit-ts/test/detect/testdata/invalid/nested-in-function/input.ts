import { type Int, task } from "flytekit-ts";

export function later() {
	return { inner: task(({ x }: { x: Int }) => x) };
}
