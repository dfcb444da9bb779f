import { describe, expect, test } from "vitest";
import type { Literal } from "../types/literal.js";
import { ArrayNode } from "./gen/flyteidl/core/workflow.js";
import { protoJson } from "./json.js";
import { literalMapToJson, literalToJson, literalTypeToJson } from "./spec-json.js";

const primitive = (literal: Literal) => literalToJson(literal) as { scalar: { primitive: Record<string, unknown> } };

describe("protobuf JSON", () => {
	test.each<[Literal, unknown]>([
		[{ kind: "integer", value: 2n ** 63n - 1n }, { integer: "9223372036854775807" }],
		[{ kind: "integer", value: 0n }, { integer: "0" }],
		[{ kind: "float", value: Number.NEGATIVE_INFINITY }, { floatValue: "-Infinity" }],
		[{ kind: "datetime", seconds: -1n, nanos: 999_999_999 }, { datetime: "1969-12-31T23:59:59.999999999Z" }],
		[{ kind: "datetime", seconds: -62135596800n, nanos: 0 }, { datetime: "0001-01-01T00:00:00Z" }],
		[{ kind: "duration", seconds: 0n, nanos: -1000 }, { duration: "-0.000001s" }],
		[{ kind: "duration", seconds: 90n, nanos: 0 }, { duration: "90s" }],
		[{ kind: "boolean", value: false }, { boolean: false }],
	])("of %o", (literal, wanted) => expect(primitive(literal).scalar.primitive).toStrictEqual(wanted));

	test("keeps __proto__ as data in maps and structs", () => {
		const json = literalMapToJson(new Map([["__proto__", { kind: "generic", value: JSON.parse('{"__proto__":1}') }]]));
		expect(JSON.stringify(json)).toBe('{"literals":{"__proto__":{"scalar":{"generic":{"__proto__":1}}}}}');
	});

	test("prints a 32-bit float with the digits that make it", () => {
		const message = ArrayNode.decode(new Uint8Array());
		for (const ratio of [0.1, 0.75, 1, 0.123456789]) {
			const bytes = ArrayNode.encode({
				...message,
				successCriteria: { $case: "minSuccessRatio", value: ratio },
			}).finish();
			const { minSuccessRatio } = protoJson("flyteidl.core.ArrayNode", bytes) as { minSuccessRatio: number };
			expect(Math.fround(minSuccessRatio)).toBe(Math.fround(ratio));
			expect(String(minSuccessRatio).length).toBeLessThanOrEqual(11);
		}
	});

	test("names enums and leaves out what is at its default", () => {
		expect(literalTypeToJson({ kind: "blob", format: "", dimensionality: "single" })).toStrictEqual({ blob: {} });
		expect(literalTypeToJson({ kind: "simple", simple: "none" })).toStrictEqual({ simple: "NONE" });
		expect(literalTypeToJson({ kind: "blob", format: "csv", dimensionality: "multipart" })).toStrictEqual({
			blob: { format: "csv", dimensionality: "MULTIPART" },
		});
	});

	test("of bytes that are no such message is refused", () => {
		expect(() => protoJson("flyteidl.core.Literal", Uint8Array.from([0x08, 1]))).toThrow(
			"field scalar with wire type 0, at byte 0 of 2, in Literal",
		);
		expect(() => protoJson("flyteidl.core.Nothing", new Uint8Array())).toThrow(
			'no message is called "flyteidl.core.Nothing"',
		);
	});
});
