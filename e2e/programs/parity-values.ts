import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	currentContext,
	type Duration,
	FlyteDirectory,
	FlyteFile,
	type Inputs,
	type Int,
	outputs,
	StructuredDataset,
	task,
	workflow,
} from "flytekit-ts";

export interface Person {
	name: string;
	age: Int;
	tags: string[];
}
export type Colour = "red" | "green" | "blue";

export const square = task(({ n }: { n: Int }): Int => n * n);
export const add = task(({ a, b = 10 }: { a: Int; b?: Int }): Int => a + b);
export const total = task(({ values }: { values: Int[] }): Int => values.reduce((sum, value) => sum + value, 0));
export const sumOf = task(
	({ values }: { values: Record<string, Int> }): Int =>
		Object.values(values).reduce((sum, value) => sum + value, 0) as Int,
);
export const divide = task(({ n, by }: { n: Int; by: Int }) =>
	outputs({ quotient: Math.trunc(n / by) as Int, remainder: (n % by) as Int }),
);
export const ends = task(({ values }: { values: Int[] }): [Int, Int] => [Math.min(...values), Math.max(...values)]);
export const note = task(({ text }: { text: string }): void => console.log(text));
export const person = task(({ name }: { name: string }): Person => ({ name, age: 41, tags: [`${name}!`, "b"] }));
export const older = task(({ who }: { who: Person }): Person => ({ ...who, age: who.age + 1 }));
export const shout = task(({ text }: { text: string }): string => text.toUpperCase());
export const perhaps = task(({ n }: { n?: Int }): Int | undefined => (n === undefined ? undefined : n + 1));
export const either = task(({ v }: { v: Int | string }): Int | string =>
	typeof v === "string" ? v.length : String(v),
);
export const next = task(({ colour }: { colour: Colour }): Colour => (colour === "red" ? "green" : "blue"));
export const later = task(({ at, by }: { at: Date; by: Duration }): Date => new Date(at.getTime() + by.ms));
export const big = task(({ n }: { n: bigint }): bigint => n + 1n);

/** Two tasks in a row, and a default of the workflow. */
export const chain = workflow(({ n = 3 }: Inputs<{ n?: Int }>) => add({ a: square({ n }) }));
/** Two ways from one node to another. */
export const diamond = workflow(({ n }: Inputs<{ n: Int }>) => {
	const top = square({ n });
	return add({ a: square({ n: top }), b: add({ a: top }) });
});
export const named = workflow(({ n }: Inputs<{ n: Int }>) => {
	const { quotient, remainder } = divide({ n, by: 5 });
	return outputs({ quotient, remainder, constant: 7 as Int });
});
export const tuple = workflow(({ n }: Inputs<{ n: Int }>) => {
	const [least, most] = ends({ values: [n, square({ n }), 2] });
	return [most, least];
});
/** Nothing comes out; the order is said. */
export const silent = workflow(({ text }: Inputs<{ text: string }>) => {
	const first = note({ text });
	const second = note({ text: "second" });
	second.before(first);
});
export const attributes = workflow(({ name }: Inputs<{ name: string }>) => {
	const who = person({ name });
	return outputs({ shouted: shout({ text: who.tags.at(0) }), age: who.age, tag: who.tags.at(1), who: older({ who }) });
});
export const optional = workflow(({ n }: Inputs<{ n?: Int }>) => perhaps({ n }));
export const union = workflow(({ v }: Inputs<{ v: Int | string }>) => either({ v }));
export const colours = workflow(({ colour }: Inputs<{ colour: Colour }>) => next({ colour: next({ colour }) }));
export const times = workflow(({ at, by }: Inputs<{ at: Date; by: Duration }>) => later({ at: later({ at, by }), by }));
export const large = workflow(({ n }: Inputs<{ n: bigint }>) => big({ n }));
/** Lists and maps with promised parts, also as outputs. */
export const nested = workflow(({ n }: Inputs<{ n: Int }>) => {
	const one = square({ n });
	const all = total({ values: [one, 5, square({ n: one })] });
	return outputs({
		list: [one, all],
		map: { one, all } as Record<string, typeof one>,
		sum: sumOf({ values: { one, two: 2, all } }),
	});
});

export const power = workflow(({ n }: Inputs<{ n: Int }>) => square({ n: square({ n }) }));
export const subWorkflows = workflow(({ n }: Inputs<{ n: Int }>) => add({ a: power({ n }), b: power({ n: 2 }) }));

export const write = task(async ({ text }: { text: string }): Promise<FlyteFile<"txt">> => {
	const file = FlyteFile.new<"txt">("note.txt");
	await file.write(text);
	return file;
});
export const read = task(async ({ file }: { file: FlyteFile<"txt"> }): Promise<string> => `read ${await file.text()}`);
export const folder = task(async ({ file }: { file: FlyteFile<"txt"> }): Promise<FlyteDirectory> => {
	const made = join(currentContext().workingDirectory, "made");
	mkdirSync(made, { recursive: true });
	writeFileSync(join(made, "a.txt"), await file.text());
	writeFileSync(join(made, "b.txt"), "b");
	return new FlyteDirectory(made);
});
export const names = task(
	async ({ all }: { all: FlyteDirectory }): Promise<string[]> => [...(await all.list())].sort(),
);
export const files = workflow(({ text }: Inputs<{ text: string }>) => {
	const file = write({ text });
	return outputs({ text: read({ file }), names: names({ all: folder({ file }) }) });
});

export interface Row {
	id: Int;
	word: string;
}
export const rows = task(
	({ n }: { n: Int }): StructuredDataset<Row> =>
		StructuredDataset.from<Row>(Array.from({ length: n }, (_, id) => ({ id, word: "x".repeat(id) }))),
);
export const words = task(
	async ({ all }: { all: StructuredDataset<Row> }): Promise<string[]> =>
		(await all.all()).map(({ id, word }) => `${id}${word}`),
);
export const dataset = workflow(({ n }: Inputs<{ n: Int }>) => words({ all: rows({ n }) }));

export const keep = task({ pickleUntyped: true }, ({ value }: { value: unknown }): unknown => value);
export const weigh = task({ pickleUntyped: true }, ({ value }: { value: unknown }): string => JSON.stringify(value));
export const make = task({ pickleUntyped: true }, ({ n }: { n: Int }): unknown => ({ n, deep: [n, { n }] }));
export const pickled = workflow(({ n }: Inputs<{ n: Int }>) => weigh({ value: keep({ value: make({ n }) }) }));
