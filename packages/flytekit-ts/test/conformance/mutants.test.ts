import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { protoJson } from "../../src/wire/json.js";
import { compare } from "./compare.js";
import { GROUPS, readGoldens, sample } from "./corpus.js";
import { DIFFERENCES, type Difference, LITERAL_DIFFERENCES, matches } from "./differences.js";
import { flytekitJson } from "./outcome.js";

/*
 * The comparison is itself tested: every field of every golden is changed, removed, and something is put beside it; each of
 * these mutants must be noticed, unless the field is on the short list of allowed differences.
 */
const goldens = readGoldens([...GROUPS]).filter(({ kind }) => kind === "message");

interface Mutant {
	readonly path: readonly string[];
	readonly what: string;
	readonly message: unknown;
}

/** All mutants of a message, each with one change. They share one copy: look at one before taking the next. */
function* mutantsOf(message: unknown): Generator<Mutant> {
	const copy = structuredClone(message);
	for (const path of [...pathsOf(message, [])]) {
		const { holder, key } = at(copy, path);
		const old = holder[key];
		holder[key] = typeof old === "object" ? "something else" : `${String(old)} changed`;
		yield { path, what: "changed", message: copy };
		Reflect.deleteProperty(holder, key);
		yield { path, what: "removed", message: copy };
		holder[key] = old;
	}
	for (const path of [[], ...pathsOf(message, [])]) {
		const holder = at(copy, [...path, "fieldOfNoMessage"]).holder;
		if (typeof holder !== "object" || holder === null || Array.isArray(holder)) continue;
		holder.fieldOfNoMessage = 1;
		yield { path: [...path, "fieldOfNoMessage"], what: "added", message: copy };
		delete holder.fieldOfNoMessage;
	}
}

function* pathsOf(value: unknown, path: readonly string[]): Generator<readonly string[]> {
	if (path.length > 0) yield path;
	if (typeof value !== "object" || value === null) return;
	for (const [key, field] of Object.entries(value)) yield* pathsOf(field, [...path, key]);
}

function at(message: unknown, path: readonly string[]): { holder: Record<string, unknown>; key: string } {
	let holder = message as Record<string, unknown>;
	for (const part of path.slice(0, -1)) holder = holder[part] as Record<string, unknown>;
	return { holder, key: path.at(-1) as string };
}

/** Whether a field may differ: it is on the list, or one that it is in, or all that it is made of. */
function isAllowed(path: readonly string[], message: unknown, list: readonly Difference[]): boolean {
	if (isListed(path, list)) return true;
	const value = valueAt(message, path);
	const inside = [...pathsOf(value, path)].filter((one) => one.length > path.length);
	return inside.length > 0 && inside.every((one) => isListed(one, list));
}

function valueAt(message: unknown, path: readonly string[]): unknown {
	return path.reduce((holder, key) => (holder as Record<string, unknown> | undefined)?.[key], message);
}

/** What is free in its order only is not: whatever is changed inside must be noticed. */
function isListed(path: readonly string[], list: readonly Difference[]): boolean {
	const free = list.filter(({ orderOnly }) => orderOnly !== true);
	return path.some((_, i) => free.some((difference) => matches(difference.path, path.slice(0, i + 1))));
}

/** How many mutants of the messages are noticed, and those that may not differ and are not. */
function lookedAt(messages: Iterable<readonly [id: string, message: unknown]>, list: readonly Difference[]) {
	let noticed = 0;
	const unseen: string[] = [];
	for (const [id, message] of messages) {
		for (const mutant of mutantsOf(message)) {
			if (isAllowed(mutant.path, message, list)) continue;
			if (compare(message, mutant.message, list).length > 0) noticed++;
			else unseen.push(`${id}: ${mutant.path.join(".")} ${mutant.what}`);
		}
	}
	return { noticed, unseen };
}

/** Literals of the sample and their types, as our own protobuf JSON prints them. */
function* literals(): Generator<readonly [id: string, message: unknown]> {
	const folder = join(sample, "literals");
	for (const file of readdirSync(folder).filter((name) => name.endsWith(".pb"))) {
		const message = file.endsWith("__type.pb") ? "flyteidl.core.LiteralType" : "flyteidl.core.Literal";
		yield [`literals/${file}`, protoJson(message, new Uint8Array(readFileSync(join(folder, file))))];
	}
}

describe("comparing goldens", () => {
	it("finds each golden equal to itself", () => {
		for (const golden of goldens) expect(compare(flytekitJson(golden), flytekitJson(golden)), golden.id).toEqual([]);
	});

	it("notices a change in any field that may not differ", () => {
		const messages = goldens.map((golden) => [golden.id, flytekitJson(golden)] as const);
		const { noticed, unseen } = lookedAt(messages, DIFFERENCES);
		expect(unseen).toEqual([]);
		expect(noticed).toBeGreaterThan(15_000);
	}, 120_000);

	it("notices a change in any field of a literal or a literal type that may not differ", () => {
		const { noticed, unseen } = lookedAt(literals(), LITERAL_DIFFERENCES);
		expect(unseen).toEqual([]);
		expect(noticed).toBeGreaterThan(1_000);
	});

	it("has no difference on its list that no golden needs", () => {
		const paths = goldens.flatMap((golden) => [...pathsOf(flytekitJson(golden), [])]);
		for (const { path } of DIFFERENCES)
			expect(
				paths.some((one) => matches(path, one)),
				path,
			).toBe(true);
	});

	it("sees changes inside what it translates: arguments, environment, unordered lists", () => {
		const container = { args: ["pyflyte-execute", "--inputs", "{{.input}}"], env: [{ key: "A", value: "1" }] };
		const ours = {
			args: ["tsflyte-execute", "--inputs", "{{.input}}"],
			env: [
				{ key: "_F_SS_C", value: "x" },
				{ key: "A", value: "1" },
			],
		};
		expect(compare(container, ours)).toEqual([]);
		expect(compare(container, { ...ours, args: ["tsflyte-execute", "--input", "{{.input}}"] })).toHaveLength(1);
		expect(compare(container, { ...ours, args: ["tsflyte-map-execute", "--inputs", "{{.input}}"] })).toHaveLength(1);
		expect(compare(container, { ...ours, env: [{ key: "A", value: "2" }] })).toHaveLength(1);
		expect(compare({ upstreamNodeIds: ["n0", "n1"] }, { upstreamNodeIds: ["n1", "n0"] })).toEqual([]);
		expect(compare({ upstreamNodeIds: ["n0", "n1"] }, { upstreamNodeIds: ["n1", "n1"] })).toHaveLength(1);
	});
});
