import { type Int, task } from "flytekit-ts";

const compute = () => 3;
const list = [1, 2];

export const defaults = task(
	({ a = compute(), b = Date.now(), c = `now ${1 + 1}`, d = list, e = new Date("2024-01-01T10:00") }: {
		a?: Int; b?: number; c?: string; d?: Int[]; e?: Date;
	}) => a,
);
