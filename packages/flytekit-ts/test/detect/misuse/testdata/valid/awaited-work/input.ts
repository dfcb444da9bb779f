import { dynamic, type Inputs, type Int, outputs, type Promised, task, workflow } from "flytekit-ts";

const square = task(({ x }: { x: Int }): Int => (x * x) as Int);
const isBig = task(({ x }: { x: Int }): boolean => x > 10);
const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ q: Math.floor(a / b) as Int, r: (a % b) as Int }));
const person = task((): { name: string; age: Int } => ({ name: "a", age: 3 }));
const list = task(({ n }: { n: Int }): Int[] => [n]);
const pair = task((): [Int, string] => [1, "a"]);
const maybe = task(({ n }: { n: Int }): Int | undefined => (n > 1 ? n : undefined));
const nothing = task((): void => {});

import { readFile } from "node:fs/promises";

async function load(path: string): Promise<number> {
	return (await readFile(path, "utf8")).length;
}

/** An async dynamic may wait for real work; awaited outputs may be handed on. */
export const main = dynamic(async ({ path }: { path: string }) => {
	const text = await readFile(path, "utf8");
	const lines = text.split("\n");
	const size = await load(path);
	if (text.length > 3 && size > 3) square({ x: lines.length });
	const y = await square({ x: size });
	const p = await person();
	const xs = await Promise.all(lines.map((line) => square({ x: line.length })));
	const kept = [];
	for (const x of xs) kept.push(square({ x }));
	const more = xs.map((x) => square({ x }));
	const named = { y, who: p.name };
	const count = xs.length + kept.length;
	const [a, ...rest] = xs;
	const real = await Promise.all(lines.map(async (line) => line.length));
	const longest = Math.max(...real);
	for (const length of real) if (length > longest) square({ x: count });
	return [y, square({ x: p.age }), kept, more, named.y, square({ x: a! }), rest];
});
