import { type Int, task } from "flytekit-ts";

const hidden = task(({ x }: { x: Int }): Int => x);

export const bag = { inner: task(({ x }: { x: Int }) => x), list: [task(() => 1)] };

export function later() {
	const local = task(({ x }: { x: Int }) => x);
	return local({ x: 1 });
}

export default task(() => hidden({ x: 1 }) && "x");
