import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import type { DatasetColumn, NativeType } from "../../src/types/index.js";
import {
	fromLiteral,
	isStructuredDataset,
	literalTypeOf,
	StructuredDataset,
	timestamp,
	timestampOf,
	toLiteral,
} from "../../src/types/index.js";
import { insideTask, localFolder, messageOf, testContext, utf8 } from "./stores.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const dataset = (columns: readonly DatasetColumn[], format = ""): Extract<NativeType, { kind: "dataset" }> => ({
	kind: "dataset",
	columns,
	format,
});
const col = (name: string, type: NativeType): DatasetColumn => ({ name, type });
const orNull = (type: NativeType): NativeType => ({
	kind: "union",
	variants: [type, { kind: "none", native: "null" }],
});
const orUndefined = (type: NativeType): NativeType => ({
	kind: "union",
	variants: [type, { kind: "none", native: "undefined" }],
});
const INT: NativeType = { kind: "int", native: "number" };
const BIG: NativeType = { kind: "int", native: "bigint" };
const FLOAT: NativeType = { kind: "float" };
const STR: NativeType = { kind: "string" };
const BOOL: NativeType = { kind: "boolean" };
const DATE: NativeType = { kind: "datetime", native: "date" };
const STAMP: NativeType = { kind: "datetime", native: "timestamp" };
const UNTYPED = dataset([]);

async function there(rows: Iterable<unknown> | AsyncIterable<unknown>, type: NativeType = UNTYPED) {
	const ctx = testContext();
	const literal = await toLiteral(StructuredDataset.from(rows), type, ctx, "outputs.o0");
	return { ctx, literal };
}

async function thereAndBack(
	rows: Iterable<unknown> | AsyncIterable<unknown>,
	type: NativeType = UNTYPED,
): Promise<unknown[]> {
	const { ctx, literal } = await there(rows, type);
	return ((await fromLiteral(literal, type, ctx)) as StructuredDataset).all();
}

const cells: readonly (readonly [NativeType, fc.Arbitrary<unknown>])[] = [
	[INT, fc.maxSafeInteger().map((n) => n + 0)],
	[BIG, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
	[FLOAT, fc.double()],
	[STR, fc.string({ unit: "binary" })],
	[BOOL, fc.boolean()],
	[
		DATE,
		fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }),
	],
	[
		STAMP,
		fc
			.tuple(fc.bigInt({ min: -9_000_000_000n, max: 9_000_000_000n }), fc.nat(999_999_999))
			.map(([s, n]) => timestampOf(s, n)),
	],
	[{ kind: "enum", values: ["", "a", "b"] }, fc.constantFrom("", "a", "b")],
];

describe("StructuredDataset as a literal", () => {
	// as flytekit writes t_sd_cols and sd_uri
	it("has flytekit's type", () => {
		expect(literalTypeOf(dataset([col("a", INT), col("b", orNull(STR))], "parquet"))).toEqual({
			kind: "structuredDataset",
			columns: [
				{ name: "a", type: { kind: "simple", simple: "integer" } },
				{ name: "b", type: { kind: "simple", simple: "string" } },
			],
			format: "parquet",
		});
		expect(literalTypeOf(UNTYPED)).toEqual({ kind: "structuredDataset", columns: [], format: "" });
	});

	it("keeps a URI that is elsewhere", async () => {
		const ctx = testContext();
		const literal = await toLiteral(new StructuredDataset("s3://bucket/x.parquet"), UNTYPED, ctx);
		expect(literal).toEqual({
			kind: "structuredDataset",
			uri: "s3://bucket/x.parquet",
			type: { kind: "structuredDataset", columns: [], format: "parquet" },
		});
		expect(await toLiteral(await fromLiteral(literal, UNTYPED, ctx), UNTYPED, ctx)).toEqual(literal);
	});

	it("stores rows as one file 00000 in a folder of its own", async () => {
		const { ctx, literal } = await there([{ a: 1 }], dataset([col("a", INT)]));
		expect(literal).toMatchObject({
			kind: "structuredDataset",
			uri: "mem://out/id1",
			type: { format: "parquet", columns: [{ name: "a" }] },
		});
		expect(await ctx.blobs.list("mem://out")).toEqual(["mem://out/id1/00000"]);
		const { schema, created_by } = parquetMetadata(await ctx.blobs.read("mem://out/id1/00000"));
		expect(schema[1]).toMatchObject({ name: "a", type: "INT64", repetition_type: "REQUIRED" });
		expect(created_by).toBe("flytekit-ts");
	});

	it("uploads a local file or folder of the user's, and passes on what it was given", async () => {
		const ctx = testContext();
		const literal = await toLiteral(new StructuredDataset(fixture("arrow.parquet")), UNTYPED, ctx);
		expect(literal).toMatchObject({ uri: "mem://out/id1/arrow.parquet" });
		const inPlace = { ...literal, uri: fixture("arrow.parquet") };
		expect(await toLiteral(await fromLiteral(inPlace, UNTYPED, ctx), UNTYPED, ctx)).toEqual(inPlace);
		expect(
			await messageOf(() => toLiteral(new StructuredDataset("/no/such.parquet"), UNTYPED, ctx, "inputs.d")),
		).toContain("FILE_MISSING inputs.d: there is no file at /no/such.parquet");
	});

	it("stores where it is told to", async () => {
		const ctx = testContext();
		const rows = StructuredDataset.from([{ a: "x" }], { remotePath: "mem://mine/table" });
		expect(await toLiteral(rows, UNTYPED, ctx)).toMatchObject({ uri: "mem://mine/table" });
		expect(await ctx.blobs.list("mem://mine")).toEqual(["mem://mine/table/00000"]);
	});

	it("travels in a struct", async () => {
		const ctx = testContext();
		const type: NativeType = {
			kind: "struct",
			name: "S",
			fields: [{ name: "d", type: dataset([col("a", INT)]), optional: false }],
		};
		const literal = await toLiteral({ d: StructuredDataset.from([{ a: 7 }]) }, type, ctx);
		const back = (await fromLiteral(literal, type, ctx)) as { d: StructuredDataset<{ a: number }> };
		expect(isStructuredDataset(back.d)).toBe(true);
		expect(await back.d.all()).toEqual([{ a: 7 }]);
	});

	it("refuses other values and literals", async () => {
		const ctx = testContext();
		expect(await messageOf(() => toLiteral([{ a: 1 }], UNTYPED, ctx, "outputs.o0"))).toBe(
			"DATASET_VALUE outputs.o0: expected a StructuredDataset, got an array of 1\n  way out: wrap the rows: StructuredDataset.from(rows)",
		);
		expect(await messageOf(() => fromLiteral({ kind: "string", value: "x" }, UNTYPED, ctx, "inputs.d"))).toContain(
			'DATASET_LITERAL inputs.d: expected a dataset, got the string "x"',
		);
		expect(await messageOf(() => new StructuredDataset(3 as never))).toContain(
			"DATASET_VALUE a StructuredDataset needs rows, or a URI",
		);
	});

	it("refuses formats it cannot write or read", async () => {
		const ctx = testContext();
		expect(
			await messageOf(() => toLiteral(StructuredDataset.from([{ a: 1 }]), dataset([], "csv"), ctx, "outputs.o0")),
		).toBe(
			'DATASET_FORMAT outputs.o0: the dataset has the format "csv"\n' +
				'  way out: only "parquet" is read and written as a dataset: use FlyteFile<"csv"> and read it yourself',
		);
		const csv = new StructuredDataset("mem://x", { format: "csv", access: ctx });
		expect(await messageOf(() => csv.all())).toContain('DATASET_FORMAT mem://x has the format "csv"');
	});

	it("refuses columns that no cell can hold, where the type is declared", async () => {
		for (const [type, text] of [
			[{ kind: "list", element: INT }, "Int[]"],
			[{ kind: "struct", name: "P", fields: [] }, "P"],
			[{ kind: "union", variants: [INT, STR] }, "Int | string"],
			[{ kind: "duration" }, "Duration"],
		] as const) {
			const message = await messageOf(() => literalTypeOf(dataset([col("x", type as NativeType)])));
			expect(message).toContain(
				`DATASET_COLUMN the column "x" has the type ${text}, which a cell cannot hold\n  way out: `,
			);
		}
		expect(await messageOf(() => literalTypeOf(dataset([col("x", INT), col("x", STR)])))).toContain(
			'the column "x" appears twice',
		);
	});
});

// That Python reads these files exactly (int64 limits, NaN, -0, nulls, nanoseconds, several row groups, filters by
// statistics) was checked with pyarrow 26 and pandas 3.1: pyarrow.parquet.read_table(folder), pandas.read_parquet(folder).
describe("rows there and back", () => {
	it("are exact, for every type, missing values included", async () => {
		const row = fc.record(
			Object.fromEntries(
				cells.flatMap(([, arb], i) => [
					[`c${i}`, arb],
					[`n${i}`, fc.option(arb, { nil: null })],
					[`u${i}`, fc.option(arb, { nil: undefined })],
				]),
			),
		);
		const type = dataset(
			cells.flatMap(([t], i) => [col(`c${i}`, t), col(`n${i}`, orNull(t)), col(`u${i}`, orUndefined(t))]),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
				const present = rows.map((r) => Object.fromEntries(Object.entries(r).filter(([, v]) => v !== undefined)));
				expect(await thereAndBack(rows, type)).toEqual(present);
			}),
			{ numRuns: 60 },
		);
	});

	it("are exact over many row groups, streamed", async () => {
		async function* rows() {
			for (let i = 0; i < 45_001; i++) yield { i, text: `row ${i % 100}`, half: i % 3 === 0 ? null : i / 2 };
		}
		const type = dataset([col("i", INT), col("text", STR), col("half", orNull(FLOAT))]);
		const { ctx, literal } = await there(rows(), type);
		expect(parquetMetadata(await ctx.blobs.read("mem://out/id1/00000")).row_groups).toHaveLength(3);
		let next = 0;
		for await (const row of ((await fromLiteral(literal, type, ctx)) as StructuredDataset).rows()) {
			expect(row).toEqual({ i: next, text: `row ${next % 100}`, half: next % 3 === 0 ? null : next / 2 });
			next++;
		}
		expect(next).toBe(45_001);
	});

	it("keep -0 and NaN among many equal values, where Parquet makes a dictionary", async () => {
		const rows = Array.from({ length: 400 }, (_, i) => ({
			x: [0, -0, Number.NaN, 1][i % 4] as number,
			y: i < 200 ? -0 : 0,
		}));
		expect(await thereAndBack(rows, dataset([col("x", FLOAT), col("y", FLOAT)]))).toEqual(rows);
	});

	it("are read from a large file in parts, and only the declared columns", async () => {
		const ctx = testContext();
		const type = dataset([col("id", INT), col("text", STR)]);
		let seed = 1;
		const noise = () => {
			seed = (seed * 48_271) % 2_147_483_647;
			return seed.toString(36);
		};
		const rows = Array.from({ length: 60_000 }, (_, id) => ({ id, text: Array.from({ length: 20 }, noise).join("") }));
		const literal = await toLiteral(StructuredDataset.from(rows), type, ctx);
		const size = (await ctx.blobs.stat("mem://out/id1/00000"))?.size ?? 0;
		expect(size).toBeGreaterThan(5_000_000);
		let fetched = 0;
		const blobs = Object.create(ctx.blobs) as typeof ctx.blobs;
		blobs.read = async (uri, range) => {
			const bytes = await ctx.blobs.read(uri, range);
			fetched += bytes.byteLength;
			return bytes;
		};
		const ids = (await fromLiteral(literal, dataset([col("id", INT)]), { ...ctx, blobs })) as StructuredDataset;
		expect(await ids.all()).toEqual(rows.map(({ id }) => ({ id })));
		expect(fetched).toBeLessThan(size / 3);
		expect(await ((await fromLiteral(literal, type, ctx)) as StructuredDataset).all()).toEqual(rows);
	});

	it("may be none", async () => {
		expect(await thereAndBack([], dataset([col("a", INT)]))).toEqual([]);
		expect(await thereAndBack([])).toEqual([]);
	});

	it("keep hostile column names as data", async () => {
		const names = ["__proto__", "constructor", "toString", "a.b", "", "ü 🎈", "e\u0301", "\u00e9"];
		const rows = [JSON.parse(`{${names.map((name, i) => `${JSON.stringify(name)}: "v${i}"`).join(",")}}`)] as unknown[];
		const type = dataset(names.map((name) => col(name, STR)));
		const [back] = (await thereAndBack(rows, type)) as [object];
		expect(Object.entries(back)).toEqual(names.map((name, i) => [name, `v${i}`]));
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
		expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
		expect(await messageOf(() => there([{}], dataset([col("toString", STR)])))).toContain(
			"outputs.o0.rows[0].toString: expected string, got undefined",
		);
	});

	it("without a declared Row: numbers are FLOAT, bigint stays exact", async () => {
		const at = timestamp("2024-01-01T00:00:00.000000001Z");
		const rows = [
			{ n: 1, b: 2n ** 62n, s: "x", ok: true, when: new Date(5), exact: new Date(0), gone: null },
			{ n: 2.5, b: 1n, s: null, ok: false, when: new Date(6), exact: at, gone: null },
		];
		const back = await thereAndBack(rows);
		expect(back).toEqual([{ ...rows[0], exact: timestamp(0) }, rows[1]]);
		expect(await messageOf(() => there([{ a: 1 }, { a: "x" }]))).toContain(
			'outputs.o0.rows[1].a: expected number, got string "x"',
		);
	});

	it("from a stream can be taken once", async () => {
		const rows = (function* () {
			yield { a: 1 };
		})();
		const once = StructuredDataset.from(rows);
		expect(await once.all()).toEqual([{ a: 1 }]);
		expect(await messageOf(() => once.all())).toContain(
			"DATASET_CONSUMED the dataset's rows came as a stream and were read before",
		);
		const list = StructuredDataset.from([{ a: 1 }]);
		expect(await list.all()).toEqual(await list.all());
	});
});

describe("a value that does not fit", () => {
	const type = dataset([col("name", STR), col("age", INT), col("at", orNull(STAMP))]);
	const good = { name: "a", age: 1, at: null };
	it.each([
		[{ ...good, age: "7" }, 'TYPES_WRONG_TYPE outputs.o0.rows[1].age: expected Int, got string "7"'],
		[{ ...good, age: 1.5 }, "outputs.o0.rows[1].age: expected Int, got number 1.5"],
		[{ ...good, age: 2 ** 53 }, "outputs.o0.rows[1].age: 9007199254740992 is beyond 2^53"],
		[{ ...good, name: "\ud800" }, "outputs.o0.rows[1].name"],
		[{ ...good, name: undefined }, "outputs.o0.rows[1].name: expected string, got undefined"],
		[{ ...good, nmae: "b" }, 'DATASET_CELL outputs.o0.rows[1]: there is no column "nmae", did you mean "name"?'],
		[
			{ ...good, at: timestamp("3000-01-01T00:00:00Z") },
			"DATASET_CELL outputs.o0.rows[1].at: the Timestamp does not fit: Parquet keeps nanoseconds for the years 1677 to 2262 only",
		],
		["a row", 'DATASET_VALUE outputs.o0.rows[1]: expected a row, got string "a row"'],
	])("is refused with its place, and nothing is stored: %#", async (bad, message) => {
		const ctx = testContext();
		const text = await messageOf(() => toLiteral(StructuredDataset.from([good, bad]), type, ctx, "outputs.o0"));
		expect(text).toContain(message);
		expect(await ctx.blobs.list("mem://out")).toEqual([]);
	});

	it("passes on what the rows' own source throws", async () => {
		const rows = (async function* () {
			yield good;
			throw new Error("the database went away");
		})();
		expect(await messageOf(() => there(rows, type))).toContain("the database went away");
	});
});

describe("Parquet that Python wrote", () => {
	// written once by pyarrow 26 (arrow.parquet, and with gzip in two row groups) and pandas 3.1 (pandas.parquet)
	const arrow = dataset([
		col("id", BIG),
		col("small", INT),
		col("ratio", FLOAT),
		col("name", orNull(STR)),
		col("ok", orUndefined(BOOL)),
		col("day", orNull(DATE)),
		col("at_ms", DATE),
		col("at_us", STAMP),
		col("at_ns", STAMP),
		col("__proto__", STR),
		col("a.b", INT),
	]);

	it.each(["arrow.parquet", "arrow.gzip.parquet"])("is read as declared: %s", async (name) => {
		const rows = await new StructuredDataset(fixture(name), { columns: arrow.columns, access: testContext() }).all();
		expect(rows.map((row) => Object.entries(row as object))).toEqual([
			Object.entries({
				id: 1n,
				small: 1,
				ratio: 1.5,
				name: "ä",
				ok: true,
				day: new Date("1969-12-31"),
				at_ms: new Date(-1),
				at_us: timestampOf(-1n, 999_999_000),
				at_ns: timestampOf(-1n, 999_999_999),
				["__proto__"]: "x",
				"a.b": 1,
			}),
			Object.entries({
				id: 2n ** 53n + 1n,
				small: -2,
				ratio: Number.NaN,
				name: null,
				ok: false,
				day: new Date("2024-02-29"),
				at_ms: new Date(0),
				at_us: timestamp(0),
				at_ns: timestamp(0),
				["__proto__"]: "y",
				"a.b": 2,
			}),
			Object.entries({
				id: -(2n ** 63n),
				small: 3,
				ratio: Number.NEGATIVE_INFINITY,
				name: "🎈",
				day: null,
				at_ms: new Date(1),
				at_us: timestampOf(1_700_000_000n, 123_456_000),
				at_ns: timestampOf(1_700_000_000n, 123_456_789),
				["__proto__"]: "z",
				"a.b": 3,
			}),
		]);
	});

	it("is read as it is stored when nothing is declared", async () => {
		const rows = (await new StructuredDataset(fixture("arrow.parquet"), { access: testContext() }).all()) as Record<
			string,
			unknown
		>[];
		expect(rows[0]).toMatchObject({
			id: 1n,
			small: 1,
			day: new Date("1969-12-31"),
			at_ms: new Date(-1),
			at_ns: timestampOf(-1n, 999_999_999),
			tags: ["a", "b"],
		});
		expect(rows[2]).toMatchObject({ ok: null, tags: null });
	});

	it("takes pandas' floats for whole numbers with gaps", async () => {
		const columns = [col("n", orNull(INT)), col("s", orNull(STR)), col("when", orNull(DATE))];
		const rows = await new StructuredDataset(fixture("pandas.parquet"), { columns, access: testContext() }).all();
		expect(rows).toEqual([
			{ n: 1, s: "x", when: new Date("2024-01-01") },
			{ n: null, s: "y", when: new Date("2024-01-02T03:04:05.678Z") },
			{ n: 3, s: null, when: null },
		]);
	});

	it("says which row and column does not fit", async () => {
		const read = (...columns: DatasetColumn[]) =>
			messageOf(() => new StructuredDataset(fixture("arrow.parquet"), { columns, access: testContext() }).all());
		expect(await read(col("id", INT))).toContain("TYPES_INT_RANGE rows[1].id: 9007199254740993 is beyond 2^53");
		expect(await read(col("name", STR))).toBe(
			"DATASET_CELL rows[1].name: expected string, got null\n  way out: declare the column as string | null",
		);
		expect(await read(col("ratio", INT))).toContain("rows[0].ratio: expected a whole number, got 1.5");
		expect(await read(col("tags", STR))).toContain(
			"DATASET_CELL rows[0].tags: expected a single value, got an array of 2",
		);
		expect(await read(col("nmae", STR))).toContain(
			`DATASET_COLUMN there is no column "nmae" in ${fixture("arrow.parquet")}, did you mean "name"?`,
		);
	});

	it("is read from a folder of parts, bookkeeping left out", async () => {
		const ctx = testContext();
		const bytes = readFileSync(fixture("pandas.parquet"));
		for (const name of ["part-0.parquet", "part-1.parquet", "_SUCCESS", ".crc"])
			await ctx.blobs.write(`mem://table/${name}`, name.startsWith("p") ? bytes : utf8("x"));
		expect(await insideTask(ctx, () => new StructuredDataset("mem://table").all())).toHaveLength(6);
	});
});

describe("a file that is no Parquet", () => {
	it("is named", async () => {
		const ctx = testContext();
		await ctx.blobs.write("mem://bad/text", utf8("id,name\n1,a\n"));
		await ctx.blobs.write("mem://bad/empty", utf8(""));
		for (const name of ["text", "empty"]) {
			expect(await messageOf(() => new StructuredDataset(`mem://bad/${name}`, { access: ctx }).all())).toContain(
				`DATASET_FILE mem://bad/${name} cannot be read as Parquet: `,
			);
		}
		expect(await messageOf(() => new StructuredDataset("mem://bad/none", { access: ctx }).all())).toContain(
			"STORAGE_NOT_FOUND no dataset at mem://bad/none",
		);
		expect(await messageOf(() => new StructuredDataset("/no/such", { access: ctx }).all())).toContain(
			"STORAGE_NOT_FOUND no dataset at /no/such",
		);
	});

	it("is an error and no wrong row, wherever it is cut", async () => {
		const ctx = testContext(`file://${localFolder()}`);
		const bytes = readFileSync(fixture("pandas.parquet"));
		for (let size = 0; size < bytes.byteLength; size += 97) {
			await ctx.blobs.write("mem://cut", bytes.subarray(0, size));
			expect(await messageOf(() => new StructuredDataset("mem://cut", { access: ctx }).all())).toContain(
				"DATASET_FILE mem://cut",
			);
		}
	});
});
