import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entityBodies, forgottenInts, openChecker } from "../../src/interface/detect/index.js";
import type { DetectionProblem } from "../../src/interface/detected.js";
import { compilerOptions } from "./compiler-options.js";

/* Where a FLOAT output looks like a forgotten Int: what `check` warns of. */

const ints = "({ n, m, list }: { n: Int; m: Int; list: Int[] })";

const forgotten: readonly (readonly [body: string, shown: string])[] = [
	["=> n + 1", "n + 1"],
	["=> (n - m)", "(n - m)"],
	["=> -n", "-n"],
	["=> n * 2 % m", "n * 2 % m"],
	["=> Math.floor(n / 2)", "Math.floor(n / 2)"],
	["=> Math.max(n, m, 0)", "Math.max(n, m, 0)"],
	["=> Math.max(...list)", "Math.max(...list)"],
	["=> list.length", "list.length"],
	["=> (n > m ? n : m + 1)", "(n > m ? n : m + 1)"],
	["=> { const next = n + 1; return next; }", "next"],
	["=> { let sum = 0; for (const x of list) sum += x; return sum; }", "sum"],
	["=> { if (n > 3) return n; return n + m; }", "n + m"],
	["=> list.reduce((a, b) => Math.max(a, b), 0)", "list.reduce((a, b) => Math.max(a, b), 0)"],
	["=> list.reduce((a, b) => a + b, 0) * 2", "list.reduce((a, b) => a + b, 0) * 2"],
];

const meant: readonly string[] = [
	": Int => n + 1",
	": number => n + 1",
	"=> (n + 1) as Int",
	"=> (n + 1) as number",
	"=> n",
	"=> n / m",
	"=> n * 1.5",
	"=> n + Math.random()",
	"=> Math.sqrt(n)",
	"=> Math.round(Math.random() * 6)",
	"=> 1 + 2",
	"=> String(n + 1)",
	"=> n > 1",
	"=> { let sum = 0; for (const x of list) sum += x / 2; return sum; }",
	"=> { let sum = 0; for (const x of list) sum += x; sum /= list.length; return sum; }",
	"=> { if (n > 3) return 0.5; return n + m; }",
	"=> list.reduce((a, b) => a + b / 2, 0)",
	"=> list.reduce((a, b) => a + b, 0.5)",
	"=> list.reduce((a) => a + 1, 0)",
	"=> { const total: number = n + m; return total; }",
];

let root: string;
let found: readonly DetectionProblem[];

beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), "flytekit-ints-"));
	writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions }));
	const file = join(root, "a.ts");
	const tasks = [...forgotten.map(([body]) => body), ...meant].map(
		(body, i) => `export const t${i} = task(${ints}${body.startsWith(":") ? body : ` ${body}`});`,
	);
	const others = [
		`export const two = task(${ints} => outputs({ sum: n + m, mean: n / m, kept: (n + 1) as Int }));`,
		"const plus = ({ n }: { n: Int }) => n + 1;\nexport const named = task(plus);",
		"export const floats = task(({ x }: { x: number }) => x + 1);",
		"export const helper = (n: Int) => n + 1;",
	];
	writeFileSync(file, `import { type Int, outputs, task } from "flytekit-ts";\n${[...tasks, ...others].join("\n")}\n`);
	const host = openChecker({ root });
	try {
		found = host.open([file]).flatMap((program) => forgottenInts(program, entityBodies(program, file)));
	} finally {
		host.close();
	}
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const of = (name: string) => found.filter(({ message }) => message.startsWith(`task "${name}":`));

describe("a forgotten Int", () => {
	it.each(forgotten.map(([body, shown], i) => [body, shown, i] as const))("is %s", (_, shown, i) => {
		expect(of(`t${i}`).map(({ message }) => message)).toEqual([
			`task "t${i}": outputs.o0 is a FLOAT: \`${shown}\` is computed from Ints, and arithmetic drops the brand`,
		]);
	});

	it.each(meant.map((body, i) => [body, forgotten.length + i] as const))("is not %s", (_, i) => {
		expect(of(`t${i}`)).toEqual([]);
	});

	it("is told for each output by its name, with its source and the way out", () => {
		const [only, ...more] = of("two");
		expect(more).toEqual([]);
		expect(only?.message).toContain("outputs.sum is a FLOAT: `n + m`");
		expect(only?.frame).toContain("outputs({ sum: n + m");
		expect(only?.wayOut).toBe("say which it is: `as Int`, or `as number` where a FLOAT is meant");
	});

	it("is found in a function with a name, not in what is no entity or has no Int", () => {
		const [named] = of("named");
		expect(named?.wayOut).toContain("annotate what is returned: `: Int`");
		expect(found.some(({ message }) => /helper|floats/.test(message))).toBe(false);
	});
});
