import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { MaybePromise } from "../../types/convert/context.js";
import type { NativeType } from "../../types/native-type.js";

/** On every schema that `flyte` makes, of whichever loaded copy of the package. */
const OWN = Symbol.for("flytekit-ts.schema");

/** A schema made by `flyte`: a Standard Schema that also knows its Flyte type exactly. `I` is what callers give, `T` what bodies get. */
export interface FlyteSchema<T, I = T> extends StandardSchemaV1<I, T> {
	readonly [OWN]: OwnParts;
}

/** What a schema says of a variable. */
export interface ReadSchema {
	/** Its type, without the undefined of a value that may be left out. */
	readonly type: NativeType;
	/** A missing value stands for undefined. */
	readonly optional: boolean;
	/** What a missing value stands for. */
	readonly default?: { readonly value: unknown };
	readonly description?: string;
}

/** What a schema of ours knows of itself. */
export interface OwnParts {
	/** What it says; `path` names it in errors. A function, as the schemas inside may be another library's. */
	readonly read: (path: string) => ReadSchema;
	/**
	 * Validation may refuse or change what the type alone allows: a default, or another library's constraints inside. Without
	 * it the literals check every value already, and validation can be left out.
	 */
	readonly constrained: boolean;
}

export type Validated = StandardSchemaV1.Result<unknown>;
export type Issue = StandardSchemaV1.Issue;

/** Makes a schema of ours. */
export function ownSchema<T, I = T>(
	parts: OwnParts,
	validate: (value: unknown) => MaybePromise<Validated>,
): FlyteSchema<T, I> {
	return {
		[OWN]: parts,
		"~standard": {
			version: 1,
			vendor: "flytekit-ts",
			validate: validate as (value: unknown) => StandardSchemaV1.Result<T>,
		},
	};
}

/** What a schema of ours knows of itself; undefined for other libraries'. */
export function ownParts(schema: object): OwnParts | undefined {
	return (schema as Partial<FlyteSchema<unknown>>)[OWN];
}

/** Whether validating with `schema` can find more than converting to literals does. */
export function isConstrained(schema: object): boolean {
	return ownParts(schema)?.constrained ?? true;
}

/** A result that says what was wanted and what came. */
export function failed(message: string): Validated {
	return { issues: [{ message }] };
}

/** The parts of a schema whose value must be there and has no description: nearly all of ours. */
export function required(type: (path: string) => NativeType, constrained: boolean): OwnParts {
	return { read: (path) => ({ type: type(path), optional: false }), constrained };
}
