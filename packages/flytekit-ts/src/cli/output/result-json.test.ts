import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duration, type NativeType } from "../../types/index.js";
import { fromJson } from "../inputs/from-json.js";
import { parseJson } from "../inputs/parse-json.js";
import { jsonText, toJson } from "./result-json.js";

const there = (value: unknown, type: NativeType) => jsonText(toJson(value, type), 0);

describe("results as JSON", () => {
	it("writes what JSON has no word for as text", () => {
		expect(there(9223372036854775807n, { kind: "int", native: "bigint" })).toBe('"9223372036854775807"');
		expect(there(Number.NaN, { kind: "float" })).toBe('"NaN"');
		expect(there(-0, { kind: "float" })).toBe('"-0"');
		expect(there(new Date("2024-05-06T07:08:09.123Z"), { kind: "datetime", native: "date" })).toBe(
			'"2024-05-06T07:08:09.123Z"',
		);
		expect(there(duration("90m"), { kind: "duration" })).toBe('"1h30m"');
		expect(there(new Map([["a", 1n]]), { kind: "map", native: "map", value: { kind: "int", native: "bigint" } })).toBe(
			'{"a":"1"}',
		);
		expect(there(undefined, { kind: "none", native: "undefined" })).toBe("null");
	});

	const leaf = fc.oneof(
		fc.record({
			type: fc.constant<NativeType>({ kind: "int", native: "number" }),
			value: fc.maxSafeInteger().map((n) => n + 0),
		}),
		fc.record({
			type: fc.constant<NativeType>({ kind: "int", native: "bigint" }),
			value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
		}),
		fc.record({ type: fc.constant<NativeType>({ kind: "float" }), value: fc.double() }),
		fc.record({ type: fc.constant<NativeType>({ kind: "string" }), value: fc.string({ unit: "binary" }) }),
		fc.record({ type: fc.constant<NativeType>({ kind: "boolean" }), value: fc.boolean() }),
		fc.record({
			type: fc.constant<NativeType>({ kind: "datetime", native: "date" }),
			value: fc.date({
				min: new Date("0001-01-01T00:00:00Z"),
				max: new Date("9999-12-31T00:00:00Z"),
				noInvalidDate: true,
			}),
		}),
	);

	it("are read back as inputs, value for value", () => {
		const sample = fc.oneof(
			leaf,
			leaf.map(({ type, value }) => ({ type: { kind: "list", element: type } as NativeType, value: [value, value] })),
			fc.tuple(leaf, fc.string()).map(([{ type, value }, key]) => ({
				type: { kind: "map", native: "map", value: type } as NativeType,
				value: new Map([[key, value]]),
			})),
			fc.tuple(leaf, fc.string({ minLength: 1 })).map(([{ type, value }, name]) => ({
				type: { kind: "struct", name: "S", fields: [{ name, type, optional: false }] } as NativeType,
				value: Object.defineProperty({}, name, { value, enumerable: true }),
			})),
		);
		fc.assert(
			fc.property(sample, ({ type, value }) => {
				expect(fromJson(parseJson(there(value, type)), type, { cwd: "/" })).toEqual(value);
			}),
		);
	});

	it("take the digits after a point or in an exponent for what they are", () => {
		const texts = ["0.00009536003061914452", "1e-0000000000000001", "-12345678901234568.0", "[-9007199254740993]"];
		expect(texts.map((text) => parseJson(text))).toEqual([
			0.00009536003061914452,
			0.1,
			-12345678901234568,
			[-9007199254740993n],
		]);
	});
});
