import { deepStrictEqual } from "node:assert/strict";
import { decode, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packRaw } from "../convert/raw.js";
import { MsgpackReader, type Raw, unpack } from "./reader.js";
import { packed } from "./writer.js";

const key = fc.string({ unit: "grapheme" });
/** What both sides can say: an independent library is the judge. */
const raw = fc.letrec((tie) => ({
	node: fc.oneof(
		{ maxDepth: 4 },
		fc.constant(null),
		fc.boolean(),
		fc.maxSafeInteger().map((n) => n + 0),
		fc.double({ noInteger: true }),
		fc.string({ unit: "grapheme", maxLength: 300 }),
		fc.uint8Array({ maxLength: 300 }),
		fc.array(tie("node"), { maxLength: 20 }),
		fc.array(fc.tuple(key, tie("node")), { maxLength: 20 }).map((pairs) => new Map(pairs)),
	),
})).node as fc.Arbitrary<Raw>;

/** The library's objects, as our maps. */
function asRaw(value: unknown): Raw {
	if (Array.isArray(value)) return value.map(asRaw);
	if (value instanceof Uint8Array || typeof value !== "object" || value === null) return value as Raw;
	return new Map(Object.entries(value).map(([k, v]) => [k, asRaw(v)]));
}

describe("MessagePack", () => {
	it("is read by an independent library as what was written", () => {
		fc.assert(
			fc.property(raw, (value) => {
				fc.pre(!JSON.stringify(value, (_k, v) => (v instanceof Map ? [...v] : v)).includes("__proto__"));
				const bytes = packed((out) => packRaw(value, out));
				deepStrictEqual(unpack(bytes), value);
				expect(sorted(asRaw(decode(bytes, { useBigInt64: false })))).toEqual(sorted(value));
			}),
			{ numRuns: 500 },
		);
	});

	it("reads what an independent library writes", () => {
		for (const value of [
			0,
			127,
			128,
			255,
			256,
			65535,
			65536,
			2 ** 32 - 1,
			2 ** 32,
			2 ** 53 - 1,
			-1,
			-32,
			-33,
			-128,
			-129,
			-32769,
			-(2 ** 31) - 1,
			1.5,
			"x".repeat(31),
			"x".repeat(32),
			"x".repeat(255),
			"x".repeat(70_000),
		]) {
			expect(unpack(encode(value))).toBe(value);
			expect(packed((out) => packRaw(value, out))).toEqual(encode(value));
		}
		expect(unpack(encode(1.5, { forceFloat32: true }))).toBe(1.5);
		expect(unpack(encode(2n ** 63n, { useBigInt64: true }))).toBe(2n ** 63n);
		expect(unpack(encode(-(2n ** 63n), { useBigInt64: true }))).toBe(-(2n ** 63n));
		expect(unpack(encode(Array.from({ length: 70_000 }, (_, i) => i)))).toHaveLength(70_000);
	});

	it("reads a key that is no text as its text, refuses one that has none", () => {
		expect(unpack(new Uint8Array([0x81, 0x01, 0xa1, 0x61]))).toEqual(new Map([["1", "a"]]));
		expect(() => unpack(new Uint8Array([0x81, 0x90, 0x01]))).toThrow("the key at byte 1 is not a text");
	});

	it.each([
		[[], "1 more bytes are needed at 0"],
		[[0xc1], "byte 0xc1 at 0 is not MessagePack"],
		[[0xd6, 0xff, 0, 0, 0, 0], "is an extension type"],
		[[0xa2, 0xff, 0xfe], "the text at byte 1 is not UTF-8"],
		[[0x01, 0x02], "1 bytes follow the value"],
		[[0xdd, 0xff, 0xff, 0xff, 0xff], "more bytes are needed"],
		[Array(600).fill(0x91), "nested deeper than 512"],
	])("%j is refused", (bytes, message) => {
		expect(() => unpack(new Uint8Array(bytes))).toThrow(message);
	});

	it("no bytes make it crash or hang", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
				try {
					new MsgpackReader(bytes).value();
				} catch (error) {
					expect((error as { code?: string }).code).toBe("TYPES_BINARY_INVALID");
				}
			}),
			{ numRuns: 5000 },
		);
	});

	it("a conversion inside a conversion has a buffer of its own", () => {
		const bytes = packed((out) => {
			out.beginArray(2);
			out.integer(1);
			out.raw(packed((inner) => inner.string("x")));
			out.end();
		});
		expect(unpack(bytes)).toEqual([1, "x"]);
	});
});

function sorted(value: Raw): unknown {
	if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]);
	return Array.isArray(value) ? value.map(sorted) : value;
}
