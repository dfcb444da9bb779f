import type { FormField } from "../../../flytekit-ts/src/server/view-model.js";

/** What the form needs of a NativeType. */
export interface FieldType {
	readonly kind: string;
	readonly values?: readonly string[];
	readonly variants?: readonly FieldType[];
	readonly element?: FieldType;
	readonly native?: string;
	readonly format?: string;
	readonly fields?: readonly { readonly name: string; readonly type: FieldType; readonly optional: boolean }[];
	readonly name?: string;
}

/** How a value is typed in. */
export type Control = "text" | "number" | "boolean" | "choice" | "datetime" | "path" | "json";

/** The type of an optional input without its none. */
export function coreOf(type: FieldType): FieldType {
	const rest = type.variants?.filter(({ kind }) => kind !== "none");
	return type.kind === "union" && rest?.length === 1 ? (rest[0] as FieldType) : type;
}

export function controlOf(type: FieldType): Control {
	const core = coreOf(type);
	switch (core.kind) {
		case "int":
		case "float":
			return "number";
		case "boolean":
			return "boolean";
		case "enum":
			return "choice";
		case "datetime":
			return "datetime";
		case "file":
		case "directory":
		case "dataset":
			return "path";
		case "string":
		case "duration":
			return "text";
		default:
			return "json";
	}
}

/** The text of the form for a value as JSON has it; "" for an input that is left out. */
export function textOf(value: unknown, type: FieldType): string {
	if (value === undefined) return "";
	const control = controlOf(type);
	if (control === "json") return JSON.stringify(value, undefined, 1);
	if (value === null) return "";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What stands in an empty field. */
export function exampleOf(type: FieldType): string {
	const core = coreOf(type);
	switch (core.kind) {
		case "int":
			return "5";
		case "float":
			return "0.5";
		case "string":
			return "";
		case "duration":
			return "5m";
		case "datetime":
			return "2024-05-06T07:08:09Z";
		case "file":
			return "a path or URI";
		case "directory":
			return "a folder or URI";
		case "dataset":
			return "a Parquet file or URI";
		case "list":
			return "[ … ]";
		case "map":
			return '{ "key": … }';
		case "struct":
			return `{ ${(core.fields ?? []).map(({ name }) => JSON.stringify(name)).join(", ")} }`;
		default:
			return "JSON";
	}
}

/**
 * The inputs as JSON text. Numbers and JSON go in as they were typed, so that long integers stay exact; `wrong` has what is no JSON.
 * What is empty is left out: its default counts.
 */
export function inputsText(
	fields: readonly FormField[],
	texts: ReadonlyMap<string, string>,
): { readonly text: string; readonly wrong: ReadonlyMap<string, string> } {
	const parts: string[] = [];
	const wrong = new Map<string, string>();
	for (const field of fields) {
		const given = texts.get(field.name) ?? "";
		const type = field.type as FieldType;
		const control = controlOf(type);
		// a text may be empty on purpose, where one must be given
		if (given === "" && !(coreOf(type).kind === "string" && field.required)) continue;
		let json = JSON.stringify(given);
		if (control === "json" || control === "boolean") json = given;
		if (control === "number") json = isJson(given) ? given : JSON.stringify(given.trim());
		if (!isJson(json)) {
			wrong.set(field.name, "this is not JSON");
			continue;
		}
		parts.push(`${JSON.stringify(field.name)}: ${json}`);
	}
	return { text: `{${parts.join(", ")}}`, wrong };
}

/** `tsflyte run` with the same inputs, fit for a shell. */
export function commandOf(
	file: string,
	entity: string,
	fields: readonly FormField[],
	texts: ReadonlyMap<string, string>,
): string {
	const words = ["tsflyte", "run", quoted(file), quoted(entity)];
	for (const field of fields) {
		const given = texts.get(field.name) ?? "";
		if (given === "" && !(coreOf(field.type as FieldType).kind === "string" && field.required)) continue;
		const control = controlOf(field.type as FieldType);
		if (control === "boolean") words.push(given === "true" ? `--${field.flag}` : `--no-${field.flag}`);
		else {
			const text = control === "json" ? compact(given) : given;
			// a value that begins with a dash would be taken for a flag
			if (text.startsWith("-")) words.push(quoted(`--${field.flag}=${text}`));
			else words.push(`--${field.flag}`, quoted(text));
		}
	}
	return words.join(" ");
}

function compact(text: string): string {
	return text.includes("\n") && isJson(text) && !/\d{16}/.test(text) ? JSON.stringify(JSON.parse(text)) : text;
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

const quoted = (text: string) => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
