import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

/** A schema of any library that follows Standard Schema: zod, arktype, valibot, or a helper of `flyte`. */
// biome-ignore lint/suspicious/noExplicitAny: a schema of anything
export interface Schema<T = any> {
	readonly "~standard": { readonly types?: { readonly input: unknown; readonly output: T } | undefined };
}

/** The values of a schema, as a task's body sees them. */
export type Of<S> = S extends Schema<infer T> ? T : never;

/** What a caller may give for a schema: defaults and optional values may be left out. */
export type Given<S> = S extends { readonly "~standard": { readonly types?: infer T } }
	? NonNullable<T> extends { readonly input: infer I }
		? I
		: never
	: never;

/** Schemas by the name of the variable. */
export type SchemaFields = Readonly<Record<string, Schema>>;

/** The object a body takes for `inputs: { a: z.int(), ... }`. */
export type ValuesOf<F> = Optional<{ -readonly [K in keyof F]: Of<F[K]> }>;
/** The object a caller gives for `inputs: { a: z.int(), ... }`. */
export type GivenOf<F> = Optional<{ -readonly [K in keyof F]: Given<F[K]> }>;

/** Keys whose value may be undefined may be left out. */
type Optional<T> = Flat<
	{ [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
		[K in keyof T as undefined extends T[K] ? K : never]?: T[K];
	}
>;
type Flat<T> = { [K in keyof T]: T[K] };

/** What a schema has at run time: validation, and JSON Schema where its library offers that. */
export type StandardParts = StandardSchemaV1.Props & Partial<Pick<StandardJSONSchemaV1.Props, "jsonSchema">>;

/** Whether `value` is a schema. Functions may be: arktype's are. */
export function isSchema(value: unknown): value is Schema {
	if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
	const parts = (value as Partial<Schema>)["~standard"] as Partial<StandardParts> | undefined;
	return typeof parts === "object" && parts !== null && typeof parts.validate === "function";
}

/** The parts of a schema that its static type hides. */
export function partsOf(schema: Schema): StandardParts {
	return schema["~standard"] as StandardParts;
}
