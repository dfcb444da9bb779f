import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entityBodies, mapsOverInputs, openChecker } from "../../src/interface/detect/index.js";
import type { DetectionProblem } from "../../src/interface/detected.js";
import { compilerOptions } from "./compiler-options.js";

/* Where a dynamic could be a workflow with a map over an input: what `check` hints at. */

const maps = [
	"({ xs }: { xs: Int[] }) => xs.map((x) => square({ x }))",
	"({ xs, by }: { xs: Int[]; by: Int }) => sum({ values: xs.map((a) => plus({ a, b: by })) })",
	"(given: { xs: Int[] }) => sum({ values: given.xs.map((a) => plus({ a, b: 3 })) })",
	"({ xs: list }: { xs: Int[] }) => { const all = list.map((x) => { return square({ x }); }); return [sum({ values: all }), sum({ values: all })]; }",
	"({ xs }: { xs: Int[] }) => { const all = []; for (const x of xs) all.push(square({ x })); return sum({ values: all as never }); }",
	"({ xs }: { xs: Int[] }) => { for (const x of xs) { square({ x }); } }",
];
const others = [
	// as many as a number says: the caller has no list to give
	"({ n }: { n: Int }) => Array.from({ length: n }, (_, x) => square({ x }))",
	"({ xs }: { xs: Int[] }) => xs.filter((x) => x > 2).map((x) => square({ x }))",
	"({ xs }: { xs: Int[] }) => xs.map((x) => square({ x: (x + 1) as Int }))",
	"({ xs }: { xs: Int[] }) => xs.map((a, i) => plus({ a, b: i as Int }))",
	"({ xs }: { xs: Int[] }) => xs.map((x) => square({ x: square({ x }) }))",
	"({ xs }: { xs: Int[] }) => (xs.length > 3 ? sum({ values: xs }) : sum({ values: xs.map((x) => square({ x })) }))",
	"({ xs }: { xs: Int[] }) => { if (xs.length === 0) return 0; return sum({ values: xs.map((x) => square({ x })) }); }",
	"async ({ xs }: { xs: Int[] }) => { await ready(); return sum({ values: xs.map((x) => square({ x })) }); }",
	"({ xs }: { xs: Int[] }) => xs.map((a) => plus({ a, b: factor }))",
	"({ xs }: { xs: Int[] }) => { console.log(xs); return xs.map((x) => square({ x })); }",
	"({ xs }: { xs: Int[] }) => xs.map((x) => inner({ x }))",
	"({ xs }: { xs: Int[] }) => sum({ values: xs })",
	"({ xs }: { xs: Int[] }) => xs.map((x) => square({ x }).withOverrides({ retries: 2 }))",
	"({ p }: { p: Int }) => square({ x: p })",
];

let root = "";
let found: readonly DetectionProblem[] = [];

beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), "flytekit-maps-"));
	writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions }));
	const file = join(root, "a.ts");
	const source = [
		'import { dynamic, type Int, task } from "flytekit-ts";',
		"declare const ready: () => Promise<void>; declare const factor: Int; declare const console: { log(x: unknown): void };",
		"export const square = task(({ x }: { x: Int }): Int => x);",
		"export const plus = task(({ a, b }: { a: Int; b: Int }): Int => a);",
		"export const sum = task(({ values }: { values: Int[] }): Int => values[0] as Int);",
		"export const inner = dynamic(({ x }: { x: Int }) => square({ x }));",
		...[...maps, ...others].map((body, i) => `export const d${i} = dynamic(${body});`),
		`export const batched = dynamic({ batch: 5 }, ${maps[0]});`,
	];
	writeFileSync(file, `${source.join("\n")}\n`);
	const host = openChecker({ root });
	try {
		found = host.open([file]).flatMap((program) => mapsOverInputs(program, entityBodies(program, file)));
	} finally {
		host.close();
	}
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const of = (name: string) => found.filter(({ message }) => message.startsWith(`dynamic "${name}":`));

describe("a dynamic that could be a map", () => {
	it.each(maps.map((body, i) => [body, i] as const))("is %s", (_, i) => {
		expect(of(`d${i}`)).toMatchObject([{ code: "INTERFACE_COULD_BE_MAP", location: { line: 7 + i } }]);
	});

	it.each(others.map((body, i) => [body, maps.length + i] as const))("is not %s", (_, i) => {
		expect(of(`d${i}`)).toEqual([]);
	});

	it("is not one with batches, which only dynamics have", () => {
		expect(of("batched")).toEqual([]);
	});

	it("is told with the task, the input, the loop and the way out", () => {
		const [hint] = of("d1");
		expect(hint?.message).toBe(
			'dynamic "d1": it only calls plus for each item of its input xs, and hands on what the calls give',
		);
		expect(hint?.frame).toContain("xs.map((a) => plus");
		expect(hint?.wayOut).toMatch(/a workflow with mapTask over an input has a graph that does not grow/);
		expect(hint?.wayOut).toMatch(/: mapTask\(plus\)\(\{ a: xs \}\)$/);
	});
});
