import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { FlyteDirectory, FlyteFile, StructuredDataset } from "../../src/index.js";
import { decodeLiteral, encodeLiteral, fromLiteral, toLiteral } from "../../src/plugin.js";
import { literalTypeOf, type NativeType } from "../../src/types/index.js";
import { encodeLiteralType } from "../../src/wire/index.js";
import { protoJson } from "../../src/wire/json.js";
import { both, color, p } from "../values/golden-values.js";
import {
	boolean,
	date,
	file,
	float,
	int,
	json,
	list,
	oneOf,
	optional,
	point,
	string,
	testContext,
	union,
} from "../values/natives.js";
import { compare, describe } from "./compare.js";
import { type Difference, LITERAL_DIFFERENCES, UPLOAD_DIFFERENCES } from "./differences.js";
import type { Outcome } from "./outcome.js";

const directory = (format: string): NativeType => ({ kind: "directory", format });
const text: NativeType = { kind: "file", format: "txt" };
const dataset: NativeType = { kind: "dataset", format: "", columns: [] };
const remote = "s3://bucket/a.txt";

/** What we write for the value of a golden: beside {@link both}, what is stored elsewhere and what has two names. */
const written = new Map<string, readonly [NativeType, unknown]>([
	...both.map(([name, type, value]) => [name, [type, value]] as const),
	["datetime_naive", [date, new Date("2024-05-06T07:08:09Z")]],
	["list_builtin", [list(int), [1]]],
	["pep604", [optional(int), 3]],
	["dataclass_defaults", [point, { x: 1, y: 2, name: "origin", tag: null, inner: null, attrs: {} }]],
	["dataclass_optional", [optional(point), p]],
	["dict_int_key", [json, { 1: "a" }]],
	["file_remote", [file, FlyteFile.from(remote)]],
	["file_str", [file, FlyteFile.from(remote)]],
	["file_ext", [text, FlyteFile.from(remote)]],
	["file_in_dataclass", [list(file), [FlyteFile.from("s3://b/1")]]],
	["dir_remote", [directory(""), FlyteDirectory.from("s3://bucket/d/")]],
	["sd_uri", [dataset, StructuredDataset.from("s3://bucket/x.parquet", { format: "parquet" })]],
]);

/** What is uploaded, from a folder that holds a.txt. */
const uploaded = new Map<string, (local: string) => readonly [NativeType, unknown]>([
	["any", () => [{ kind: "pickle" }, { x: 1 }]],
	["file_local", (local) => [file, FlyteFile.from(join(local, "a.txt"))]],
	["file_no_upload", (local) => [file, FlyteFile.from(join(local, "a.txt"), { remotePath: false })]],
	["dir_local", (local) => [directory("csv"), FlyteDirectory.from(local)]],
]);

/** Forms that we read and pass on unchanged, and do not write: flytekit's older formats, a hash of the author's own. */
const onlyRead = new Map<string, readonly [NativeType, unknown]>([
	["dataclass__oldformat", [point, p]],
	["dict_untyped__oldformat", [json, { a: 1, b: [1, "x", null] }]],
	["annotated_hash", [int, 3]],
]);

/** Types of which {@link written} has no literal: flytekit refused the value, or it is uploaded. */
const onlyTypes = new Map<string, NativeType>([
	["any", { kind: "pickle" }],
	["bool_from_int", boolean],
	["dataclass_from_dict", point],
	["dataclass_wrong", point],
	["dir_local", directory("csv")],
	["enum_bad", color],
	["enum_from_str", color],
	["file_local", file],
	["file_missing_local", file],
	["file_no_upload", file],
	["float_int", float],
	["int_from_bool", int],
	["int_from_float", int],
	["int_none", int],
	["int_overflow", int],
	["list_bad_elem", list(int)],
	["str_from_int", string],
	["tuple_value", int],
	["union_ambiguous", union(list(int), list(string))],
	["union_no_match", union(int, string)],
]);

/** Goldens that hold a defect of flytekit's: ours is compared with our own value. */
const own = new Map<string, { readonly reason: string; readonly type: NativeType; readonly value: unknown }>([
	[
		"literal_type",
		{
			reason: "a union of written strings is pickled: no console and no other language can read it",
			type: oneOf("x", "y"),
			value: "x",
		},
	],
]);
const OWN_JSON: Readonly<Record<string, unknown>> = {
	literal_type__type: { enumType: { values: ["x", "y"] } },
	literal_type: { scalar: { primitive: { stringValue: "x" } } },
};

/** Compares each literal and literal type in `goldens`/literals with ours. Throws when there are none. */
export async function literalOutcomes(goldens: string): Promise<Outcome[]> {
	const folder = join(goldens, "literals");
	const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".pb")) : [];
	if (names.length === 0) throw new Error(`no literals in ${goldens}`);
	const outcomes: Outcome[] = [];
	for (const name of names.sort().map((it) => it.slice(0, -".pb".length))) {
		const defect = own.get(name.replace(/__type$/, ""));
		if (defect !== undefined) {
			const why = describe(compare(OWN_JSON[name], await ownJson(name, defect)));
			outcomes.push({ id: `literals/${name}`, matched: why === "", why, defect });
			continue;
		}
		const bytes = new Uint8Array(readFileSync(join(folder, `${name}.pb`)));
		const why = await problemOf(name, bytes).catch((error: Error) => error.message);
		outcomes.push({ id: `literals/${name}`, matched: why === "", why });
	}
	return outcomes;
}

async function ownJson(name: string, { type, value }: { type: NativeType; value: unknown }): Promise<unknown> {
	if (name.endsWith("__type")) return protoJson("flyteidl.core.LiteralType", encodeLiteralType(literalTypeOf(type)));
	return protoJson("flyteidl.core.Literal", encodeLiteral(await toLiteral(value, type, testContext(), name)));
}

/** How ours differs; empty when it does not. */
async function problemOf(name: string, bytes: Uint8Array): Promise<string> {
	if (name.endsWith("__type")) {
		const base = name.slice(0, -"__type".length);
		const type = onlyTypes.get(base) ?? (written.get(base) ?? onlyRead.get(base))?.[0];
		if (type === undefined) return "no type of ours stands for it";
		const ours = encodeLiteralType(literalTypeOf(type));
		return differing("flyteidl.core.LiteralType", bytes, ours, LITERAL_DIFFERENCES);
	}
	const read = onlyRead.get(name);
	if (read !== undefined) {
		const [type, value] = read;
		const literal = decodeLiteral(bytes);
		const ours = await fromLiteral(literal, type, testContext(), name);
		if (!isDeepStrictEqual(ours, value)) return `we read it as ${JSON.stringify(ours)}`;
		return differing("flyteidl.core.Literal", bytes, encodeLiteral(literal), []);
	}
	const upload = uploaded.get(name);
	if (upload !== undefined) return uploadProblem(name, bytes, upload);
	const write = written.get(name);
	if (write === undefined) return "no value of ours stands for it";
	const [type, value] = write;
	return differing(
		"flyteidl.core.Literal",
		bytes,
		encodeLiteral(await toLiteral(value, type, testContext(), name)),
		LITERAL_DIFFERENCES,
	);
}

async function uploadProblem(
	name: string,
	bytes: Uint8Array,
	upload: (local: string) => readonly [NativeType, unknown],
): Promise<string> {
	const local = mkdtempSync(join(tmpdir(), "flytekit-ts-literals-"));
	try {
		writeFileSync(join(local, "a.txt"), "text");
		const [type, value] = upload(local);
		const ours = encodeLiteral(await toLiteral(value, type, testContext(), name));
		return differing("flyteidl.core.Literal", bytes, ours, UPLOAD_DIFFERENCES);
	} finally {
		rmSync(local, { recursive: true, force: true });
	}
}

function differing(message: string, theirs: Uint8Array, ours: Uint8Array, allowed: readonly Difference[]): string {
	return describe(compare(protoJson(message, theirs), protoJson(message, ours), allowed));
}
