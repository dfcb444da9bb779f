import { describeType, type NativeType } from "../../types/index.js";
import { ownRecord } from "../own-record.js";
import type { InputPlace } from "./blob-values.js";
import { structOf } from "./from-json.js";
import { fromText } from "./from-text.js";
import { enter, follow, type StructScope, withoutNone } from "./struct-scope.js";
import { at, WrongInput } from "./wrong-input.js";

/** What one input was given on the command line: texts, or parts by name (`--person.name Ann`). */
export interface FlagTexts {
	readonly texts: string[];
	readonly parts: Map<string, FlagTexts>;
}

/** Nothing given yet. */
export function noTexts(): FlagTexts {
	return { texts: [], parts: new Map() };
}

/** Adds the text of `--input.path.path`. */
export function addText(to: FlagTexts, path: readonly string[], text: string): void {
	const [step, ...rest] = path;
	if (step === undefined) {
		to.texts.push(text);
		return;
	}
	let part = to.parts.get(step);
	if (part === undefined) {
		part = noTexts();
		to.parts.set(step, part);
	}
	addText(part, rest, text);
}

/**
 * The value of `type` that the uses of one flag stand for: a list from a flag that is repeated (or one JSON list), a struct or
 * map from dotted flags (or one JSON object), anything else from its one text. Throws WrongInput.
 */
export function fromFlags(
	given: FlagTexts,
	type: NativeType,
	place: InputPlace,
	scope: StructScope = new Map(),
): unknown {
	const core = follow(withoutNone(type), scope);
	if (given.parts.size > 0) {
		if (given.texts.length > 0) {
			throw new WrongInput(describeType(type), "both a whole value and parts of it", "give one or the other");
		}
		return fromParts(given.parts, core, place, scope);
	}
	const [only, ...more] = given.texts;
	if (core.kind === "list" && only !== undefined) {
		const isWhole =
			more.length === 0 && (/^\s*\[/.test(only) || only.startsWith("@") || (only === "null" && core !== type));
		if (!isWhole) return given.texts.map((text, index) => at(index, () => fromText(text, core.element, place, scope)));
		return wholeOrElement(only, type, core, place, scope);
	}
	if (more.length > 0) throw new WrongInput(`one ${describeType(type)}`, `${given.texts.length} values`);
	return fromText(only ?? "", type, place, scope);
}

/** `[1,2]` is the whole list, unless its elements are lists and it only fits as the one element. */
function wholeOrElement(
	text: string,
	type: NativeType,
	list: Extract<NativeType, { kind: "list" }>,
	place: InputPlace,
	scope: StructScope,
): unknown {
	try {
		return fromText(text, type, place, scope);
	} catch (error) {
		if (list.element.kind !== "list" || !(error instanceof WrongInput)) throw error;
		return [fromText(text, list.element, place, scope)];
	}
}

function fromParts(
	parts: ReadonlyMap<string, FlagTexts>,
	type: NativeType,
	place: InputPlace,
	scope: StructScope,
): unknown {
	switch (type.kind) {
		case "struct": {
			const inner = enter(type, scope);
			return structOf(type, parts, (part, fieldType) => fromFlags(part, fieldType, place, inner));
		}
		case "map": {
			const entries = [...parts].map(
				([key, part]) => [key, at(key, () => fromFlags(part, type.value, place, scope))] as const,
			);
			return type.native === "map" ? new Map(entries) : ownRecord(entries);
		}
		default: {
			const [step] = parts.keys();
			const hint = "only structs and maps have named parts";
			throw new WrongInput(
				describeType(type),
				`a part .${step}`,
				type.kind === "union" ? "give a union as JSON" : hint,
			);
		}
	}
}
