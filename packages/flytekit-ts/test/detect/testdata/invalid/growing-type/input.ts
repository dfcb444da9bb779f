import { task } from "flytekit-ts";

interface Grow<T> {
	value: T;
	next?: Grow<T[]>;
}

export const grow = task(({ g }: { g: Grow<string> }) => "x");
