import { toJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import * as z from "zod";
import { flyte, readSchema, registerSchemaConverter, type Schema } from "./index.js";

registerSchemaConverter("valibot", toJsonSchema);

/** How each library builds schemas. */
interface Library {
	readonly leaves: Readonly<Record<Leaf, () => Schema>>;
	list(item: Schema): Schema;
	record(value: Schema): Schema;
	nullable(inner: Schema): Schema;
	struct(fields: readonly (readonly [string, Schema, boolean])[]): Schema;
}
type Leaf = "int" | "float" | "string" | "boolean" | "date" | "bigint" | "enum";
type Build = (library: Library) => Schema;

// biome-ignore lint/suspicious/noExplicitAny: each library has its own class of schemas
type Theirs = any;
const shape = (fields: readonly (readonly [string, Schema, boolean])[], optional: (inner: Theirs) => Theirs) =>
	Object.fromEntries(fields.map(([name, schema, required]) => [name, required ? schema : optional(schema)]));

const libraries: Record<string, Library> = {
	zod: {
		leaves: {
			int: z.int,
			float: z.number,
			string: z.string,
			boolean: z.boolean,
			date: z.date,
			bigint: z.bigint,
			enum: () => z.enum(["a", "b"]),
		},
		list: (item: Theirs) => z.array(item),
		record: (value: Theirs) => z.record(z.string(), value),
		nullable: (inner: Theirs) => z.nullable(inner),
		struct: (fields) => z.object(shape(fields, z.optional)),
	},
	valibot: {
		leaves: {
			int: () => v.pipe(v.number(), v.integer()),
			float: v.number,
			string: v.string,
			boolean: v.boolean,
			date: v.date,
			bigint: v.bigint,
			enum: () => v.picklist(["a", "b"]),
		},
		list: (item: Theirs) => v.array(item),
		record: (value: Theirs) => v.record(v.string(), value),
		nullable: (inner: Theirs) => v.nullable(inner),
		struct: (fields) => v.object(shape(fields, v.optional)),
	},
	arktype: {
		leaves: {
			int: () => type("number.integer"),
			float: () => type("number"),
			string: () => type("string"),
			boolean: () => type("boolean"),
			date: () => type("Date"),
			bigint: () => type("bigint"),
			enum: () => type("'a' | 'b'"),
		},
		list: (item: Theirs) => item.array(),
		record: (value: Theirs) => type({ "[string]": value }),
		nullable: (inner: Theirs) => inner.or("null"),
		struct: (fields) =>
			type(
				Object.fromEntries(fields.map(([name, schema, required]) => [required ? name : `${name}?`, schema as Theirs])),
			),
	},
};
const ours: Library = {
	leaves: {
		int: flyte.int,
		float: flyte.float,
		string: flyte.string,
		boolean: flyte.boolean,
		date: flyte.date,
		bigint: flyte.bigint,
		enum: () => flyte.enum("a", "b"),
	},
	list: flyte.list,
	record: flyte.record,
	nullable: flyte.nullable,
	struct: (fields) => flyte.struct(shape(fields, flyte.optional)),
};

const builds = fc.letrec<{ any: Build; list: Build; record: Build; nullable: Build; struct: Build; leaf: Build }>(
	(tie) => ({
		any: fc.oneof(
			{ maxDepth: 4, depthSize: "small" },
			tie("leaf"),
			tie("list"),
			tie("record"),
			tie("nullable"),
			tie("struct"),
		),
		leaf: fc.constantFrom<Leaf[]>("int", "float", "string", "boolean", "date", "bigint", "enum").map(
			(leaf): Build =>
				(library) =>
					library.leaves[leaf](),
		),
		list: tie("any").map(
			(item): Build =>
				(library) =>
					library.list(item(library)),
		),
		record: tie("any").map(
			(value): Build =>
				(library) =>
					library.record(value(library)),
		),
		nullable: tie("any").map(
			(inner): Build =>
				(library) =>
					library.nullable(inner(library)),
		),
		struct: fc
			.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "name", "constructor"), tie("any"), fc.boolean()), {
				selector: ([name]) => name,
				minLength: 1,
				maxLength: 3,
			})
			.map(
				(fields): Build =>
					(library) =>
						library.struct(fields.map(([name, build, required]) => [name, build(library), required] as const)),
			),
	}),
).any;

test.each(Object.keys(libraries))("whatever is built, %s and flyte's helpers mean one type", (name) => {
	fc.assert(
		fc.property(builds, (build) => {
			const theirs = readSchema(build(libraries[name] as Library), "x").type;
			const own = readSchema(build(ours), "x").type;
			expect(sorted(theirs)).toEqual(sorted(own));
		}),
		{ numRuns: 150 },
	);
});

/** arktype lists fields by its own order. */
function sorted(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value), (key, part) =>
		key === "fields" ? [...part].sort((a, b) => (a.name < b.name ? -1 : 1)) : part,
	);
}
