import { BinaryReader } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Reader } from "./reader.js";
import { Writer } from "./writer.js";

/** Every kind of field, in the order it is read; a capacity of one byte makes the buffer grow at each. */
const field = fc.oneof(
	fc.record({ kind: fc.constant("varint" as const), value: fc.oneof(fc.nat(2 ** 32 - 1), fc.nat(300)) }),
	fc.record({ kind: fc.constant("int32" as const), value: fc.integer() }),
	fc.record({ kind: fc.constant("int64" as const), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
	fc.record({ kind: fc.constant("double" as const), value: fc.double() }),
	fc.record({ kind: fc.constant("string" as const), value: fc.string({ unit: "grapheme", maxLength: 60 }) }),
	fc.record({ kind: fc.constant("bytes" as const), value: fc.uint8Array({ maxLength: 200 }) }),
);

test("what is written, another library reads, and so do we", () => {
	fc.assert(
		fc.property(fc.array(field), fc.integer({ min: 1, max: 100 }), (fields, capacity) => {
			const w = new Writer(capacity);
			for (const each of [...fields].reverse()) {
				if (each.kind === "varint") w.uint32(1, each.value);
				else if (each.kind === "int32") w.int32(2, each.value);
				else if (each.kind === "int64") w.int64(3, each.value);
				else if (each.kind === "double") w.double(4, each.value);
				else if (each.kind === "string") w.string(each.value.length % 2 === 0 ? 5 : 2000, each.value);
				else w.bytesField(6, each.value);
			}
			const theirs = new BinaryReader(w.bytes());
			const ours = new Reader(w.bytes(), "Test");
			for (const each of fields) {
				theirs.uint32();
				ours.tag();
				if (each.kind === "varint") expect([theirs.uint32(), ours.varint()]).toEqual([each.value, each.value]);
				else if (each.kind === "int32") expect([theirs.int32(), ours.int32()]).toEqual([each.value, each.value]);
				else if (each.kind === "int64")
					expect([theirs.int64(), ours.int64()].map(String)).toEqual([`${each.value}`, `${each.value}`]);
				else if (each.kind === "double") expect([theirs.double(), ours.double()]).toEqual([each.value, each.value]);
				else if (each.kind === "string") expect([theirs.string(), ours.string()]).toEqual([each.value, each.value]);
				else expect([theirs.bytes(), ours.bytes()].map((b) => [...b])).toEqual([[...each.value], [...each.value]]);
			}
			expect(ours.more).toBe(false);
		}),
		{ numRuns: 500 },
	);
});

test("what is taken is what was written, small and large, and no part of a shared pool", () => {
	for (const [capacity, length] of [
		[16, 10],
		[20_000, 10],
		[20_000, 15_000],
		[16, 15_000],
	] as const) {
		const w = new Writer(capacity);
		w.string(1, "x".repeat(length));
		const bytes = w.bytes();
		const taken = w.take();
		expect(Buffer.compare(taken, bytes)).toBe(0);
		expect(taken.buffer.byteLength).toBeLessThanOrEqual(2 * taken.length);
	}
});
