import { dynamic, type Inputs, type Int, outputs, type Promised, task, workflow } from "flytekit-ts";

const square = task(({ x }: { x: Int }): Int => (x * x) as Int);
const isBig = task(({ x }: { x: Int }): boolean => x > 10);
const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ q: Math.floor(a / b) as Int, r: (a % b) as Int }));
const person = task((): { name: string; age: Int } => ({ name: "a", age: 3 }));
const list = task(({ n }: { n: Int }): Int[] => [n]);
const pair = task((): [Int, string] => [1, "a"]);
const maybe = task(({ n }: { n: Int }): Int | undefined => (n > 1 ? n : undefined));
const nothing = task((): void => {});

/** A chain starts with nothing: asking whether there is something is right. */
function add(x: Promised<Int>, last?: Promised<Int>, before: Promised<Int> | null = null) {
	if (last === undefined) return x;
	if (before !== null && !before) return last;
	return last ? square({ x: last }) : x;
}

export const main = dynamic(({ n }: { n: Int }) => {
	let last: Promised<Int> | undefined;
	for (let i = 0; i < n; i++) last = last ? square({ x: last }) : square({ x: i });
	const first = last ?? square({ x: 1 });
	const nodes = [square({ x: 1 })];
	const byName: Record<string, Promised<Int>> = { a: first };
	const [head] = nodes;
	const at = nodes[3];
	if (nodes[0] === undefined || !nodes[1] || !byName["x"] || !byName.y || !head || at === undefined) return first;
	const found = nodes.find((node) => node !== undefined) ?? first;
	if (first === undefined || null === found) return n;
	return add(found, last ?? undefined);
});
