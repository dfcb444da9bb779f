import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LiteralMap } from "../../types/literal.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import { keyOfCall } from "./call-keys.js";
import { FRAME, readFrames } from "./frame.js";
import { FrameBuffer } from "./frame-buffer.js";
import type { PackableCall } from "./packed-calls.js";
import type { CallRecord, JournalRecord, StateRecord } from "./record.js";

const key = (char: string) => char.repeat(16);
const outsides = [key("a"), key("\xff"), key("\0")].map((key, i) => ({ key, path: `main/n${i}` }));
const calleds = Array.from({ length: 12 }, (_, i) => ({ name: `m.task${i}é` }));
const START = 1_764_000_000_000;

const outputs = (text: string): LiteralMap => new Map([["o0", { kind: "string", value: text }]]);

interface Given {
	readonly call: PackableCall;
	readonly text: string;
	readonly tookUs: number;
}

const given: fc.Arbitrary<Given> = fc.record({
	call: fc.record({
		outside: fc.constantFrom(...outsides),
		step: fc.oneof(
			fc.nat().map((i) => `/dn${i}`),
			fc.nat().map((i) => `[${i}]`),
			fc.string({ unit: "grapheme" }).map((text) => `/${text}`),
		),
		called: fc.constantFrom(...calleds),
		version: fc.constantFrom("", "v1", "v2"),
		source: fc.constantFrom("run", "cache"),
		startedAt: fc.oneof(
			fc.nat(5_000).map((ms) => START + ms),
			fc.integer({ min: -2e8, max: 2e8 }).map((ms) => START + ms),
			fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
		),
		attempts: fc.nat(100),
		ordinal: fc.nat(100_000),
		from: fc.oneof(
			fc.constant(0),
			fc.nat(2 ** 31 - 1).map((n) => n * 2 + 1),
		),
		inputs: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
	}),
	text: fc.string({ maxLength: 300 }),
	tookUs: fc.nat(2 ** 31 - 1),
});

function recordOf({ call, text, tookUs }: Given): CallRecord {
	const { outside, step, called, version, source, startedAt, attempts, ordinal, from } = call;
	const inputs = new Uint8Array(Buffer.from(call.inputs, "latin1"));
	const base = keyOfCall(outside.key, `task ${called.name}`, inputs);
	return {
		type: "call",
		key: keyOfCall(outside.key, `task ${called.name}`, inputs, ordinal, from),
		...(ordinal === 0 && from === 0 ? {} : { base }),
		...(from === 0 ? {} : { from }),
		version,
		path: outside.path + step,
		name: called.name,
		kind: "task",
		phase: "succeeded",
		source,
		startedAt,
		endedAt: startedAt + tookUs / 1e3,
		attempts,
		inputs,
		outputs: encodeLiteralMap(outputs(text)),
		error: undefined,
	};
}

function readAll(data: Uint8Array) {
	const records: JournalRecord[] = [];
	const damaged: string[] = [];
	readFrames(data, { record: (record) => records.push(record), damaged: (_, why) => damaged.push(why) });
	return { records, damaged };
}

const state: StateRecord = { type: "state", path: "main/n9", state: "running", at: 1 };

describe("packed calls", () => {
	test("come back as the records that they stand for, in order, other records between them", () => {
		const entry = fc.oneof({ weight: 9, arbitrary: given }, { weight: 1, arbitrary: fc.constant(state) });
		fc.assert(
			fc.property(fc.array(entry, { maxLength: 200 }), (entries) => {
				const frames = new FrameBuffer();
				for (const one of entries) {
					if ("type" in one) frames.add(one);
					else expect(frames.addCall(one.call, outputs(one.text), one.tookUs)).toBe(true);
				}
				expect(frames.count).toBe(entries.length);
				const wanted = entries.map((one) => ("type" in one ? one : recordOf(one)));
				expect(readAll(frames.take())).toEqual({ records: wanted, damaged: [] });
			}),
		);
	});

	const plain = (i: number): Given => ({
		call: {
			outside: outsides[0] as (typeof outsides)[0],
			step: `/dn${i}`,
			called: calleds[0] as (typeof calleds)[0],
			version: "v1",
			source: "run",
			startedAt: START + i,
			attempts: 1,
			ordinal: 0,
			from: 0,
			inputs: `in ${i}`,
		},
		text: `out ${i}`,
		tookUs: 7,
	});

	test("take an eighth of the bytes that records of their own take, and a wrong byte costs one of them", () => {
		const frames = new FrameBuffer();
		for (let i = 0; i < 1000; i++) {
			const { call, text, tookUs } = plain(i);
			frames.addCall(call, outputs(text), tookUs);
		}
		const data = Buffer.from(frames.take());
		expect(data.length / 1000).toBeLessThan(50);
		const at = data.indexOf("out 500");
		data[at] = 0;
		const { records, damaged } = readAll(data);
		expect(damaged).toEqual(["a record's checksum does not hold; calls lost: 1"]);
		const whole = Array.from({ length: 1000 }, (_, i) => recordOf(plain(i)));
		expect(records).toEqual([...whole.slice(0, 500), ...whole.slice(501)]);
	});

	test("a flipped bit anywhere is seen: never a wrong record, and the other calls stay but where they have it in common", () => {
		const frames = new FrameBuffer();
		const calls = [1, 2, 3].map(plain);
		for (const { call, text, tookUs } of calls) frames.addCall(call, outputs(text), tookUs);
		const whole = calls.map(recordOf);
		const data = Buffer.from(frames.take());
		const own = data.length - data.indexOf("/dn3") + 7; // its check, its length and a tag before it
		for (let bit = 0; bit < data.length * 8; bit++) {
			const flipped = Buffer.from(data);
			flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
			const { records, damaged } = readAll(flipped);
			expect(damaged.length).toBeGreaterThan(0);
			const isOwn = bit >> 3 >= data.length - own;
			expect(records.length).toBe(isOwn ? 2 : bit >> 3 < FRAME ? 3 : bit >> 3 < data.length - own - 2 ? 0 : 3);
			for (const record of records) expect(whole).toContainEqual(record);
		}
	});

	test("outputs that have no wire form leave nothing behind", () => {
		const frames = new FrameBuffer();
		const [one, two] = [plain(1), plain(2)];
		frames.addCall(one.call, outputs(one.text), one.tookUs);
		expect(() => frames.addCall(two.call, outputs("\ud800"), two.tookUs)).toThrow("surrogate");
		frames.addCall(two.call, outputs(two.text), two.tookUs);
		expect(frames.count).toBe(2);
		expect(readAll(frames.take()).records).toEqual([recordOf(one), recordOf(two)]);
	});

	test("what takes longer than 32 bits of microseconds has a record of its own", () => {
		const { call, text } = plain(1);
		for (const took of [2 ** 32, -1, Number.NaN])
			expect(new FrameBuffer().addCall(call, outputs(text), took)).toBe(false);
	});
});
