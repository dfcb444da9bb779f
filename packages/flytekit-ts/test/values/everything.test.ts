import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
	assignability,
	duration,
	type FlyteDirectory,
	type FlyteFile,
	fromLiteral,
	guessNativeType,
	type Literal,
	literalTypeOf,
	resolveAttribute,
	timestamp,
	toLiteral,
} from "../../src/types/index.js";
import { decodeLiteral, decodeLiteralType, encodeLiteral } from "../../src/wire/index.js";
import * as t from "./natives.js";

/*
 * goldens/everything: a dataclass with a field of every type, as flytekit 1.15.4 writes it. Its Python source, in order: i int, big int, f float,
 * whole float, s str, b bool, d datetime, t timedelta, c Enum, part Part(n int, f float), parts List[Part], table Dict[str, Part],
 * u Union[int, str, List[int]], o Optional[int], x dict, file FlyteFile, folder FlyteDirectory, later Optional[str] = None.
 */
const bytes = (name: string) => new Uint8Array(readFileSync(new URL(`goldens/${name}.pb`, import.meta.url)));
const golden = decodeLiteral(bytes("everything"));
const goldenType = decodeLiteralType(bytes("everything__type"));

const part = t.struct("Part", { n: t.int, f: t.float });
const everything = t.struct("Everything", {
	i: t.int,
	big: t.bigint,
	f: t.float,
	whole: t.float,
	s: t.string,
	b: t.boolean,
	d: t.instant,
	t: t.span,
	c: t.oneOf("red", "green"),
	part,
	parts: t.list(part),
	table: t.record(part),
	u: t.union(t.int, t.string, t.list(t.int)),
	o: t.union(t.int, t.nil),
	x: t.json,
	file: t.file,
	folder: { kind: "directory", format: "" },
	later: t.union(t.string, t.nil),
});
const value = {
	i: -7,
	big: 2n ** 60n,
	f: 1.5,
	whole: 1,
	s: "hé",
	b: true,
	d: timestamp("2024-05-06T07:08:09.123456Z"),
	t: duration("90.5s"),
	c: "green",
	part: { n: 1, f: 2 },
	parts: [{ n: 3, f: 4 }],
	table: { k: { n: 5, f: 6.5 } },
	u: [1, 2],
	o: null,
	x: { a: 1, b: [1.5, null] },
	later: null,
};

describe("a dataclass with a field of every type", () => {
	it("is read, its files too", async () => {
		const { file, folder, ...rest } = (await fromLiteral(golden, everything, t.testContext())) as Record<
			string,
			unknown
		>;
		expect(rest).toEqual(value);
		expect((file as FlyteFile).path).toBe("s3://bucket/a.txt");
		expect((folder as FlyteDirectory).path).toBe("s3://bucket/d");
	});

	it("is written back byte for byte", async () => {
		const read = await fromLiteral(golden, everything, t.testContext());
		const written = (await toLiteral(read, everything, t.testContext())) as Literal;
		expect(encodeLiteral(written)).toEqual(encodeLiteral(golden));
	});

	it("has the same literal type, but for a default that only Python has", () => {
		const ours = literalTypeOf(everything);
		expect(ours.structure).toEqual(goldenType.structure);
		const schema = structuredClone(goldenType.metadata) as { properties: Record<string, object>; required: string[] };
		delete (schema.properties.later as { default?: null }).default;
		schema.required.push("later");
		expect(ours.metadata).toEqual(schema);
		expect(assignability(ours, goldenType)).toBeUndefined();
	});

	it("declared with later?: string it is the very same type", () => {
		const fields = everything.fields.map((f) =>
			f.name === "later" ? { name: "later", type: t.string, optional: true } : f,
		);
		expect(literalTypeOf({ ...everything, fields })).toEqual(goldenType);
	});

	it("is guessed from its type", async () => {
		const guessed = guessNativeType(goldenType);
		expect(guessed.kind).toBe("struct");
		const fields = new Map((guessed as typeof everything).fields.map((field) => [field.name, field.type]));
		expect(fields.get("d")).toEqual(t.date);
		expect(fields.get("t")).toEqual(t.span);
		expect(fields.get("c")).toMatchObject({ kind: "enum", values: ["red", "green"] });
		expect(fields.get("file")).toEqual(t.file);
		expect(fields.get("folder")).toEqual({ kind: "directory", format: "" });
		expect(fields.get("x")).toMatchObject({ kind: "json" });
		expect(fields.get("parts")).toMatchObject({ kind: "list", element: { kind: "struct", name: "Part" } });
	});

	it("gives its parts as binary literals that their own types read", () => {
		const read = (path: (string | number)[], type: Parameters<typeof fromLiteral>[1]) =>
			fromLiteral(resolveAttribute(golden, path), type, t.testContext());
		expect(resolveAttribute(golden, ["part"])).toMatchObject({ kind: "binary", tag: "msgpack" });
		expect(read(["i"], t.int)).toBe(-7);
		expect(read(["big"], t.bigint)).toBe(2n ** 60n);
		expect(read(["d"], t.instant)).toEqual(value.d);
		expect(read(["t"], t.span)).toEqual(value.t);
		expect(read(["parts", 0, "f"], t.float)).toBe(4);
		expect(read(["table", "k"], part)).toEqual({ n: 5, f: 6.5 });
		expect(read(["o"], t.optional(t.int))).toBeUndefined();
		expect(read(["u"], t.union(t.int, t.string, t.list(t.int)))).toEqual([1, 2]);
	});
});
