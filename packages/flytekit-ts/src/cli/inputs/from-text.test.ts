import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { duration, type NativeType, timestamp } from "../../types/index.js";
import { addText, fromFlags, noTexts } from "./from-flags.js";
import { fromText } from "./from-text.js";
import { WrongInput } from "./wrong-input.js";

let cwd: string;
beforeAll(() => {
	cwd = mkdtempSync(join(tmpdir(), "flyte-cli-"));
	writeFileSync(join(cwd, "data.csv"), "a,b");
	writeFileSync(join(cwd, "ann.json"), '{"name":"Ann","age":3}');
	mkdirSync(join(cwd, "folder"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const int: NativeType = { kind: "int", native: "number" };
const big: NativeType = { kind: "int", native: "bigint" };
const float: NativeType = { kind: "float" };
const string: NativeType = { kind: "string" };
const boolean: NativeType = { kind: "boolean" };
const date: NativeType = { kind: "datetime", native: "date" };
const none: NativeType = { kind: "none", native: "undefined" };
const union = (...variants: NativeType[]): NativeType => ({ kind: "union", variants });
const list = (element: NativeType): NativeType => ({ kind: "list", element });
const struct = (name: string, fields: Record<string, NativeType>, optional: string[] = []): NativeType => ({
	kind: "struct",
	name,
	fields: Object.entries(fields).map(([field, type]) => ({ name: field, type, optional: optional.includes(field) })),
});
const person = struct("Person", { name: string, age: int, nick: string }, ["nick"]);

const read = (text: string, type: NativeType) => fromText(text, type, { cwd });
const flags = (type: NativeType, ...uses: (readonly [path: string, text: string])[]) => {
	const given = noTexts();
	for (const [path, text] of uses) addText(given, path === "" ? [] : path.split("."), text);
	return fromFlags(given, type, { cwd });
};
function problem(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (error instanceof WrongInput) return `${error.path} ${error.text}`.trim().replaceAll(cwd, "CWD");
		throw error;
	}
	throw new Error("nothing was thrown");
}

describe("a flag's text", () => {
	it.each<[string, NativeType, unknown]>([
		["5", int, 5],
		["-5", int, -5],
		["+7", int, 7],
		["9223372036854775807", big, 9223372036854775807n],
		["2.5", float, 2.5],
		["1e-3", float, 0.001],
		["5", float, 5],
		["-Infinity", float, Number.NEGATIVE_INFINITY],
		["5", string, "5"],
		["", string, ""],
		["true", boolean, true],
		["2024-05-06", date, new Date("2024-05-06T00:00:00Z")],
		["2024-05-06T07:08:09", date, new Date("2024-05-06T07:08:09Z")],
		["2024-05-06T07:08:09+02:00", date, new Date("2024-05-06T05:08:09Z")],
		["[1,2]", list(int), [1, 2]],
		['{"name":"Ann","age":3}', person, { name: "Ann", age: 3 }],
		["@ann.json", person, { name: "Ann", age: 3 }],
		['{"a":1,"b":[null]}', { kind: "json" }, { a: 1, b: [null] }],
		['{"a":1}', { kind: "map", native: "map", value: int }, new Map([["a", 1]])],
		["b", { kind: "enum", values: ["a", "b"] }, "b"],
		["null", union(int, none), undefined],
		["null", union(int, { kind: "none", native: "null" }), null],
		["5", union(string, int), 5],
		["five", union(string, int), "five"],
		['"5"', union(string, int), "5"],
		["5", union(float, int), 5],
		["5.5", union(float, int), 5.5],
	])("%j as %j", (text, type, value) => expect(read(text, type)).toEqual(value));

	it("reads durations as flytekit-ts and as ISO 8601", () => {
		for (const text of ["90m", "1h30m", "PT1H30M", "PT90M"]) {
			expect(String(read(text, { kind: "duration" }))).toBe(String(duration("90m")));
		}
		expect(String(read("-P1DT0.5S", { kind: "duration" }))).toBe(String(duration("-1d0.5s")));
		expect(problem(() => read("P", { kind: "duration" }))).toContain("a duration such as 250ms, 5m, 1h30m or PT5M");
	});

	it("keeps nanoseconds of a Timestamp, and knows now", () => {
		const type: NativeType = { kind: "datetime", native: "timestamp" };
		expect(String(read("2024-05-06T07:08:09.123456789Z", type))).toBe(
			String(timestamp("2024-05-06T07:08:09.123456789Z")),
		);
		expect(read("now", date)).toBeInstanceOf(Date);
	});

	it("reads long integers exactly wherever they stand in JSON", () => {
		expect(read("[9223372036854775807, -9007199254740993, 1]", list(big))).toEqual([
			9223372036854775807n,
			-9007199254740993n,
			1n,
		]);
		expect(read('{"s":"9223372036854775807"}', struct("", { s: string }))).toEqual({ s: "9223372036854775807" });
	});

	it("keeps __proto__ as data", () => {
		const value = read('{"__proto__":5}', { kind: "map", native: "record", value: int }) as object;
		expect(Object.keys(value)).toEqual(["__proto__"]);
		expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
	});

	it("makes files and directories of paths that exist, and of URIs", () => {
		expect(String(read("data.csv", { kind: "file", format: "" }))).toBe(join(cwd, "data.csv"));
		expect(String(read("s3://bucket/x.csv", { kind: "file", format: "" }))).toBe("s3://bucket/x.csv");
		expect(String(read("folder", { kind: "directory", format: "" }))).toBe(join(cwd, "folder"));
		expect(problem(() => read("data.cs", { kind: "file", format: "csv" }))).toBe(
			'expected FlyteFile<"csv">, got "data.cs" (there is no file at CWD/data.cs)',
		);
		expect(problem(() => read("folder", { kind: "file", format: "" }))).toContain("CWD/folder is a folder");
		expect(problem(() => read("data.csv", { kind: "directory", format: "" }))).toContain("CWD/data.csv is a file");
	});

	it.each<[string, NativeType, string]>([
		["x", int, 'expected Int, got "x" (a whole number, such as 5)'],
		["1.5", int, 'expected Int, got "1.5" (a whole number: no fraction)'],
		["", int, 'expected Int, got "" (a whole number, such as 5)'],
		[
			"9007199254740993",
			int,
			"expected Int, got 9007199254740993 (Int holds whole numbers up to 2^53-1: declare bigint for more)",
		],
		["9223372036854775808", big, "expected bigint, got 9223372036854775808 (integers are 64 bits: -2^63 to 2^63-1)"],
		["x", float, 'expected number, got "x" (a number, such as 2.5, 1e-3, NaN or -Infinity)'],
		["yes", boolean, 'expected boolean, got "yes" (true or false)'],
		[
			"2024-02-30",
			date,
			'expected Date, got "2024-02-30" (an ISO 8601 time such as 2024-05-06 or 2024-05-06T07:08:09Z (UTC unless it has an offset), or now)',
		],
		[
			"blu",
			{ kind: "enum", values: ["red", "blue"] },
			'expected "red" | "blue", got "blu" (did you mean "blue"? one of "red", "blue")',
		],
		['[1,"2"]', list(int), '[1] expected Int, got "2" (a whole number)'],
		["5", list(int), "expected Int[], got 5 (a JSON list, such as [1, 2])"],
		['{"name":"Ann","age":"3"}', person, '.age expected Int, got "3" (a whole number)'],
		['{"name":"Ann"}', person, "expected Person, got one without age (Int)"],
		[
			'{"name":"Ann","age":3,"nik":"A"}',
			person,
			'expected Person, got an unknown field "nik" (did you mean "nick"? its fields are name, age, nick)',
		],
		[
			"x",
			union(int, date),
			'expected one of Int | Date, got "x" (Int: a whole number, such as 5; Date: an ISO 8601 time such as 2024-05-06 or 2024-05-06T07:08:09Z (UTC unless it has an offset), or now)',
		],
		["x", union(int, none), 'expected Int | undefined, got "x" (a whole number, such as 5)'],
		[
			"@none.json",
			person,
			"expected Person, got \"@none.json\" (cannot read none.json: ENOENT: no such file or directory, open 'CWD/none.json')",
		],
	])("%j is no %j", (text, type, message) => expect(problem(() => read(text, type))).toBe(message));

	it("refuses a value that fits two variants of a union, naming both", () => {
		const twin = union(struct("A", { x: int }), struct("B", { x: int }));
		expect(problem(() => read('{"x":1}', twin))).toBe(
			'expected one of A | B, got "{\\"x\\":1}" (it fits both A and B: make the variants differ, in a field that only one has)',
		);
	});
});

describe("the uses of one flag", () => {
	it("makes a list of a repeated flag, or of one JSON list", () => {
		expect(flags(list(int), ["", "1"], ["", "2"])).toEqual([1, 2]);
		expect(flags(list(int), ["", "1"])).toEqual([1]);
		expect(flags(list(int), ["", "[1, 2]"])).toEqual([1, 2]);
		expect(flags(list(string), ["", "a b"], ["", "c"])).toEqual(["a b", "c"]);
		expect(flags(list(list(int)), ["", "[1]"], ["", "[2]"])).toEqual([[1], [2]]);
		expect(flags(list(list(int)), ["", "[1]"])).toEqual([[1]]);
		expect(flags(union(list(int), none), ["", "null"])).toBeUndefined();
		expect(flags(union(list(int), none), ["", "1"], ["", "2"])).toEqual([1, 2]);
	});

	it("makes structs and maps of dotted flags", () => {
		expect(flags(person, ["name", "Ann"], ["age", "3"])).toEqual({ name: "Ann", age: 3 });
		const nested = struct("Team", { lead: person, sizes: { kind: "map", native: "record", value: int } });
		expect(flags(nested, ["lead.name", "Ann"], ["lead.age", "3"], ["sizes.a", "1"], ["sizes.b", "2"])).toEqual({
			lead: { name: "Ann", age: 3 },
			sizes: { a: 1, b: 2 },
		});
		expect(flags(union(person, none), ["name", "Ann"], ["age", "3"])).toEqual({ name: "Ann", age: 3 });
	});

	it("says which part is wrong", () => {
		expect(problem(() => flags(person, ["name", "Ann"], ["age", "x"]))).toContain('.age expected Int, got "x"');
		expect(problem(() => flags(person, ["nam", "Ann"], ["age", "1"]))).toContain('did you mean "name"?');
		expect(problem(() => flags(person, ["name", "Ann"]))).toContain("one without age (Int)");
		expect(problem(() => flags(int, ["a", "1"]))).toContain("only structs and maps have named parts");
		expect(problem(() => flags(person, ["", "{}"], ["age", "1"]))).toContain("give one or the other");
		expect(problem(() => flags(int, ["", "1"], ["", "2"]))).toBe("expected one Int, got 2 values");
	});

	it("follows a struct that contains itself", () => {
		const tree: NativeType = struct("Tree", { value: int, left: union({ kind: "ref", name: "Tree" }, none) });
		expect(flags(tree, ["value", "1"], ["left.value", "2"])).toEqual({ value: 1, left: { value: 2, left: undefined } });
		expect(read('{"value":1,"left":{"value":2,"left":null}}', tree)).toEqual({
			value: 1,
			left: { value: 2, left: undefined },
		});
	});
});
