import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { attr, dynamic, type FlyteError, type Inputs, type Int, mapTask, outputs, task, workflow } from "flytekit-ts";
import { afterAll, describe, expect, it, vi } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "flytekit-ts-misuse-"));
symlinkSync(join(root, "node_modules"), join(work, "node_modules"));
writeFileSync(join(work, "package.json"), '{ "type": "module" }\n');
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A script run by tsx that awaits its own entity. */
function script(name: string, body: string): { code: number | null; out: string; err: string } {
	const file = join(work, `${name}.ts`);
	writeFileSync(
		file,
		`import { dynamic, type Int, task, workflow } from "flytekit-ts";
export const one = task((): Int => 1);
export const two = task((): Int => 2);
${body}
console.log("result", await main());
`,
	);
	const done = spawnSync(process.execPath, ["--import", "tsx", file], { cwd: work, encoding: "utf8", timeout: 50_000 });
	return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("what JavaScript cannot trap is refused in a script that tsx runs, too", () => {
	it.each([
		["not", "export const main = workflow(() => { const a = one(); return !a ? one() : two(); });", "!a"],
		[
			"equal",
			"export const main = workflow(() => { const a = one(), b = two(); return (a as unknown) === b ? a : b; });",
			"===",
		],
		[
			"awaited",
			"export const main = dynamic(async () => { const a = await one(); return (a > 3 ? one() : two()); });",
			"a > 3",
		],
	])(
		"%s",
		(name, body, token) => {
			const { code, out, err } = script(name, body);
			expect(out).not.toContain("result");
			expect(code).not.toBe(0);
			expect(err).toContain(`${name}.ts:4:`);
			expect(err).toContain(token);
			expect(err).toContain("way out:");
		},
		30_000,
	);
	it("and what ran in a thread lets the script end", () => {
		const body =
			'export const slow = task({ timeout: "5m" }, (): Int => 3);\nexport const main = workflow(() => slow());';
		const { code, out } = script("timely", body);
		expect([out, code]).toEqual(["result 3\n", 0]);
	}, 60_000);
	it("and what is right runs", () => {
		const { out, err } = script("right", "export const main = workflow(() => { const a = one(); return a; });");
		expect([out, err]).toEqual(["result 1\n", ""]);
	}, 30_000);
});

interface Pair {
	before: string;
	names: string[];
}
export const pair = task((): Pair => ({ before: "x", names: ["a", "b"] }));
export const text = task(({ s }: { s: string }) => s);
export const parts = workflow(() => {
	const p = pair();
	return outputs({ before: text({ s: attr(p, "before") }), second: attr(attr(p, "names"), 1) });
});
export const shown = dynamic(async ({ n }: { n: Int }) => {
	const p = pair();
	console.log(p, p.names, await p, n);
	return text({ s: p.names[0] as never });
});
export const several = task((): [string, Int] => ["x", 1]);
export const named = task(() => outputs({ first: "x", second: 1 as Int }));
export const wholeTuple = workflow(() => text({ s: several() as never }));
export const wholeObject = workflow(() => text({ s: named() as never }));
export const sameIds = dynamic(() => {
	text({ s: "first" }).withOverrides({ nodeName: "same" });
	return text({ s: "second" }).withOverrides({ nodeName: "same" });
});
export const wantsMore = workflow(() => {
	const texts = mapTask(text, { minSuccesses: 3 })({ s: ["a", "b"] });
	return texts;
});
export const wrongConstant = workflow(() => text({ s: 5 as never }));
export const missingInput = workflow((_: Inputs<{ n?: Int }>) => (text as never as (inputs: object) => never)({}));

describe("a promised value", () => {
	it("gives its parts by attr(), also those that its handle hides, with their types", async () => {
		expect(await parts()).toEqual({ before: "x", second: "b" });
	});
	it("can be logged: it says what it is", async () => {
		const log = vi.spyOn(console, "log").mockImplementation(() => {});
		try {
			expect(await shown({ n: 1 })).toBe("a");
			const { inspect } = await import("node:util");
			expect(log.mock.calls[0]?.slice(0, 3).map((value) => inspect(value))).toEqual([
				"Promised<Pair> (dn0.o0)",
				"Promised<string[]> (dn0.o0.names)",
				"Promised<Pair> (dn0.o0)",
			]);
		} finally {
			log.mockRestore();
		}
	});
});

describe("errors of a body say where", () => {
	it.each([
		["a constant of the wrong type", wrongConstant, "5 as never"],
		["a missing input", missingInput, "(text as never as"],
	])("%s", async (_, entity, line) => {
		await text({ s: "" });
		let thrown: { details?: { location?: { file: string; line: number } } } = {};
		try {
			entity.toGraph();
		} catch (error) {
			thrown = error as never;
		}
		expect(thrown.details?.location?.file).toMatch(/misuse\.test\.ts$/);
		const source = readFileSync(fileURLToPath(import.meta.url), "utf8").split("\n");
		expect(source[(thrown.details?.location?.line ?? 0) - 1]).toContain(line);
	});
});

describe("outputs taken whole", () => {
	it("say that one of them is to be taken", async () => {
		await text({ s: "" });
		expect(() => wholeTuple.toGraph()).toThrow("way out: it is a tuple of outputs: take [0], or another of them");
		expect(() => wholeObject.toGraph()).toThrow("way out: it holds several outputs: take .first, or another of them");
	});
});

describe("failures of a run point at the call", () => {
	it.each([
		["the second of two nodes with one id", sameIds, "GRAPH_DUPLICATE_ID", 's: "second"'],
		["a map that asks for more than its list has", wantsMore, "ENGINE_ARRAY_INPUT", "mapTask(text, {"],
	] as const)("%s", async (_, entity, code, line) => {
		const error = await (entity as never as () => Promise<unknown>)().then(
			() => undefined,
			(thrown: FlyteError) => thrown,
		);
		expect(error?.message).toContain(code === "GRAPH_DUPLICATE_ID" ? "have the id" : "must succeed");
		const source = readFileSync(fileURLToPath(import.meta.url), "utf8").split("\n");
		const places = [...(error?.message ?? "").matchAll(/^ +at .*misuse\.test\.ts:(\d+)/gm)];
		expect(source[Number(places[0]?.[1]) - 1]).toContain(line);
	});
});
