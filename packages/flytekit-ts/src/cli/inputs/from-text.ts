import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describeType, type NativeType } from "../../types/index.js";
import { customType } from "../../types/registry.js";
import { blobFrom, type InputPlace } from "./blob-values.js";
import { chooseVariant } from "./choose-variant.js";
import { customFrom, enumValue, fromJson } from "./from-json.js";
import { parseJson } from "./parse-json.js";
import { durationFrom, floatFrom, instantFrom, integerFrom } from "./scalars.js";
import type { StructScope } from "./struct-scope.js";
import { shown, WrongInput } from "./wrong-input.js";

/**
 * The value of `type` that a flag's text stands for. Lists, maps and structs are JSON, or `@file.json`; of a union the most
 * specific variant that fits, and `null` where it may be none. Throws WrongInput.
 */
export function fromText(text: string, type: NativeType, place: InputPlace, scope: StructScope = new Map()): unknown {
	const expected = describeType(type);
	switch (type.kind) {
		case "int":
			return integerFrom(text, type.native, expected);
		case "float":
			return floatFrom(text, expected);
		case "string":
			return text;
		case "boolean":
			if (text === "true" || text === "false") return text === "true";
			throw new WrongInput(expected, shown(text), "true or false");
		case "datetime":
			return instantFrom(text, type.native, expected);
		case "duration":
			return durationFrom(text, expected);
		case "none":
			if (text === "null" || text === "undefined") return type.native === "null" ? null : undefined;
			throw new WrongInput("null", shown(text));
		case "enum":
			return enumValue(text, type.values, expected);
		case "file":
		case "directory":
		case "dataset":
			return blobFrom(text, type, place, expected);
		case "union":
			return unionFrom(text, type.variants, place, scope);
		case "custom":
			return customText(text, type, expected);
		case "list":
		case "map":
		case "struct":
		case "ref":
		case "json":
		case "pickle":
			return fromJson(parseJson(jsonText(text, expected, place), expected), type, place, scope);
	}
}

/** Text in JSON quotes is a string even where something else would fit: `--x '"5"'`. */
function unionFrom(text: string, variants: readonly NativeType[], place: InputPlace, scope: StructScope): unknown {
	const quoted = /^"(?:[^"\\]|\\.)*"$/.test(text) && variants.some((variant) => variant.kind === "string");
	if (quoted) return parseJson(text);
	return chooseVariant(variants, shown(text), (variant) => fromText(text, variant, place, scope));
}

/** A registered type's own reading of text; without one JSON where the text is JSON, else the text. */
function customText(text: string, type: Extract<NativeType, { kind: "custom" }>, expected: string): unknown {
	if (customType(type.name).fromText !== undefined) return customFrom(text, type, expected);
	try {
		return parseJson(text);
	} catch {
		return text;
	}
}

function jsonText(text: string, expected: string, place: InputPlace): string {
	if (!text.startsWith("@")) return text;
	const file = text.slice(1);
	try {
		return readFileSync(resolve(place.cwd, file), "utf8");
	} catch (error) {
		throw new WrongInput(expected, shown(text), `cannot read ${file}: ${(error as Error).message}`);
	}
}
