import { duration, type NativeType, timestamp } from "../../src/types/index.js";
import {
	bigint,
	boolean,
	date,
	float,
	instant,
	int,
	json,
	list,
	none,
	oneOf,
	optional,
	point,
	record,
	span,
	string,
	union,
} from "./natives.js";

/** The dataclass value of the goldens' Python sources. */
export const p = { x: 1, y: 2.5, name: "p", tag: "t", inner: { s: "s", xs: [1, 2] }, attrs: { a: 1 } };
/** The enum of the goldens' Python sources. */
export const color = oneOf("red", "green", "blue");

/** What flytekit wrote for a Python value, and the TypeScript value and type that have to give the same. */
export const both: readonly (readonly [golden: string, type: NativeType, value: unknown])[] = [
	["int", int, 42],
	["int_neg", int, -7],
	["int_zero", int, 0],
	["int_big", bigint, 2n ** 62n],
	["float", float, 1.5],
	["float_inf", float, Infinity],
	["float_nan", float, Number.NaN],
	["float_zero", float, 0],
	["str", string, "héllo"],
	["str_empty", string, ""],
	["bool_true", boolean, true],
	["bool_false", boolean, false],
	["datetime_utc", instant, timestamp("2024-05-06T07:08:09.123456Z")],
	["datetime_offset", date, new Date("2024-05-06T07:08:09+02:00")],
	["datetime_pre1970", date, new Date("1960-01-01T00:00:00.5Z")],
	["date", date, new Date("2024-05-06")],
	["timedelta", span, duration("1d2s3us")],
	["timedelta_neg", span, duration("-1.5s")],
	["none", none, undefined],
	["list_int", list(int), [1, 2, 3]],
	["list_empty", list(int), []],
	["list_nested", list(list(string)), [["a"], [], ["b", "c"]]],
	["list_optional", list(optional(int)), [1, undefined]],
	["dict_str_int", record(int), { a: 1, b: 2 }],
	["dict_empty", record(int), {}],
	["dict_nested", record(record(float)), { a: { b: 1 } }],
	["dict_untyped", json, { a: 1, b: [1, "x", null], c: { d: 1.5 } }],
	["optional_value", optional(int), 5],
	["optional_none", optional(int), undefined],
	["union_int", union(int, string), 5],
	["union_str", union(int, string), "s"],
	["union_list", union(int, list(string)), ["a"]],
	["enum", color, "green"],
	["dataclass", point, p],
	["dataclass_list", list(point), [p]],
	["dataclass_dict", record(point), { k: p }],
];
