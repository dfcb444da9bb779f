import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Literal } from "../../types/literal.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import { baseOfCall, keyAmong } from "./call-keys.js";
import { readFrames } from "./frame.js";
import { FrameBuffer } from "./frame-buffer.js";
import type { PackableElements } from "./packed-elements.js";
import type { CallRecord, JournalRecord } from "./record.js";

const START = 1_764_000_000_000;
const outside = { key: "\xff".repeat(16), path: "main/n0" };

const literal: fc.Arbitrary<Literal> = fc.oneof(
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Literal => ({ kind: "integer", value })),
	fc.nat().map((value): Literal => ({ kind: "integer", value: BigInt(value) })),
	fc.string({ unit: "grapheme" }).map((value): Literal => ({ kind: "string", value })),
	fc.constant<Literal>({ kind: "none" }),
	fc.nat(9).map((n): Literal => ({ kind: "integer", value: BigInt(n), hash: `h${n}` })),
	fc
		.array(fc.nat(), { maxLength: 3 })
		.map(
			(items): Literal => ({ kind: "collection", items: items.map((n) => ({ kind: "integer", value: BigInt(n) })) }),
		),
);

const elements: fc.Arbitrary<PackableElements> = fc
	.record({ before: fc.nat(20), count: fc.integer({ min: 1, max: 80 }), after: fc.nat(3) })
	.chain(({ before, count, after }) => {
		const size = before + count + after;
		const items = fc.array(literal, { minLength: size, maxLength: size });
		const each = (one: fc.Arbitrary<number>) => fc.array(one, { minLength: count, maxLength: count });
		return fc.record({
			outside: fc.constant(outside),
			called: fc.constant({ name: "m.té" }),
			version: fc.constantFrom("", "v1"),
			first: fc.constant(before),
			count: fc.constant(count),
			inputs: fc.tuple(items, items, literal).map(([a, b, value]) => [
				{ name: "a", items: a, value: a[0] as Literal },
				{ name: "b", items: b, value: b[0] as Literal },
				{ name: "c", items: undefined, value },
			]),
			outputs: fc.tuple(items, items).map(([o0, o1]) => [
				{ name: "o0", items: o0 },
				{ name: "o1", items: o1 },
			]),
			ordinals: fc.option(
				fc.array(fc.nat(), { minLength: size, maxLength: size }).map((n) => Uint32Array.from(n)),
				{
					nil: undefined,
				},
			),
			base: fc.oneof(fc.constant(START), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })),
			sinceUs: each(fc.nat(2 ** 31)).map((us) => Float64Array.from(us)),
			tookUs: each(fc.nat(2 ** 31)).map((us) => Float64Array.from(us)),
		});
	});

function recordsOf(all: PackableElements): CallRecord[] {
	const { called, version, first, count, inputs, outputs, ordinals, base: start, sinceUs, tookUs } = all;
	return Array.from({ length: count }, (_, i) => {
		const index = first + i;
		const startedAt = start + (sinceUs[i] as number) / 1e3;
		const given = encodeLiteralMap(
			new Map(inputs.map(({ name, items, value }) => [name, items === undefined ? value : (items[index] as Literal)])),
		);
		const base = baseOfCall(outside.key, `task ${called.name}`, given);
		const key = keyAmong(base, ordinals?.[index] ?? 0, 0);
		return {
			type: "call",
			key,
			...(key === base ? {} : { base }),
			version,
			path: `main/n0[${index}]`,
			name: called.name,
			kind: "task",
			phase: "succeeded",
			source: "run",
			startedAt,
			endedAt: startedAt + (tookUs[i] as number) / 1e3,
			attempts: 1,
			inputs: given,
			outputs: encodeLiteralMap(new Map(outputs.map(({ name, items }) => [name, items[index] as Literal]))),
			error: undefined,
		};
	});
}

function readAll(data: Uint8Array) {
	const records: JournalRecord[] = [];
	let damaged = 0;
	readFrames(data, { record: (record) => records.push(record), damaged: () => damaged++ });
	return { records, damaged };
}

const plain = (count: number, output: (i: number) => string): PackableElements => {
	const a = Array.from({ length: count }, (_, i): Literal => ({ kind: "integer", value: BigInt(i) }));
	return {
		outside,
		called: { name: "m.t" },
		version: "v1",
		first: 0,
		count,
		inputs: [{ name: "a", items: a, value: a[0] as Literal }],
		outputs: [{ name: "o0", items: a.map((_, i) => ({ kind: "string", value: output(i) })) }],
		ordinals: undefined,
		base: START,
		sinceUs: Float64Array.from({ length: count }, (_, i) => 9 * i),
		tookUs: new Float64Array(count).fill(7),
	};
};

describe("packed elements", () => {
	test("come back as the records that they stand for, in order", () => {
		fc.assert(
			fc.property(fc.array(elements, { maxLength: 4 }), (all) => {
				const frames = new FrameBuffer();
				for (const one of all) expect(frames.addElements(one)).toBe(true);
				const wanted = all.flatMap(recordsOf);
				expect(frames.count).toBe(wanted.length);
				expect(readAll(frames.take())).toEqual({ records: wanted, damaged: 0 });
			}),
		);
	});

	test("large ones share no frame: damage costs as little as of other calls", () => {
		const frames = new FrameBuffer();
		for (const size of [5000, 10, 5000]) frames.addElements(plain(64, (i) => `out ${i} `.repeat(size / 10)));
		const data = Buffer.from(frames.take());
		expect(readAll(data).records).toHaveLength(3 * 64);
		for (const text of ["out 31 ", "out 60 "]) {
			const damaged = Buffer.from(data);
			damaged[damaged.lastIndexOf(text)] = 0;
			const read = readAll(damaged);
			expect(read.damaged).toBe(1);
			expect(read.records.length).toBeGreaterThanOrEqual(3 * 64 - 2);
		}
	});

	test("a flipped bit anywhere is seen: never a wrong record", () => {
		const frames = new FrameBuffer();
		frames.addElements(plain(3, (i) => `out ${i}`));
		const data = Buffer.from(frames.take());
		for (let bit = 0; bit < data.length * 8; bit++) {
			const flipped = Buffer.from(data);
			flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
			const { records, damaged } = readAll(flipped);
			expect(records).toEqual([]);
			expect(damaged).toBeGreaterThan(0);
		}
	});

	test("what has no wire form, or times that a frame cannot say, leaves nothing behind", () => {
		const frames = new FrameBuffer();
		frames.addElements(plain(2, (i) => `${i}`));
		expect(frames.addElements(plain(3, (i) => (i === 1 ? "\ud800" : "x")))).toBe(false);
		const jumps = { ...plain(3, () => "x"), sinceUs: Float64Array.of(0, -1, 3) };
		expect(frames.addElements(jumps)).toBe(false);
		const endless = { ...plain(1, () => "x"), tookUs: Float64Array.of(2 ** 32) };
		expect(frames.addElements(endless)).toBe(false);
		expect(frames.count).toBe(2);
		expect(readAll(frames.take())).toEqual({ records: recordsOf(plain(2, (i) => `${i}`)), damaged: 0 });
	});
});
