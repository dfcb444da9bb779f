import type { FieldKind } from "./gen/schema.js";

/** Wire type of each kind of field. */
export const WIRE_TYPES: { readonly [K in FieldKind]: number } = {
	double: 1,
	float: 5,
	int64: 0,
	uint64: 0,
	int32: 0,
	uint32: 0,
	bool: 0,
	string: 2,
	bytes: 2,
	enum: 0,
	message: 2,
};
