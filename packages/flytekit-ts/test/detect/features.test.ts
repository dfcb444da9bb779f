import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { detectModules } from "../../src/interface/detect/index.js";
import type { ConstantValue, DetectedModule } from "../../src/interface/detected.js";
import { problemError } from "../../src/interface/problem-error.js";
import { reviveConstant } from "../../src/types/index.js";

/*
 * One folder for each feature of the language: testdata/<feature>/input.ts and what detection says of it, expected.json.
 * testdata/invalid/<case>/ holds what is refused, expected.txt the whole text that a user sees.
 *
 * UPDATE_DETECT=1 writes the expected files anew; read the diff before you commit it.
 */
const root = join(import.meta.dirname, "testdata");
const update = process.env.UPDATE_DETECT === "1";

const features = folders(root).filter((name) => name !== "invalid");
const invalid = folders(join(root, "invalid")).map((name) => `invalid/${name}`);
const detected = new Map<string, DetectedModule>();

beforeAll(() => {
	const names = [...features, ...invalid];
	const modules = detectModules(names.map(inputOf), { root });
	names.forEach((name, i) => {
		detected.set(name, modules[i] as DetectedModule);
	});
});

describe("detected features", () => {
	it("are at least 45", () => {
		expect(features.length).toBeGreaterThanOrEqual(45);
	});

	it.each(features)("%s", (name) => {
		const module = moduleOf(name);
		expect(module.sites.length + (name === "re-exports" ? 1 : 0)).toBeGreaterThan(0);
		expect(module.sites.flatMap((site) => site.problems).map((problem) => problem.message)).toEqual([]);
		compare(name, "expected.json", `${JSON.stringify(module, null, "\t")}\n`);
	});
});

describe("detected defaults", () => {
	it("are the values that the source says", () => {
		const inputs = moduleOf("defaults").sites[0]?.interface?.inputs ?? [];
		const values = new Map(inputs.map((input) => [input.name, input.default]));
		const revived = (name: string) => reviveConstant(values.get(name) as ConstantValue);
		expect(revived("g")).toBe(5n);
		expect(String(revived("k"))).toBe("5m");
		expect(revived("l")).toEqual(new Date("2024-01-01"));
		expect(revived("m")).toBe(Number.POSITIVE_INFINITY);
		expect(revived("q")).toBe(-0);
		expect(revived("f")).toEqual({ x: 1, label: "plain" });
		const own = moduleOf("default-shapes").sites[0]?.interface?.inputs[0]?.default;
		expect(reviveConstant(own as ConstantValue)).toEqual({ $bigint: "mine" });
	});
});

describe("refused", () => {
	it("are at least 30", () => {
		expect(invalid.length).toBeGreaterThanOrEqual(30);
	});

	it.each(invalid)("%s", (name) => {
		const text = textOf(moduleOf(name));
		expect(text).not.toBe("");
		compare(name, "expected.txt", text);
	});

	it("each with its place, a frame with a caret, and a way out", () => {
		for (const name of invalid) {
			for (const site of moduleOf(name).sites) {
				for (const problem of [...site.problems, ...(site.unregistrable === undefined ? [] : [site.unregistrable])]) {
					const lines = problem.frame.split("\n");
					const marked = lines.findIndex((line) => line.startsWith("> "));
					expect(lines[marked], name).toContain(`${problem.location.line} |`);
					expect(lines[marked + 1], name).toMatch(/\| .*\^/);
					expect(problem.wayOut, name).not.toBe("");
					expect(problem.message, name).toMatch(/^(task|dynamic|workflow)/);
				}
			}
		}
	});
});

describe("the test data", () => {
	it("holds no folder without input and no file that nothing reads", () => {
		const stray: string[] = [];
		for (const name of [...features, ...invalid]) {
			const expected = name.startsWith("invalid/") ? "expected.txt" : "expected.json";
			const files = readdirSync(join(root, name));
			if (!files.some((file) => /^input\.[jt]s$/.test(file))) stray.push(`${name}: no input`);
			for (const file of files) if (file !== expected && !/\.[jt]s$/.test(file)) stray.push(`${name}/${file}`);
		}
		expect(stray).toEqual([]);
	});
});

function moduleOf(name: string): DetectedModule {
	const module = detected.get(name);
	if (module === undefined) throw new Error(`nothing was detected for ${name}`);
	return module;
}

/** What a user sees, problem by problem. */
function textOf(module: DetectedModule): string {
	return module.sites
		.flatMap((site) => [...site.problems, ...(site.unregistrable === undefined ? [] : [site.unregistrable])])
		.map((problem) => `${problem.code}\n${problemError(problem).message}\n`)
		.join("\n");
}

function compare(name: string, file: string, text: string): void {
	const path = join(root, name, file);
	if (update) writeFileSync(path, text);
	expect(existsSync(path), `${name}/${file} is missing: run with UPDATE_DETECT=1`).toBe(true);
	expect(text).toBe(readFileSync(path, "utf8"));
}

function inputOf(name: string): string {
	const js = join(root, name, "input.js");
	return existsSync(js) ? js : join(root, name, "input.ts");
}

function folders(path: string): string[] {
	return readdirSync(path, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => entry.name)
		.sort();
}
