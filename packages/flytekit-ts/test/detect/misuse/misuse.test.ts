import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckedProgram, type CheckerHost, openChecker } from "../../../src/interface/detect/checker.js";
import { findMisuses } from "../../../src/interface/detect/misuse.js";

/**
 * One folder for each case: `input.ts`, and in `refused/` the `expected.txt` with every problem in full. Cases in `valid/` give
 * nothing. UPDATE_EXPECTED=1 writes the expected texts anew.
 */
const testdata = join(dirname(fileURLToPath(import.meta.url)), "testdata");
const cases = (group: string) => readdirSync(join(testdata, group)).sort();
const input = (group: string, name: string) => join(testdata, group, name, "input.ts");

let host: CheckerHost;
const programs = new Map<string, CheckedProgram>();

beforeAll(() => {
	host = openChecker({ root: testdata });
	const files = ["refused", "valid"].flatMap((group) => cases(group).map((name) => input(group, name)));
	for (const program of host.open(files)) for (const file of program.files) programs.set(file, program);
});
afterAll(() => host.close());

function misuses(file: string): string {
	const program = programs.get(file);
	if (program === undefined) throw new Error(`no program holds ${file}`);
	return findMisuses(program, file)
		.map((p) => `${p.code} ${p.location.line}:${p.location.column}\n${p.message}\n${p.frame}\n  way out: ${p.wayOut}\n`)
		.join("\n");
}

describe("refused", () => {
	test.each(cases("refused"))("%s", (name) => {
		const expected = join(testdata, "refused", name, "expected.txt");
		const found = misuses(input("refused", name));
		if (process.env.UPDATE_EXPECTED === "1") writeFileSync(expected, found);
		expect(existsSync(expected) ? readFileSync(expected, "utf8") : "no expected.txt").toBe(found);
		expect(found).not.toBe("");
	});
});

describe("valid", () => {
	test.each(cases("valid"))("%s", (name) => {
		expect(misuses(input("valid", name))).toBe("");
	});
});
