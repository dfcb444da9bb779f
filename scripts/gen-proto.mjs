// Generates packages/flytekit-ts/src/wire/gen from the protos of the npm package @flyteorg/flyteidl, offline.
//   node scripts/gen-proto.mjs           writes the files
//   node scripts/gen-proto.mjs --check   fails when the committed files are not what would be written
// The output is committed, so that neither a fresh clone nor a user needs buf.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const out = join(root, "packages/flytekit-ts/src/wire/gen");
const bin = join(root, "node_modules/.bin");
const require = createRequire(import.meta.url);

/** What a registered entity, a literal or an error document is made of: schema.ts, which containers load, knows these and no others. */
const files = [
	..."artifact_id compiler condition dynamic_job errors execution execution_envs identifier interface literals security tasks types workflow"
		.split(" ")
		.map((name) => `flyteidl/core/${name}.proto`),
	..."cluster_assignment common description_entity launch_plan schedule task workflow"
		.split(" ")
		.map((name) => `flyteidl/admin/${name}.proto`),
];

/** What only the admin client sends and receives: its services with their messages. */
const clientFiles = [
	..."catalog metrics workflow_closure".split(" ").map((name) => `flyteidl/core/${name}.proto`),
	"flyteidl/event/event.proto",
	..."event execution matchable_resource node_execution project project_attributes project_domain_attributes signal task_execution version workflow_attributes"
		.split(" ")
		.map((name) => `flyteidl/admin/${name}.proto`),
	..."admin auth dataproxy identity signal".split(" ").map((name) => `flyteidl/service/${name}.proto`),
];

const options = [
	"oneof=unions-value",
	"forceLong=bigint", // int64 is exact
	"useDate=false", // Date has no nanoseconds
	"useMapType=true", // a variable may be called __proto__
	"esModuleInterop=true",
	"importSuffix=.js",
	"env=node",
	"useExactTypes=false",
	"outputJsonMethods=false", // JSON is printed from schema.ts: ts-proto's is not the canonical form
	"outputPartialMethods=false",
	"useAbortSignal=false",
	"outputServices=generic-definitions", // names and message types of each call; the channel is the caller's
	"outputIndex=false",
	"removeEnumPrefix=false",
	"stringEnums=false",
	"enumsAsLiterals=true", // no TypeScript enums: the sources are erasable syntax only
	"annotateFilesWithVersion=false",
];

const work = mkdtempSync(join(tmpdir(), "flytekit-ts-gen-"));
try {
	const protos = join(dirname(require.resolve("@flyteorg/flyteidl/package.json")), "protos");
	for (const file of files) cpSync(join(protos, file), join(work, "proto", file));
	for (const file of clientFiles) {
		const to = join(work, "proto", file);
		mkdirSync(dirname(to), { recursive: true });
		writeFileSync(to, withoutGateway(readFileSync(join(protos, file), "utf8")));
	}
	writeFileSync(join(work, "buf.yaml"), "version: v2\nmodules:\n  - path: proto\n");
	writeFileSync(
		join(work, "buf.gen.yaml"),
		[
			"version: v2",
			"plugins:",
			`  - local: ${join(bin, "protoc-gen-ts_proto")}`,
			"    out: gen",
			"    include_imports: true",
			"    include_wkt: true",
			`    opt: [${options.map((o) => JSON.stringify(o)).join(", ")}]`,
			"",
		].join("\n"),
	);
	const run = (...args) => execFileSync(join(bin, "buf"), args, { cwd: work, stdio: ["ignore", "pipe", "inherit"] });
	run("generate");
	const image = JSON.parse(run("build", "-o", "-#format=json").toString());

	const made = new Map();
	for (const file of walk(join(work, "gen"))) {
		made.set(relative(join(work, "gen"), file), tidy(file, readFileSync(file, "utf8")));
	}
	const known = new Set(files);
	made.set(
		"schema.ts",
		schemaSource({ file: image.file.filter((f) => known.has(f.name) || f.name.startsWith("google/")) }),
	);

	if (process.argv.includes("--check")) check(made);
	else write(made);
} finally {
	rmSync(work, { recursive: true, force: true });
}

/** A proto without what the REST gateway wants of it: those options' own protos are not in the package, and nothing here reads them. */
function withoutGateway(text) {
	const lines = text.replace(/^import "(google\/api|protoc-gen-openapiv2)\/.*\n/gm, "");
	let out = "";
	let at = 0;
	for (const match of lines.matchAll(/^[ \t]*option \((google\.api|grpc\.gateway)[^=]*= *\{/gm)) {
		if (match.index < at) throw new Error("an option inside an option: teach withoutGateway() about it");
		out += lines.slice(at, match.index);
		at = match.index + match[0].length;
		for (let depth = 1; depth > 0; at++) {
			const char = lines[at];
			if (char === undefined) throw new Error("an option's braces do not close");
			if (char === '"') at = endOfText(lines, at);
			else if (char === "{") depth++;
			else if (char === "}") depth--;
		}
		if (lines[at] === ";") at++;
	}
	return out + lines.slice(at);
}

/** Where the quoted text that starts at `start` ends. */
function endOfText(lines, start) {
	let at = start + 1;
	while (lines[at] !== '"') at += lines[at] === "\\" ? 2 : 1;
	return at;
}

function* walk(folder) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* walk(path);
		else yield path;
	}
}

/**
 * ts-proto turns a Struct into a plain object by assignment, which loses the key `__proto__`: let it define the property.
 * Fails loudly when a new ts-proto writes it differently.
 */
function tidy(file, text) {
	if (!file.endsWith("google/protobuf/struct.ts")) return text;
	const assign = /object\[key\] = ([^;]+);/g;
	if (!assign.test(text))
		throw new Error("ts-proto's Struct.unwrap has changed: adapt tidy() in scripts/gen-proto.mjs");
	return text.replace(
		assign,
		"Object.defineProperty(object, key, { value: $1, enumerable: true, configurable: true, writable: true });",
	);
}

/** The messages as a table (number, JSON name, type), which the JSON printer and the checker of foreign bytes walk. */
function schemaSource(image) {
	const messages = {};
	const enums = {};
	const visit = (prefix, message) => {
		const name = `${prefix}.${message.name}`;
		const nested = new Map((message.nestedType ?? []).map((t) => [`.${name}.${t.name}`, t]));
		messages[name] = (message.field ?? []).map((field) => fieldRow(field, nested)).sort((a, b) => a[0] - b[0]);
		for (const type of message.nestedType ?? []) if (!type.options?.mapEntry) visit(name, type);
		for (const type of message.enumType ?? []) enums[`${name}.${type.name}`] = enumRow(type);
	};
	for (const file of image.file) {
		for (const message of file.messageType ?? []) visit(file.package, message);
		for (const type of file.enumType ?? []) enums[`${file.package}.${type.name}`] = enumRow(type);
	}
	const rows = (table) =>
		Object.keys(table)
			.sort()
			.map((name) => `\t${JSON.stringify(name)}: ${JSON.stringify(table[name])},`)
			.join("\n");
	return `// Code generated by scripts/gen-proto.mjs. DO NOT EDIT.

/** Kind of a field: a scalar's proto name, "enum" or "message". */
export type FieldKind = "double" | "float" | "int64" | "uint64" | "int32" | "uint32" | "bool" | "string" | "bytes" | "enum" | "message";
/** number; JSON name; "one", "oneof" (has presence), "many" or "map" (string keys; kind and type are the value's); kind; type name of an enum or message. */
export type FieldRow = readonly [number, string, "one" | "oneof" | "many" | "map", FieldKind, string?];

export const messages: { readonly [name: string]: readonly FieldRow[] } = {
${rows(messages)}
};

export const enums: { readonly [name: string]: { readonly [value: number]: string } } = {
${rows(enums)}
};
`;
}

function fieldRow(field, nested) {
	const entry = nested.get(field.typeName);
	if (entry?.options?.mapEntry) {
		const [key, value] = entry.field;
		if (key.type !== "TYPE_STRING") throw new Error(`map with keys of ${key.type}: teach the schema about it`);
		return [field.number, field.jsonName, "map", ...typeOf(value)];
	}
	const card = field.label === "LABEL_REPEATED" ? "many" : field.oneofIndex !== undefined ? "oneof" : "one";
	return [field.number, field.jsonName, card, ...typeOf(field)];
}

function typeOf(field) {
	const kind = field.type.replace("TYPE_", "").toLowerCase();
	return field.typeName ? [kind, field.typeName.slice(1)] : [kind];
}

function enumRow(type) {
	return Object.fromEntries(type.value.map((v) => [v.number ?? 0, v.name]));
}

function write(made) {
	rmSync(out, { recursive: true, force: true });
	for (const [path, text] of made) {
		mkdirSync(dirname(join(out, path)), { recursive: true });
		writeFileSync(join(out, path), text);
	}
	console.log(`${made.size} files written to ${relative(root, out)}`);
}

function check(made) {
	const there = new Map([...walk(out)].map((file) => [relative(out, file), readFileSync(file, "utf8")]));
	const wrong = [...made.keys()].filter((path) => there.get(path) !== made.get(path));
	wrong.push(...[...there.keys()].filter((path) => !made.has(path)));
	if (wrong.length > 0) {
		console.error(`wire/gen is not what scripts/gen-proto.mjs makes: ${wrong.join(", ")}\nRun: npm run gen`);
		process.exitCode = 1;
	} else console.log(`wire/gen is up to date (${made.size} files)`);
}
