import { type Int, task } from "flytekit-ts";

interface Box<T> {
	value: T;
	label: string;
}
type Pair<A, B> = { left: A; right: B };

function ident<T>({ x }: { x: T }): T {
	return x;
}

export const identInt = task(ident<Int>);
export const boxes = task(({ a, b }: { a: Box<Int>; b: Box<Box<string>> }): Pair<Int, string[]> => ({ left: a.value, right: [b.label] }));
export const again = task(({ c }: { c: Box<string> }) => c.label);
