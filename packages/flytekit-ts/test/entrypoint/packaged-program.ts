import { dynamic, eager, type FlyteFile, type Int, mapTask, task } from "flytekit-ts";

/** What containers run in the tests: registered and packaged like any program. */
export const square = task(({ x }: { x: Int }): Int => (x * x) as Int);

export const add = task(({ a, b }: { a: Int; b: Int }): Int => {
	if (a < 0) throw new RangeError(`a is ${a}`);
	return (a + b) as Int;
});

export const squares = dynamic(({ n }: { n: Int }) => {
	const all = Array.from({ length: n }, (_, x) => square({ x: x as Int }));
	return mapTask(add, { bound: { b: 1 as Int }, minSuccessRatio: 0.5 })({ a: all });
});

export const addOne = mapTask(add, { bound: { b: 1 as Int }, minSuccessRatio: 0.5 });

export const long = task(({ n }: { n: Int }): string[] => Array.from({ length: n }, () => "abcdefghij".repeat(1000)));

export const count = task(({ texts }: { texts: string[] }): Int => texts.length as Int);

export const echo = task(({ text }: { text: string }): string => text);

export const length = mapTask(echo);

function deep(): never {
	// the place that an error must name
	throw new TypeError("far down");
}

export const fails = task((): Int => deep());

export const failsItself = task((): Int => {
	throw new RangeError("right here");
});

export const returnsWrong = task((): Int => 1.5 as Int);

export const sized = task(async ({ file }: { file: FlyteFile }): Promise<Int> => {
	const bytes = await file.bytes();
	return bytes.length as Int;
});

export const bodyThrows = dynamic(({ n }: { n: Int }): Int => {
	square({ x: n });
	throw new RangeError("in the body");
});

export const branches = dynamic(({ n }: { n: Int }): Int => {
	const x = square({ x: n }) as never as number;
	return (x > 3 ? 1 : 2) as Int;
});

export const givesWrong = dynamic((_: { n: Int }): Int => "seven" as never);

export const asks = eager(async ({ n }: { n: Int }): Promise<Int> => await square({ x: n }));
