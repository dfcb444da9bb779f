import { describe, expect, test } from "vitest";
import type { FlyteError } from "../../src/errors/index.js";
import type { Literal, LiteralMap } from "../../src/types/literal.js";
import { decodeLiteral, decodeLiteralMap, encodeLiteral, encodeLiteralMap } from "../../src/wire/index.js";
import { readVariables } from "../../src/wire/literals.js";
import { goldens } from "./goldens.js";

const int = (value: bigint): Literal => ({ kind: "integer", value });
const string = (value: string): Literal => ({ kind: "string", value });
const list = (...items: Literal[]): Literal => ({ kind: "collection", items });
const map = (entries: Record<string, Literal>): Literal => ({ kind: "map", entries: new Map(Object.entries(entries)) });
const nested = (depth: number): Literal => (depth === 0 ? int(1n) : list(nested(depth - 1)));

function refusal(run: () => unknown): FlyteError {
	try {
		run();
	} catch (error) {
		return error as FlyteError;
	}
	throw new Error("nothing was refused");
}

describe("numbers", () => {
	test.each([
		0n,
		1n,
		127n,
		128n,
		2n ** 31n,
		2n ** 32n - 1n,
		2n ** 32n,
		2n ** 53n + 1n,
		2n ** 63n - 1n,
		-1n,
		-(2n ** 63n),
	])("%s is exact", (value) => expect(decodeLiteral(encodeLiteral(int(value)))).toStrictEqual(int(value)));

	test.each([2n ** 63n, -(2n ** 63n) - 1n])("%s is refused, not wrapped", (value) => {
		const inputs: LiteralMap = new Map([["people", list(map({ age: int(value) }))]]);
		const error = refusal(() => encodeLiteralMap(inputs));
		expect(error.code).toBe("WIRE_RANGE");
		expect(error.message).toBe(`people[0].age: ${value} is not an int64: it must be between -2^63 and 2^63 - 1`);
		expect(error.details.path).toBe("people[0].age");
	});

	test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324])("%s is kept", (value) => {
		const back = decodeLiteral(encodeLiteral({ kind: "float", value }));
		expect(Object.is((back as { value: number }).value, value)).toBe(true);
	});

	test("nanoseconds are kept before 1970 and in negative durations", () => {
		const before: Literal = { kind: "datetime", seconds: -1n, nanos: 999_999_999 };
		const negative: Literal = { kind: "duration", seconds: -1n, nanos: -1 };
		expect(decodeLiteral(encodeLiteral(before))).toStrictEqual(before);
		expect(decodeLiteral(encodeLiteral(negative))).toStrictEqual(negative);
	});

	test.each<Literal>([
		{ kind: "datetime", seconds: 253402300800n, nanos: 0 },
		{ kind: "datetime", seconds: 0n, nanos: -1 },
		{ kind: "duration", seconds: 315576000001n, nanos: 0 },
		{ kind: "duration", seconds: 1n, nanos: -1 },
	])("$kind of $seconds s and $nanos ns is refused", (value) => {
		const error = refusal(() => encodeLiteral(value, "when"));
		expect(error.code).toBe("WIRE_RANGE");
		expect(error.details.path).toBe("when");
	});
});

describe("text", () => {
	test.each(["", "\0", "é", "\u{1f600}", "x".repeat(47), "x".repeat(48), "é".repeat(48), "x".repeat(1_000_000)])(
		"case %#: kept",
		(value) => expect(decodeLiteral(encodeLiteral(string(value)))).toStrictEqual(string(value)),
	);

	test("half a surrogate pair is refused with its path", () => {
		const value = map({ "a b": list(string("ok"), map({ k: string("\ud800!") })) });
		const error = refusal(() => encodeLiteral(value, "x"));
		expect(error.code).toBe("WIRE_SURROGATE");
		expect(error.message).toBe('x["a b"][1].k: text with half a surrogate pair cannot be written: "\\ud800!"');
	});

	test("also in a long text, a key, a hash and a struct", () => {
		const long = `${"x".repeat(60)}\udc00`;
		expect(refusal(() => encodeLiteral(list(string(long)), "x")).details.path).toBe("x[0]");
		expect(refusal(() => encodeLiteral(map({ "\ud800": int(1n) }), "x")).details.path).toBe('x["\\ud800"]');
		expect(refusal(() => encodeLiteral({ ...int(1n), hash: long })).code).toBe("WIRE_SURROGATE");
		const generic: Literal = { kind: "generic", value: { a: [{ b: long }] } };
		expect(refusal(() => encodeLiteral(generic, "x")).details.path).toBe("x.a[0].b");
	});
});

describe("names that plain objects trip over", () => {
	test("are data in every map, both ways", () => {
		const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
		const value: LiteralMap = new Map(names.map((name) => [name, map({ [name]: int(1n) })]));
		// A computed key in a literal assigns no prototype, so `map` above holds them as they are.
		expect(decodeLiteralMap(encodeLiteralMap(value))).toStrictEqual(value);
		const generic: Literal = { kind: "generic", value: JSON.parse('{"__proto__":{"polluted":true}}') };
		const back = decodeLiteral(encodeLiteral(generic)) as Extract<Literal, { kind: "generic" }>;
		expect(JSON.stringify(back.value)).toBe('{"__proto__":{"polluted":true}}');
		expect(Object.getPrototypeOf(back.value)).toBe(Object.prototype);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	test("keys are in the order of their UTF-8", () => {
		const keys = ["b", "a", "\u{10000}", "\uffff", "aa", "", "B"];
		const bytes = encodeLiteralMap(new Map(keys.map((key) => [key, int(1n)])));
		expect([...decodeLiteralMap(bytes).keys()]).toStrictEqual(["", "B", "a", "aa", "b", "\uffff", "\u{10000}"]);
	});
});

describe("depth", () => {
	test("49 levels are written and read", () => {
		expect(decodeLiteral(encodeLiteral(nested(49)))).toStrictEqual(nested(49));
	});

	test("50 are refused, with the path", () => {
		const error = refusal(() => encodeLiteralMap(new Map([["deep", nested(50)]])));
		expect(error.code).toBe("WIRE_DEPTH");
		expect(error.message).toContain("depth limit 49 exceeded");
		expect(error.details.path).toMatch(/^deep(\[0\]){50}$/);
	});

	test("a hostile file of 200,000 levels is refused without recursing through it", () => {
		const levels = 200_000;
		const bytes = new Uint8Array(4_000_000);
		let at = bytes.length;
		for (let i = 0; i < levels; i++) {
			for (const field of [1, 2]) {
				let length = bytes.length - at;
				const varint: number[] = [];
				while (length > 0x7f) {
					varint.push((length & 0x7f) | 0x80);
					length >>>= 7;
				}
				varint.push(length);
				at -= varint.length;
				bytes.set(varint, at);
				bytes[--at] = (field << 3) | 2;
			}
		}
		const error = refusal(() => decodeLiteral(bytes.subarray(at)));
		expect(error.code).toBe("WIRE_DEPTH");
		expect(error.message).toMatch(/^depth limit 49 exceeded.*, at byte \d+ of \d+, in Literal > LiteralCollection > /);
	});
});

describe("bytes that are not a literal map", () => {
	const inputs = encodeLiteralMap(new Map([["people", list(string("Ada"), map({ n: int(5n) }))]]));

	test("cut anywhere, they are refused with the offset, or read as the shorter message they are", () => {
		let refused = 0;
		for (let length = 0; length < inputs.length; length++) {
			try {
				decodeLiteralMap(inputs.subarray(0, length));
			} catch (error) {
				refused++;
				expect((error as FlyteError).code).toMatch(/^WIRE_(TRUNCATED|MISSING)$/);
				expect((error as FlyteError).message).toMatch(/, at byte \d+ of \d+, in LiteralMap/);
			}
		}
		expect(refused).toBe(inputs.length - 1); // only the empty file is a message
	});

	test("the refusal says inside what", () => {
		const error = refusal(() => decodeLiteralMap(inputs.subarray(0, 20)));
		expect(error.code).toBe("WIRE_TRUNCATED");
		expect(error.message).toMatch(
			/^LiteralMap.literals claims \d+ bytes, \d+ are left, at byte 1 of 20, in LiteralMap$/,
		);
	});

	test("a length beyond its own message is refused, though the file goes on", () => {
		const bytes = Uint8Array.from(inputs);
		const name = Buffer.from(bytes).indexOf("people");
		bytes[name - 1] = 0x7f;
		const error = refusal(() => decodeLiteralMap(bytes));
		expect(error.code).toBe("WIRE_TRUNCATED");
		expect(error.message).toMatch(
			/^127 bytes wanted, \d+ are left, at byte \d+ of \d+, in LiteralMap > LiteralMap.literals$/,
		);
	});

	test("text that is not UTF-8 is refused", () => {
		const bytes = Uint8Array.from(inputs);
		bytes[Buffer.from(bytes).indexOf("Ada")] = 0xff;
		const error = refusal(() => decodeLiteralMap(bytes));
		expect(error.code).toBe("WIRE_TEXT");
		expect(error.message).toMatch(
			/in LiteralMap > people > Literal > LiteralCollection > Literal > Scalar > Primitive$/,
		);
	});

	test("any change to flytekit's own literals gives a literal or a WIRE error, nothing else", () => {
		let state = 20260101;
		const random = (below: number) => {
			state = (Math.imul(state, 1103515245) + 12345) >>> 0;
			return (state >>> 8) % below;
		};
		const files = goldens("literals").filter(({ name, bytes }) => !name.endsWith("__type") && bytes.length > 0);
		const seen = new Map<string, number>();
		for (let i = 0; i < 20_000; i++) {
			const bytes = Uint8Array.from(files[random(files.length)]?.bytes ?? []);
			for (let n = random(3) + 1; n > 0; n--) bytes[random(bytes.length)] = random(256);
			let outcome = "read";
			try {
				decodeLiteral(bytes);
			} catch (error) {
				outcome = (error as FlyteError).code ?? String(error);
			}
			seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
		}
		const outcomes = [...seen.keys()].sort();
		expect(outcomes.filter((outcome) => outcome !== "read" && !outcome.startsWith("WIRE_"))).toStrictEqual([]);
		expect(outcomes).toContain("read");
		expect(outcomes).toContain("WIRE_TRUNCATED");
	});

	test("an unknown field is passed over", () => {
		const known = encodeLiteral(int(7n));
		const bytes = Uint8Array.from([0x9a, 0x06, 0x01, 0x00, ...known, 0xf8, 0x07, 0x05, 0xfd, 0x07, 1, 2, 3, 4]);
		expect(decodeLiteral(bytes)).toStrictEqual(int(7n));
	});
});

describe("a part of a value", () => {
	test("is read, and the rest counted: at every depth, with the size of the whole", () => {
		const long = list(...Array.from({ length: 1000 }, (_, i) => int(BigInt(i))));
		const inputs: LiteralMap = new Map([
			["long", long],
			["deep", map({ a: list(long, string("x")), b: int(1n), c: int(2n), d: int(3n) })],
			["short", int(7n)],
		]);
		const lengths = new WeakMap<object, number>();
		const read = new Map(
			readVariables(encodeLiteralMap(inputs), { items: 3, lengths }).map(({ name, ...rest }) => [name, rest]),
		);
		expect([...read.keys()].sort()).toEqual(["deep", "long", "short"]);
		const { literal, bytes } = read.get("long") ?? {};
		expect(literal).toEqual(list(int(0n), int(1n), int(2n)));
		expect(bytes).toBe(encodeLiteral(long).length);
		expect(lengths.get((literal as { items: object }).items)).toBe(1000);
		const deep = read.get("deep")?.literal as Extract<Literal, { kind: "map" }>;
		expect([...deep.entries.keys()]).toEqual(["a", "b", "c"]);
		expect(lengths.get(deep.entries)).toBe(4);
		expect(read.get("short")).toEqual({ literal: int(7n), bytes: encodeLiteral(int(7n)).length });
	});

	test("that is cut short in the part that is not read is refused all the same", () => {
		const bytes = encodeLiteralMap(new Map([["long", list(...Array.from({ length: 10 }, () => string("abc")))]]));
		const cut = { items: 1, lengths: new WeakMap<object, number>() };
		expect(refusal(() => readVariables(bytes.subarray(0, bytes.length - 4), cut)).code).toBe("WIRE_TRUNCATED");
	});
});
