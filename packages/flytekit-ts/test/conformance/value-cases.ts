import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { duration, FlyteDirectory, FlyteError, FlyteFile, StructuredDataset, timestamp } from "../../src/index.js";
import type { Literal, NativeType } from "../../src/types/index.js";
import {
	bigint,
	boolean,
	date,
	float,
	instant,
	int,
	json,
	list,
	nil,
	none,
	oneOf,
	optional,
	record,
	span,
	string,
	struct,
	union,
} from "../values/natives.js";

/** One value in both languages. */
export interface ValueCase {
	readonly name: string;
	readonly type: NativeType;
	readonly value: unknown;
	/** Python expressions, evaluated in peer/values.py. */
	readonly pythonType: string;
	readonly pythonValue: string;
	/** A Python expression over `read` and `value`, where `==` is not the question. */
	readonly same?: string;
	/** What stands for a value of ours when two are compared; the value itself when left out. */
	readonly shown?: (value: unknown) => unknown | Promise<unknown>;
	/** flytekit writes its older format: a protobuf Struct. */
	readonly old?: boolean;
	/** Both sides keep the literal in a file, and hand over where it is. */
	readonly offloaded?: boolean;
	/** What is handed to flytekit for the literal that we write: a form that we read and pass on, and write no more. */
	readonly handed?: (literal: Literal) => Literal;
}

const color = oneOf("red", "green");
const inner = struct("Inner", { s: string, xs: list(int) });
const point = struct("Point", {
	x: int,
	y: float,
	name: string,
	tag: union(string, nil),
	inner: union(inner, nil),
	attrs: record(int),
	when: date,
	took: span,
	color,
});
const pointValue = {
	x: 1,
	y: 2,
	name: "p",
	tag: null,
	inner: { s: "s", xs: [1, 2] },
	attrs: { a: 1 },
	when: new Date("2024-05-06T07:08:09Z"),
	took: duration("90s"),
	color: "green",
};
const pythonPoint =
	'Point(1, 2.0, "p", None, Inner("s", [1, 2]), {"a": 1}, datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=utc), datetime.timedelta(seconds=90), Color.GREEN)';
const datetime = "datetime.datetime";
const asText = (value: unknown) => String(value);
const path = (value: unknown) => (value as { path: string }).path;
const firstNote = async (value: unknown) => {
	const folder = value as FlyteDirectory;
	const names = await folder.list();
	const pieces: Uint8Array[] = [];
	for await (const piece of await folder.open(names[0] as string)) pieces.push(piece);
	return [names, Buffer.concat(pieces).toString()];
};
/** The older literal of the same table. */
const asSchema = (literal: Literal): Literal => {
	const columns = [
		{ name: "n", type: "integer" },
		{ name: "s", type: "string" },
	] as const;
	return { kind: "schema", uri: (literal as { uri: string }).uri, type: { kind: "schema", columns } };
};
const table: NativeType = {
	kind: "dataset",
	format: "parquet",
	columns: [
		{ name: "n", type: int },
		{ name: "s", type: string },
	],
};
const rows = [
	{ n: 1, s: "a" },
	{ n: 2, s: "b" },
];
const pythonRows = "[{'n': 1, 's': 'a'}, {'n': 2, 's': 'b'}]";
const allRows = (value: unknown) => (value as StructuredDataset).all();
/** Times inside a struct are objects: what they print is compared. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A value of every kind of literal. Files lie in `folder`, which both sides can read. */
export function valueCases(folder: string): readonly ValueCase[] {
	const uri = pathToFileURL(folder).href;
	const of = (
		name: string,
		type: NativeType,
		value: unknown,
		pythonType: string,
		pythonValue: string,
		more: Partial<ValueCase> = {},
	): ValueCase => ({ name, type, value, pythonType, pythonValue, ...more });
	return [
		of("int", int, 42, "int", "42"),
		of("int_negative", int, -7, "int", "-7"),
		of("int_largest", bigint, 2n ** 63n - 1n, "int", "2**63 - 1"),
		of("int_least", bigint, -(2n ** 63n), "int", "-2**63"),
		of("float", float, 1.5, "float", "1.5"),
		of("float_whole", float, 3, "float", "3.0"),
		of("float_infinite", float, Number.POSITIVE_INFINITY, "float", 'float("inf")'),
		of("float_nan", float, Number.NaN, "float", 'float("nan")', { same: "read != read" }),
		of("string", string, "héllo \u{1f30a}", "str", '"héllo \\U0001F30A"'),
		of("string_empty", string, "", "str", '""'),
		of("boolean_true", boolean, true, "bool", "True"),
		of("boolean_false", boolean, false, "bool", "False"),
		of(
			"datetime",
			date,
			new Date("2024-05-06T07:08:09.123Z"),
			datetime,
			"datetime.datetime(2024, 5, 6, 7, 8, 9, 123000, tzinfo=utc)",
		),
		of(
			"datetime_micros",
			instant,
			timestamp("1960-01-01T00:00:00.000001Z"),
			datetime,
			"datetime.datetime(1960, 1, 1, 0, 0, 0, 1, tzinfo=utc)",
			{ shown: asText },
		),
		of("duration", span, duration("1.5h"), "datetime.timedelta", "datetime.timedelta(hours=1, minutes=30)", {
			shown: asText,
		}),
		of(
			"duration_negative",
			span,
			duration({ milliseconds: -1500 }),
			"datetime.timedelta",
			"datetime.timedelta(seconds=-1.5)",
			{
				shown: asText,
			},
		),
		of("none", none, undefined, "type(None)", "None"),
		of("list", list(int), [1, 2, 3], "typing.List[int]", "[1, 2, 3]"),
		of("list_empty", list(string), [], "typing.List[str]", "[]"),
		of(
			"list_of_lists",
			list(list(string)),
			[["a"], [], ["b", "c"]],
			"typing.List[typing.List[str]]",
			'[["a"], [], ["b", "c"]]',
		),
		of("map", record(int), { a: 1, b: 2 }, "typing.Dict[str, int]", '{"a": 1, "b": 2}'),
		of(
			"map_of_maps",
			record(record(float)),
			{ a: { b: 1 } },
			"typing.Dict[str, typing.Dict[str, float]]",
			'{"a": {"b": 1.0}}',
		),
		of("optional_given", optional(int), 5, "typing.Optional[int]", "5"),
		of("optional_absent", optional(int), undefined, "typing.Optional[int]", "None"),
		of("union_of_int", union(int, string), 5, "typing.Union[int, str]", "5"),
		of("union_of_string", union(int, string), "s", "typing.Union[int, str]", '"s"'),
		of("union_of_list", union(int, list(string)), ["a"], "typing.Union[int, typing.List[str]]", '["a"]'),
		of("enum", color, "green", "Color", "Color.GREEN"),
		of("struct", point, pointValue, "Point", pythonPoint, { shown: plain }),
		of("struct_old_format", point, pointValue, "Point", pythonPoint, { shown: plain, old: true }),
		of("struct_list", list(inner), [{ s: "q", xs: [] }], "typing.List[Inner]", '[Inner("q", [])]'),
		of("struct_map", record(inner), { k: { s: "q", xs: [9] } }, "typing.Dict[str, Inner]", '{"k": Inner("q", [9])}'),
		of("struct_optional", optional(inner), { s: "q", xs: [] }, "typing.Optional[Inner]", 'Inner("q", [])'),
		of(
			"json",
			json,
			{ a: 1, b: [1.5, "x", null], c: { d: true } },
			"dict",
			'{"a": 1, "b": [1.5, "x", None], "c": {"d": True}}',
		),
		of("int_keys", json, { "1": "a", "-2": "b" }, "typing.Dict[int, str]", '{1: "a", -2: "b"}'),
		of(
			"file",
			{ kind: "file", format: "" },
			FlyteFile.from("s3://bucket/a.txt"),
			"FlyteFile",
			'FlyteFile("s3://bucket/a.txt")',
			{ same: "read.remote_source == 's3://bucket/a.txt'", shown: path },
		),
		of(
			"file_of_format",
			{ kind: "file", format: "txt" },
			FlyteFile.from("s3://bucket/a.txt"),
			'FlyteFile["txt"]',
			'FlyteFile["txt"]("s3://bucket/a.txt")',
			{ same: "read.remote_source == 's3://bucket/a.txt' and read.extension() == 'txt'", shown: path },
		),
		of(
			"file_content",
			{ kind: "file", format: "" },
			FlyteFile.from(`${uri}/note.txt`),
			"FlyteFile",
			'FlyteFile(folder + "/note.txt", remote_path=False)',
			{ same: "open(read).read() == 'written once'", shown: (value) => (value as FlyteFile).text() },
		),
		of(
			"directory",
			{ kind: "directory", format: "" },
			FlyteDirectory.from("s3://bucket/d"),
			"FlyteDirectory",
			'FlyteDirectory("s3://bucket/d")',
			{ same: "read.remote_source == 's3://bucket/d'", shown: path },
		),
		of(
			"directory_content",
			{ kind: "directory", format: "" },
			FlyteDirectory.from(join(folder, "notes")),
			"FlyteDirectory",
			'FlyteDirectory(folder + "/notes", remote_directory=False)',
			{
				same: "os.listdir(read) == ['a.txt'] and open(os.path.join(read, 'a.txt')).read() == 'in a folder'",
				shown: firstNote,
			},
		),
		of(
			"file_in_struct",
			struct("Note", { file: { kind: "file", format: "" }, n: int }),
			{ file: FlyteFile.from("s3://bucket/a.txt"), n: 1 },
			"Note",
			'Note(FlyteFile("s3://bucket/a.txt"), 1)',
			{ same: "read.file.remote_source == 's3://bucket/a.txt' and read.n == 1", shown: plain },
		),
		of("hashed", int, 3, "typing.Annotated[int, HashMethod(str)]", "3"),
		of(
			"error",
			{ kind: "custom", name: "FlyteError" },
			new FlyteError("ENGINE_NODE_FAILED", "it broke", { node: "n0" }),
			"FlyteError",
			'FlyteError(message="it broke", failed_node_id="n0")',
			{
				shown: (value) => [(value as FlyteError).message, (value as FlyteError).details.node],
			},
		),
		of(
			"dataset_rows",
			table,
			StructuredDataset.from(rows),
			"StructuredDataset",
			`StructuredDataset(dataframe=pandas.DataFrame(${pythonRows}), file_format="parquet")`,
			{ same: `read.open(pandas.DataFrame).all().to_dict('records') == ${pythonRows}`, shown: allRows },
		),
		of(
			"schema",
			table,
			StructuredDataset.from(rows),
			"FlyteSchema[kwtypes(n=int, s=str)]",
			`pandas.DataFrame(${pythonRows})`,
			{ handed: asSchema, same: `read.open().all().to_dict('records') == ${pythonRows}`, shown: allRows },
		),
		of(
			"dataset_as_schema",
			table,
			StructuredDataset.from(rows),
			"FlyteSchema[kwtypes(n=int, s=str)]",
			`pandas.DataFrame(${pythonRows})`,
			{ same: `read.open().all().to_dict('records') == ${pythonRows}`, shown: allRows },
		),
		of("offloaded_list", list(int), [1, 2, 3], "typing.List[int]", "[1, 2, 3]", { offloaded: true }),
		of("offloaded_struct", point, pointValue, "Point", pythonPoint, { shown: plain, offloaded: true }),
		of("offloaded_optional", optional(string), "long", "typing.Optional[str]", '"long"', { offloaded: true }),
		of("offloaded_hashed", int, 3, "typing.Annotated[int, HashMethod(str)]", "3", { offloaded: true }),
		of(
			"offloaded_file",
			{ kind: "file", format: "" },
			FlyteFile.from(`${uri}/note.txt`),
			"FlyteFile",
			'FlyteFile(folder + "/note.txt", remote_path=False)',
			{
				same: "open(read).read() == 'written once'",
				shown: (value) => (value as FlyteFile).text(),
				offloaded: true,
			},
		),
		of(
			"dataset",
			{ kind: "dataset", format: "parquet", columns: [] },
			StructuredDataset.from("s3://bucket/x", { format: "parquet" } as never),
			"StructuredDataset",
			'StructuredDataset(uri="s3://bucket/x", file_format="parquet")',
			{
				same: "read._literal_sd.uri == 's3://bucket/x' and read._literal_sd.metadata.structured_dataset_type.format == 'parquet'",
				shown: (value) => (value as { uri?: string; path?: string }).uri ?? path(value),
			},
		),
	] satisfies readonly ValueCase[];
}
