import { dynamic, type Inputs, type Int, outputs, type Promised, task, workflow } from "flytekit-ts";

const square = task(({ x }: { x: Int }): Int => (x * x) as Int);
const isBig = task(({ x }: { x: Int }): boolean => x > 10);
const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ q: Math.floor(a / b) as Int, r: (a % b) as Int }));
const person = task((): { name: string; age: Int } => ({ name: "a", age: 3 }));
const list = task(({ n }: { n: Int }): Int[] => [n]);
const pair = task((): [Int, string] => [1, "a"]);
const maybe = task(({ n }: { n: Int }): Int | undefined => (n > 1 ? n : undefined));
const nothing = task((): void => {});

/** At top level and in tasks, awaiting gives values. */
const helper = task(async ({ n }: { n: Int }): Promise<Int> => {
	const y = await square({ x: n });
	return (y > 3 ? y : 4) as Int;
});

export async function script() {
	const y = await square({ x: 4 });
	if (y > 3) console.log(y + 1, !y);
	const p = person();
	return p ?? y;
}

export const main = dynamic(({ n }: { n: Int }) => {
	const inside = task(async ({ x }: { x: Int }): Promise<boolean> => !(await isBig({ x })));
	return [helper({ n }), inside({ x: n })];
});
