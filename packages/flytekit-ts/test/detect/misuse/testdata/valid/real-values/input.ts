import { dynamic, type Inputs, type Int, outputs, type Promised, task, workflow } from "flytekit-ts";

const square = task(({ x }: { x: Int }): Int => (x * x) as Int);
const isBig = task(({ x }: { x: Int }): boolean => x > 10);
const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ q: Math.floor(a / b) as Int, r: (a % b) as Int }));
const person = task((): { name: string; age: Int } => ({ name: "a", age: 3 }));
const list = task(({ n }: { n: Int }): Int[] => [n]);
const pair = task((): [Int, string] => [1, "a"]);
const maybe = task(({ n }: { n: Int }): Int | undefined => (n > 1 ? n : undefined));
const nothing = task((): void => {});

/** A dynamic's own inputs are values, and so is the rest of the world. */
export const main = dynamic(({ n, name, tags }: { n: Int; name?: string; tags: Record<string, Int> }) => {
	if (n > 3 && name !== undefined) return square({ x: n });
	const who = name ?? "nobody";
	if (!who || typeof n !== "number" || "a" in tags) return square({ x: tags["a"] ?? 0 });
	switch (n) {
		case 1:
			return square({ x: 1 });
	}
	return square({ x: n });
});
