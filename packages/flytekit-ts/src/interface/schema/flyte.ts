import { dataset, directory, file } from "./blobs.js";
import { list, map, record, struct, union } from "./composites.js";
import { describe, nullable, optional, withDefault } from "./modifiers.js";
import { bigint, boolean, date, durationSchema, enumOf, float, int, json, none, string, timestamp } from "./scalars.js";

/**
 * Schemas for what JSON Schema cannot say (dates, int64, files), and for everything else without a schema library:
 * `task({ inputs: { at: flyte.date(), csv: flyte.file("csv") }, outputs: flyte.int() }, fn)`. They follow Standard Schema, nest
 * in each other, and hold schemas of other libraries.
 */
export const flyte = {
	int,
	bigint,
	float,
	string,
	boolean,
	date,
	timestamp,
	duration: durationSchema,
	enum: enumOf,
	none,
	json,
	file,
	directory,
	dataset,
	list,
	record,
	map,
	struct,
	union,
	optional,
	nullable,
	default: withDefault,
	describe,
} as const;
