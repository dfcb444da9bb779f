import { NativeUnion } from "../../types/json-schema-union.js";
import type { NativeType } from "../../types/native-type.js";
import { type FlyteSchema, isConstrained, ownSchema, required } from "./flyte-schema.js";
import { elementType, readSchema } from "./read-schema.js";
import type { Given, Of, Schema } from "./standard.js";
import { validateOne } from "./validate-parts.js";

/** `T | undefined`: the input may be left out. On the wire a union with NONE. */
export function optional<S extends Schema>(inner: S): FlyteSchema<Of<S> | undefined, Given<S> | undefined> {
	const read = (path: string) => {
		const { type, description } = readSchema(inner, path);
		return { type, optional: true, ...(description === undefined ? {} : { description }) };
	};
	return ownSchema({ read, constrained: isConstrained(inner) }, (value) =>
		value === undefined ? { value } : validateOne(inner, value),
	);
}

/** `T | null`. On the wire a union with NONE. */
export function nullable<S extends Schema>(inner: S): FlyteSchema<Of<S> | null, Given<S> | null> {
	const type = (path: string): NativeType => {
		const union = new NativeUnion();
		union.add(elementType(inner, path));
		union.add({ kind: "none", native: "null" });
		return union.type() as NativeType;
	};
	return ownSchema(required(type, isConstrained(inner)), (value) =>
		value === null ? { value } : validateOne(inner, value),
	);
}

/** The value of an input, or of a struct's field, that is left out. A constant: an input's default is part of its interface. */
export function withDefault<S extends Schema>(
	inner: S,
	value: NoInfer<Of<S>>,
): FlyteSchema<Exclude<Of<S>, undefined>, Given<S> | undefined> {
	const read = (path: string) => ({ ...readSchema(inner, path), optional: false, default: { value } });
	return ownSchema({ read, constrained: true }, (given) =>
		given === undefined ? { value } : validateOne(inner, given),
	);
}

/** The same schema with a description, for the variable or the field that has it. */
export function describe<S extends Schema>(inner: S, description: string): FlyteSchema<Of<S>, Given<S>> {
	const read = (path: string) => ({ ...readSchema(inner, path), description });
	return ownSchema({ read, constrained: isConstrained(inner) }, (value) => validateOne(inner, value));
}
