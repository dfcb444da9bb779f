import { type Int, task } from "flytekit-ts";

function makeFirst<T>() {
	return task(({ xs }: { xs: T[] }): T => xs[0] as T);
}
function adder(n: Int) {
	return task(({ x }: { x: Int }) => (x + n) as Int);
}

export const firstInt = makeFirst<Int>();
export const firstText = makeFirst<string>();
export const addOne = adder(1);
