import { dynamic, type Inputs, type Int, outputs, type Promised, task, workflow } from "flytekit-ts";

const square = task(({ x }: { x: Int }): Int => (x * x) as Int);
const isBig = task(({ x }: { x: Int }): boolean => x > 10);
const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ q: Math.floor(a / b) as Int, r: (a % b) as Int }));
const person = task((): { name: string; age: Int } => ({ name: "a", age: 3 }));
const list = task(({ n }: { n: Int }): Int[] => [n]);
const pair = task((): [Int, string] => [1, "a"]);
const maybe = task(({ n }: { n: Int }): Int | undefined => (n > 1 ? n : undefined));
const nothing = task((): void => {});

export const main = workflow(({ n }: Inputs<{ n: Int }>) => {
	const done = nothing();
	const ok = !done;
	return [ok, n];
});
