import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
	duration,
	type FlyteDirectory,
	type FlyteFile,
	fromLiteral,
	guessNativeType,
	type Literal,
	type LiteralType,
	literalTypeOf,
	type NativeType,
	toLiteral,
} from "../../src/types/index.js";
import { decodeLiteral, decodeLiteralType, encodeLiteral } from "../../src/wire/index.js";
import { both, color, p } from "./golden-values.js";
import {
	boolean,
	date,
	file,
	float,
	int,
	json,
	list,
	none,
	optional,
	point,
	record,
	span,
	string,
	testContext,
	union,
	whole,
} from "./natives.js";

const folder = new URL("../goldens/literals/", import.meta.url);
const literal = (name: string): Literal => decodeLiteral(new Uint8Array(readFileSync(new URL(`${name}.pb`, folder))));
const typeOf = (name: string): LiteralType =>
	decodeLiteralType(new Uint8Array(readFileSync(new URL(`${name}__type.pb`, folder))));

describe("what flytekit writes", () => {
	it.each(both)("%s: the same literal from the same value", (golden, type, value) => {
		const ours = toLiteral(value, type, testContext()) as Literal;
		// through bytes: deterministic, and NaN compares
		expect(encodeLiteral(ours)).toEqual(encodeLiteral(literal(golden)));
	});

	it.each(both)("%s: the same value from its literal", (golden, type, value) => {
		expect(fromLiteral(literal(golden), type, testContext())).toEqual(value);
	});

	it.each(both.filter(([golden]) => !golden.startsWith("dataclass")))("%s: the same literal type", (golden, type) => {
		expect(literalTypeOf(type)).toEqual(typeOf(golden));
	});

	it("a dataclass's type has the same fields, schema and annotation; a field's Python default is the one thing we do not write", () => {
		const ours = literalTypeOf(point);
		const theirs = typeOf("dataclass");
		expect(ours.annotation).toEqual(theirs.annotation);
		expect(ours.structure).toEqual(theirs.structure);
		const { properties, required, ...rest } = theirs.metadata as {
			properties: Record<string, object>;
			required: unknown;
		};
		for (const property of Object.values(properties)) delete (property as { default?: unknown }).default;
		expect(ours.metadata).toEqual({ ...rest, properties, required: ["x", "y", "name", "tag", "inner", "attrs"] });
		expect(required).toEqual(["x", "y"]);
	});

	it("dataclass defaults that are nulls, an Optional dataclass, and a file", async () => {
		expect(fromLiteral(literal("dataclass_defaults"), point, testContext())).toEqual({
			x: 1,
			y: 2,
			name: "origin",
			tag: null,
			inner: null,
			attrs: {},
		});
		expect(fromLiteral(literal("dataclass_optional"), optional(point), testContext())).toEqual(p);
		const read = (await fromLiteral(literal("file_remote"), file, testContext())) as FlyteFile;
		expect(read.path).toBe("s3://bucket/a.txt");
		expect(await toLiteral(read, file, testContext())).toEqual(literal("file_remote"));
		const folderRead = await fromLiteral(literal("dir_remote"), { kind: "directory", format: "" }, testContext());
		expect((folderRead as FlyteDirectory).path).toBe("s3://bucket/d/");
	});

	it("the older Struct form of a dataclass and of an untyped dict", () => {
		expect(fromLiteral(literal("dataclass__oldformat"), point, testContext())).toEqual(p);
		expect(fromLiteral(literal("dict_untyped__oldformat"), json, testContext())).toEqual({ a: 1, b: [1, "x", null] });
	});

	it("annotated with a hash, an int is an int", () => {
		expect(fromLiteral(literal("annotated_hash"), int, testContext())).toBe(3);
	});

	it.each(both.filter(([golden]) => !golden.startsWith("dataclass")))("%s: its type, guessed, reads it", (golden) => {
		const guessed = guessNativeType(typeOf(golden));
		const value = fromLiteral(literal(golden), guessed, testContext());
		const again = toLiteral(value, guessed, testContext()) as Literal;
		// a Date has milliseconds
		if (golden !== "datetime_utc") expect(encodeLiteral(again)).toEqual(encodeLiteral(literal(golden)));
		else expect(again.kind).toBe(literal(golden).kind);
	});

	it("an integer is read exactly by its guessed type, where a declared Int refuses what it cannot hold", () => {
		const read = (type: NativeType) => fromLiteral(literal("int_big"), type, testContext(), "outputs.o0");
		expect(read(guessNativeType(typeOf("int_big")))).toBe(4611686018427387904n);
		expect(() => read(int)).toThrow("outputs.o0: 4611686018427387904 is beyond 2^53, so an Int cannot hold it exactly");
		expect(() => read(int)).toThrow("way out: declare bigint");
	});

	it("a dataclass's type, guessed, has its fields, nested ones too, and defaults make them optional", () => {
		const guessed = guessNativeType(typeOf("dataclass"));
		expect(guessed).toMatchObject({ kind: "struct", name: "Point" });
		const fields = new Map((guessed as typeof point).fields.map((field) => [field.name, field]));
		expect(
			[...fields]
				.filter(([, field]) => !field.optional)
				.map(([name]) => name)
				.sort(),
		).toEqual(["x", "y"]);
		expect(fields.get("x")?.type).toEqual(whole);
		expect(fields.get("y")?.type).toEqual(float);
		expect(fields.get("attrs")?.type).toEqual(record(whole));
		expect(fromLiteral(literal("dataclass"), guessed, testContext())).toEqual(p);
	});
});

interface Reading {
	readonly type: NativeType;
	readonly value?: unknown;
	readonly error?: string;
}

/** Literals that no TypeScript user makes, and what reading them has to give; `error` where flytekit refuses too, or we have to. */
const readings: Readonly<Record<string, Reading>> = {
	int_from_float_literal: { type: int, value: 3 },
	int_from_float_frac: { type: int, error: "expected a whole number, got 3.5" }, // flytekit cuts it to 3
	float_from_int_literal: { type: float, value: 3 },
	str_from_int_literal: { type: string, error: "expected string, got the integer 3" },
	bool_from_int_literal: { type: boolean, error: "expected boolean, got the integer 1" },
	int_from_msgpack: { type: int, value: 3 },
	int_from_msgpack_float: { type: int, value: 3 }, // flytekit refuses; nothing is lost
	float_from_msgpack_int: { type: float, value: 3 }, // likewise
	str_from_msgpack: { type: string, value: "x" },
	list_from_msgpack: { type: list(int), value: [1, 2] },
	dict_from_msgpack: { type: record(int), value: { a: 1 } },
	datetime_from_msgpack: { type: date, value: new Date("2024-05-06T07:08:09Z") },
	timedelta_from_msgpack: { type: span, value: duration("1.5s") },
	enum_from_msgpack: { type: color, value: "red" },
	enum_bad_literal: { type: color, error: '"violet" is not a value of the enum' },
	dataclass_from_struct: { type: point, error: "v.tag" },
	dataclass_from_msgpack_missing: { type: point, error: "v.y: the field is missing" },
	dataclass_from_msgpack_extra: { type: point, error: "v.name: the field is missing" },
	dataclass_from_msgpack_wrong_type: { type: point, error: 'v.x: expected Int, got text "q"' },
	dataclass_bad_tag: { type: point, error: 'format "cbor"' },
	dict_from_struct: { type: json, value: { a: 1, b: [1, 2] } },
	none_from_int: { type: none, error: "expected undefined, got the integer 1" },
	int_from_void: { type: int, error: "expected Int, got none" },
	optional_from_bare_int: { type: optional(int), value: 4 },
	optional_from_void: { type: optional(int), value: undefined },
	list_from_scalar: { type: list(int), error: "expected Int[], got the integer 4" },
	union_bare: { type: union(int, string), value: "q" },
	union_from_msgpack: { type: union(int, string), value: 3 },
};

describe("literals of other writers", () => {
	const table = JSON.parse(readFileSync(new URL("_from_literals.json", folder), "utf8")) as Record<
		string,
		{ literal: unknown }
	>;

	it("every recorded literal has its expectation here", () => {
		expect(Object.keys(readings).sort()).toEqual(
			Object.keys(table)
				.filter((name) => name !== "empty_literal_int")
				.sort(),
		);
	});

	it.each(Object.entries(readings))("%s", (name, { type, value, error }) => {
		const source = fromProtoJson(table[name]?.literal as never);
		const lenient: NativeType =
			name.startsWith("dataclass_from_struct") || name.endsWith("extra") ? withDefaults(type) : type;
		const read = () => fromLiteral(source, lenient, testContext(), "v");
		if (name === "dataclass_from_struct") expect(read()).toEqual({ x: 1, y: 2, name: "n" });
		else if (name === "dataclass_from_msgpack_extra") expect(read()).toEqual({ x: 1, y: 2 });
		else if (error === undefined) expect(read()).toEqual(value);
		else expect(read).toThrow(error);
	});
});

/** The dataclass as it is declared in Python: all but two fields have defaults. */
function withDefaults(type: NativeType): NativeType {
	if (type.kind !== "struct") return type;
	return {
		...type,
		fields: type.fields.map((field) => {
			const variants = field.type.kind === "union" ? field.type.variants : [field.type];
			return field.name === "x" || field.name === "y"
				? field
				: { ...field, type: variants[0] as NativeType, optional: true };
		}),
	};
}

type ProtoJson = {
	scalar?: {
		primitive?: Record<string, never>;
		binary?: { value: string; tag: string };
		generic?: never;
		noneType?: object;
	};
};

/** The few forms of literal that the table of readings uses. */
function fromProtoJson({ scalar }: ProtoJson): Literal {
	const primitive: { integer?: string; floatValue?: number; stringValue?: string } = scalar?.primitive ?? {};
	if (primitive.integer !== undefined) return { kind: "integer", value: BigInt(primitive.integer) };
	if (primitive.floatValue !== undefined) return { kind: "float", value: primitive.floatValue };
	if (primitive.stringValue !== undefined) return { kind: "string", value: primitive.stringValue };
	if (scalar?.binary !== undefined) {
		return {
			kind: "binary",
			tag: scalar.binary.tag,
			value: new Uint8Array(Buffer.from(scalar.binary.value, "base64")),
		};
	}
	return scalar?.generic === undefined ? { kind: "none" } : { kind: "generic", value: scalar.generic };
}
