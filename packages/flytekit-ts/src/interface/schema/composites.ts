import type { MaybePromise } from "../../types/convert/context.js";
import { showValue, tagOf } from "../../types/convert/show-value.js";
import { NativeUnion } from "../../types/json-schema-union.js";
import type { NativeType, StructField } from "../../types/native-type.js";
import { type FlyteSchema, failed, isConstrained, ownSchema, required, type Validated } from "./flyte-schema.js";
import { elementType, readSchema } from "./read-schema.js";
import type { Given, GivenOf, Of, Schema, SchemaFields, ValuesOf } from "./standard.js";
import { validateAll, validateOne } from "./validate-parts.js";

/** A collection. */
export function list<S extends Schema>(element: S): FlyteSchema<Of<S>[], Given<S>[]> {
	return ownSchema(
		required((path) => ({ kind: "list", element: elementType(element, `${path}[]`) }), isConstrained(element)),
		(value) => {
			if (!Array.isArray(value)) return failed(`expected an array, got ${showValue(value)}`);
			const parts = value.map((item, index) => ({ key: index, schema: element, value: item as unknown }));
			return validateAll(parts, value, (values) => values);
		},
	);
}

/** A map as a plain object: `Record<string, T>`. */
export function record<S extends Schema>(value: S): FlyteSchema<Record<string, Of<S>>, Record<string, Given<S>>> {
	return ownSchema(
		required(
			(path) => ({ kind: "map", native: "record", value: elementType(value, `${path}[key]`) }),
			isConstrained(value),
		),
		(given) => {
			if (!isPlain(given)) return failed(`expected an object, got ${showValue(given)}`);
			const keys = Object.keys(given);
			const parts = keys.map((key) => ({ key, schema: value, value: (given as Record<string, unknown>)[key] }));
			return validateAll(parts, given, (values) => Object.fromEntries(keys.map((key, at) => [key, values[at]])));
		},
	);
}

/** A map as a `Map<string, T>`. */
export function map<S extends Schema>(value: S): FlyteSchema<Map<string, Of<S>>, ReadonlyMap<string, Given<S>>> {
	return ownSchema(
		required(
			(path) => ({ kind: "map", native: "map", value: elementType(value, `${path}[key]`) }),
			isConstrained(value),
		),
		(given) => {
			if (typeof given !== "object" || given === null || tagOf(given) !== "Map") {
				return failed(`expected a Map, got ${showValue(given)}`);
			}
			const entries = [...(given as Map<string, unknown>)];
			const parts = entries.map(([key, item]) => ({ key, schema: value, value: item }));
			return validateAll(parts, given, (values) => new Map(entries.map(([key], at) => [key, values[at]])));
		},
	);
}

/**
 * STRUCT: an object with these fields. A field that takes undefined, or has a default, may be left out.
 *
 * @param options `name` is the struct's name where types are shown; flytekit: the dataclass's
 */
export function struct<const F extends SchemaFields>(
	fields: F,
	options: { readonly name?: string } = {},
): FlyteSchema<ValuesOf<F>, GivenOf<F>> {
	const entries = Object.entries(fields);
	return ownSchema(
		required(
			(path) => ({
				kind: "struct",
				name: options.name ?? "",
				fields: entries.map(([name, schema]) => structField(name, schema, `${path}.${name}`)),
			}),
			entries.some(([, schema]) => isConstrained(schema)),
		),
		(given) => {
			if (!isPlain(given)) return failed(`expected an object, got ${showValue(given)}`);
			const from = given as Record<string, unknown>;
			const own = (name: string) => (Object.hasOwn(from, name) ? from[name] : undefined);
			const parts = entries.map(([name, schema]) => ({ key: name, schema, value: own(name) }));
			return validateAll(parts, given, (values) => {
				const known = entries.flatMap(([name], at) =>
					values[at] === undefined && !Object.hasOwn(from, name) ? [] : [[name, values[at]] as const],
				);
				// What is not declared goes along: the conversion to literals names it in its error.
				return Object.fromEntries([...Object.entries(from), ...known]);
			});
		},
	);
}

/** UnionType: a value of one of these; the first schema that accepts a value decides. */
export function union<const S extends readonly [Schema, Schema, ...Schema[]]>(
	...variants: S
): FlyteSchema<Of<S[number]>, Given<S[number]>> {
	return ownSchema(
		required((path) => {
			const all = new NativeUnion();
			for (const [index, variant] of variants.entries()) all.add(elementType(variant, `${path}|${index + 1}`));
			return all.type() as NativeType;
		}, variants.some(isConstrained)),
		(value) => firstAccepting(variants, 0, value, []),
	);
}

function firstAccepting(
	variants: readonly Schema[],
	at: number,
	value: unknown,
	reasons: readonly string[],
): MaybePromise<Validated> {
	const variant = variants[at];
	if (variant === undefined) return failed(`fits none of ${variants.length} variants: ${reasons.join("; ")}`);
	const next = (result: Validated): MaybePromise<Validated> =>
		result.issues === undefined
			? result
			: firstAccepting(variants, at + 1, value, [...reasons, ...result.issues.map((issue) => issue.message)]);
	const result = validateOne(variant, value);
	return result instanceof Promise ? result.then(next) : next(result);
}

function structField(name: string, schema: Schema, path: string): StructField {
	const { type, optional, default: preset, description } = readSchema(schema, path);
	return {
		name,
		type,
		optional: optional || preset !== undefined,
		...(description === undefined ? {} : { description }),
	};
}

function isPlain(value: unknown): value is object {
	return typeof value === "object" && value !== null && !Array.isArray(value) && tagOf(value) === "Object";
}
