import type { InputVariable, TypedInterface } from "../../interface/typed-interface.js";
import { acceptsNone, describeType, type NativeType } from "../../types/index.js";
import { kebab, type OptionSpec } from "../args/option.js";
import { withoutNone } from "./struct-scope.js";

/** A flag that stands for an input of the entity that is run. */
export interface InputFlag extends OptionSpec {
	readonly input: InputVariable;
}

/** One flag for each input, in declaration order: `maxItems` is `--max-items` and `--maxItems`. */
export function inputFlags(iface: TypedInterface): InputFlag[] {
	const flags: InputFlag[] = [];
	const taken = new Set<string>();
	for (const input of iface.inputs.values()) {
		// Two names that differ only in case or dashes keep their own spelling.
		const name = taken.has(kebab(input.name)) ? input.name : kebab(input.name);
		taken.add(name);
		const core = withoutNone(input.type);
		flags.push({
			input,
			name,
			takes: core.kind === "boolean" ? "switch" : core.kind === "list" ? "values" : "value",
			placeholder: placeholderOf(core),
			summary: input.description ?? "",
		});
	}
	return flags;
}

/** Whether a run cannot start without it. */
export function isRequired(input: InputVariable): boolean {
	return input.default === undefined && !input.optional && !acceptsNone(input.type);
}

/** Of a union with one of these a flag's text is JSON. */
const BY_JSON: ReadonlySet<NativeType["kind"]> = new Set(["struct", "map", "list", "ref", "json"]);

function placeholderOf(type: NativeType): string {
	switch (type.kind) {
		case "int":
			return "N";
		case "float":
			return "NUMBER";
		case "datetime":
			return "TIME";
		case "duration":
			return "DURATION";
		case "enum":
			return type.values.length <= 6 ? type.values.join("|") : "VALUE";
		case "list":
			return placeholderOf(type.element);
		case "file":
			return "FILE";
		case "directory":
			return "FOLDER";
		case "dataset":
			return "PARQUET";
		case "map":
		case "struct":
		case "ref":
		case "json":
			return "JSON";
		case "string":
			return "TEXT";
		case "union":
			return unionPlaceholder(type.variants.filter(({ kind }) => kind !== "none"));
		default:
			return describeType(type).length <= 20 ? describeType(type) : "VALUE";
	}
}

/** Text is taken for what fits best: `5` for a number, `{...}` for a struct. */
function unionPlaceholder(variants: readonly NativeType[]): string {
	const byJson = variants.filter(({ kind }) => BY_JSON.has(kind)).length;
	return byJson === 0 ? "VALUE" : byJson === variants.length ? "JSON" : "VALUE|JSON";
}
