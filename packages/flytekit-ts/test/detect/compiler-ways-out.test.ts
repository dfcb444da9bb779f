import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { compilerProblems, openChecker } from "../../src/interface/detect/index.js";
import type { DetectionProblem } from "../../src/interface/detected.js";
import { compilerOptions } from "./compiler-options.js";

/* What authors meet first in TypeScript's own words: the way out is in ours. Each program is one file, checked once. */

const HEAD =
	'import { type Bindable, conditional, dynamic, eager, gt, type Inputs, type Int, mapTask, task, workflow } from "flytekit-ts";\n' +
	"export const add = task(({ a, b }: { a: Int; b: Int }): Int => a + b);\n" +
	"export const text = task(({ s }: { s: string }): string[] => [s]);\n" +
	"export const sum = task(({ xs }: { xs: Int[] }): Int => xs.length);\n" +
	"export const flaky = mapTask(add, { minSuccessRatio: 0.5 });\n";

const PROMISED = "is no value yet";
const programs: readonly (readonly [name: string, body: string, code: string, wayOut: string])[] = [
	[
		"a body's result as a value",
		"export const w = workflow((): Int => add({ a: 1, b: 2 }));",
		"TS2322",
		"`Bindable<...>`",
	],
	[
		"a list as a value",
		"export const w = dynamic(({ s }: { s: string }): string[] => text({ s }));",
		"TS2322",
		"`Bindable<...>`",
	],
	[
		"a variable of values",
		"export const w = dynamic(() => {\n\tlet x = [1 as Int];\n\tx = text({ s: 'a' });\n\treturn sum({ xs: x });\n});",
		"TS2322",
		"`Bindable<...>`",
	],
	[
		"a dynamic of itself",
		"export const f = dynamic(({ n }: { n: Int }) => (n < 2 ? n : add({ a: f({ n: n - 1 }), b: 1 })));",
		"TS7022",
		"`({ n }: { n: Int }): Bindable<Int> => ...`",
	],
	[
		"workflows of each other",
		"export const a = workflow(({ n }: Inputs<{ n: Int }>) => conditional('c').if(gt(n, 1), () => b({ n })).elseFail('no'));\nexport const b = dynamic(({ n }: { n: Int }) => a({ n }));",
		"TS7022",
		"write the result's type",
	],
	["arithmetic", "export const w = workflow(() => add({ a: add({ a: 1, b: 2 }) + 1, b: 2 }));", "TS2365", PROMISED],
	[
		"a comparison with an input",
		"export const w = workflow(({ n }: Inputs<{ n: Int }>) => { for (let i = 0; i < n; i++) add({ a: i, b: 1 }); });",
		"TS2365",
		"a workflow's inputs",
	],
	[
		"a test",
		"export const w = workflow(() => { const x = add({ a: 1, b: 2 }); if (x) add({ a: 1, b: 1 }); });",
		"TS2801",
		"decide with conditional()",
	],
	[
		"a wrong type between nodes",
		"export const w = workflow(() => sum({ xs: text({ s: 'a' }) }));",
		"TS2322",
		"the call gives string[] and the input takes Int[]",
	],
	[
		"elements that may fail",
		"export const w = workflow(() => sum({ xs: flaky({ a: [1], b: [2] }) }));",
		"TS2322",
		"the call gives (Int | undefined)[] and the input takes Int[]",
	],
	[
		"a workflow's inputs as values",
		"export const w = workflow(({ n }: { n: Int }) => add({ a: n, b: 1 }));",
		"TS2345",
		"`({ n }: Inputs<{ n: Int }>) => ...`",
	],
	[
		"an async workflow",
		"export const w = workflow(async ({ n }: Inputs<{ n: Int }>) => await add({ a: n, b: 1 }));",
		"TS2345",
		"take `async` and `await` out",
	],
	["any other error", "export const t = task((): string => 1);", "TS2322", "correct the TypeScript error"],
	["any other operator", "export const t = task((): Int => 'a' - 1);", "TS2362", "correct the TypeScript error"],
];

const found = new Map<string, readonly DetectionProblem[]>();
let root: string;

beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), "ways-out-"));
	writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions }));
	const files = programs.map(([, body], i) => {
		const file = join(root, `p${i}.ts`);
		writeFileSync(file, `${HEAD}${body}\n`);
		return file;
	});
	const host = openChecker({ root });
	try {
		for (const program of host.open(files)) {
			for (const file of program.files) found.set(file, compilerProblems(program, file));
		}
	} finally {
		host.close();
	}
	return () => rmSync(root, { recursive: true, force: true });
});

it.each(programs.map((row, i) => [...row, i] as const))("%s", (_name, _body, code, wayOut, i) => {
	const [problem] = found.get(join(root, `p${i}.ts`)) ?? [];
	expect(problem?.message).toMatch(new RegExp(`^${code}: `));
	expect(problem?.wayOut).toContain(wayOut);
	expect(problem?.location.line).toBeGreaterThan(HEAD.split("\n").length - 1);
});
