import { FlyteError } from "../../errors/index.js";
import { showValue } from "../../types/convert/show-value.js";
import type { Json } from "../../types/literal-type.js";
import type { NativeType } from "../../types/native-type.js";
import { type Duration, type Int, isDate, isDuration, isTimestamp, type Timestamp } from "../../types/values/index.js";
import { type FlyteSchema, failed, ownSchema, type ReadSchema, required } from "./flyte-schema.js";
import { readSchema } from "./read-schema.js";
import type { Schema } from "./standard.js";
import { validateOne } from "./validate-parts.js";

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/**
 * INTEGER as a number: a safe integer.
 *
 * @param constraints another library's schema for what the integer must keep to besides: `flyte.int(z.int().min(3))`. Theirs alone is
 * a `number` to TypeScript, and so FLOAT to a workflow whose interface is read from its types; this one is an Int there.
 */
export function int(constraints?: Schema<number>): FlyteSchema<Int> {
	const type: NativeType = { kind: "int", native: "number" };
	if (constraints === undefined) return leaf(type, "a safe integer", Number.isSafeInteger);
	const read = (path: string): ReadSchema => {
		const inner = readSchema(constraints, path);
		if (inner.type.kind === "int" && inner.type.native === "number") return inner;
		throw new FlyteError("INTERFACE_SCHEMA_NOT", `${path}: flyte.int() got a schema that is not of integers`, {
			path,
			wayOut: "give it one of integers, such as z.int().min(3), or use that schema by itself",
		});
	};
	return ownSchema({ read, constrained: true }, (value) => validateOne(constraints, value));
}

/** INTEGER as a bigint: the whole int64 range. */
export function bigint(): FlyteSchema<bigint> {
	const inRange = (value: unknown) => typeof value === "bigint" && value >= INT64.min && value <= INT64.max;
	return leaf({ kind: "int", native: "bigint" }, "a bigint within int64", inRange);
}

/** FLOAT. NaN and the infinities are values. */
export function float(): FlyteSchema<number> {
	return leaf({ kind: "float" }, "a number", (value) => typeof value === "number");
}

/** STRING. */
export function string(): FlyteSchema<string> {
	return leaf({ kind: "string" }, "a string", (value) => typeof value === "string");
}

/** BOOLEAN. */
export function boolean(): FlyteSchema<boolean> {
	return leaf({ kind: "boolean" }, "a boolean", (value) => typeof value === "boolean");
}

/** DATETIME as a `Date`: milliseconds. */
export function date(): FlyteSchema<Date> {
	const valid = (value: unknown) => isDate(value) && !Number.isNaN(value.getTime());
	return leaf({ kind: "datetime", native: "date" }, "a valid Date", valid);
}

/** DATETIME as a {@link Timestamp}: nanoseconds. */
export function timestamp(): FlyteSchema<Timestamp> {
	return leaf({ kind: "datetime", native: "timestamp" }, "a Timestamp", isTimestamp);
}

/** DURATION. */
export function durationSchema(): FlyteSchema<Duration> {
	return leaf({ kind: "duration" }, `a Duration, such as duration("5m")`, isDuration);
}

/** EnumType: one of these strings. The first is what flytekit takes for the default. */
export function enumOf<const V extends readonly [string, ...string[]]>(...values: V): FlyteSchema<V[number]> {
	const known: ReadonlySet<unknown> = new Set(values);
	const listed = values.map((value) => JSON.stringify(value)).join(", ");
	return leaf({ kind: "enum", values: [...known] as string[] }, `one of ${listed}`, (value) => known.has(value));
}

/** NONE: nothing. As `outputs` it says that there are none. */
export function none(): FlyteSchema<undefined> {
	return leaf({ kind: "none", native: "undefined" }, "undefined", (value) => value === undefined);
}

/** Any JSON value, as a STRUCT with no declared fields (flytekit's untyped dict). */
export function json(): FlyteSchema<Json> {
	return leaf({ kind: "json" }, "a JSON value", (value) => value !== undefined && typeof value !== "function");
}

function leaf<T>(type: NativeType, expected: string, accepts: (value: unknown) => boolean): FlyteSchema<T> {
	return ownSchema(
		required(() => type, false),
		(value) => (accepts(value) ? { value } : failed(`expected ${expected}, got ${showValue(value)}`)),
	);
}
