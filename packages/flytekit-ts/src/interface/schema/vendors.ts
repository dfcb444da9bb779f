import type { JsonObject } from "../../types/literal-type.js";
import type { NativeType } from "../../types/native-type.js";

/** Stands, in the JSON Schema that we ask a library for, where JSON Schema has no word: dates, bigints, undefined. */
const MARK = "x-flytekit-ts";

const marked: ReadonlyMap<unknown, NativeType> = new Map<string, NativeType>([
	["date", { kind: "datetime", native: "date" }],
	["bigint", { kind: "int", native: "bigint" }],
	["undefined", { kind: "none", native: "undefined" }],
	["void", { kind: "none", native: "undefined" }],
]);

/** The type of a part that one of {@link libraryOptions} has marked. */
export function markedType(schema: JsonObject): NativeType | undefined {
	return marked.get(schema[MARK]);
}

const mark = (word: unknown) => (marked.has(word) ? { [MARK]: word } : undefined);

/**
 * What each library is told besides the target, so that its converter marks what JSON Schema cannot say instead of failing (zod,
 * valibot) or of silently saying "anything" (arktype). Options that a library does not know are ignored by it.
 */
export function libraryOptions(vendor: string): Record<string, unknown> {
	return options.get(vendor) ?? {};
}

const options: ReadonlyMap<string, Record<string, unknown>> = new Map([
	[
		"zod",
		{
			unrepresentable: ({ zodSchema }: { zodSchema: { _zod: { def: { type: string } } } }) =>
				mark(zodSchema._zod.def.type) ?? "throw",
		},
	],
	[
		"arktype",
		{
			fallback: {
				date: () => mark("date"),
				domain: (at: { base: object; domain: string }) => mark(at.domain) ?? at.base,
				unit: (at: { base: object; unit: unknown }) => (at.unit === undefined ? mark("undefined") : at.base),
				predicate: (at: { base: object }) => at.base, // a constraint: validation's business, not the type's
			},
		},
	],
	[
		"valibot",
		{
			overrideSchema: ({ valibotSchema, jsonSchema }: { valibotSchema: { type: string }; jsonSchema: object }) =>
				valibotSchema.type === "undefinedable" ? { anyOf: [jsonSchema, mark("undefined")] } : mark(valibotSchema.type),
			overrideAction: (at: { valibotAction: { kind: string }; jsonSchema: object; errors?: unknown }) =>
				at.valibotAction.kind === "validation" && at.errors !== undefined ? at.jsonSchema : undefined,
		},
	],
]);
