import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "vitest";
import { isFlyteError } from "../../src/errors/index.js";
import { duration, fromLiteral, type Literal, type NativeType, timestamp, toLiteral } from "../../src/types/index.js";
import { decodeLiteral, encodeLiteral } from "../../src/wire/index.js";
import * as t from "./natives.js";

const a = t.struct("A", { x: t.int });
const b = t.struct("B", { x: t.int, "y?": t.float });
const c = t.struct("C", { kind: t.oneOf("c"), x: t.int });
const box = t.struct("Box", { content: t.union(t.int, t.string, t.none) });

/** Types that a union may hold, each with values of it. */
const cases: readonly { readonly type: NativeType; readonly values: readonly unknown[] }[] = [
	{ type: t.int, values: [0, 1, -7, 2 ** 52] },
	{ type: t.float, values: [1.5, -0, Number.NaN, Infinity, 1e300] },
	{ type: t.string, values: ["", "red", "x", "5m", "2024-05-06T00:00:00Z", "1"] },
	{ type: t.boolean, values: [true, false] },
	{ type: t.date, values: [new Date(0), new Date(1e12)] },
	{ type: t.span, values: [duration("5m"), duration("-1.5s")] },
	{ type: t.oneOf("red", "green"), values: ["red", "green"] },
	{ type: t.list(t.int), values: [[], [1], [1, 2]] },
	{ type: t.list(t.string), values: [[], ["1"]] },
	{ type: t.record(t.int), values: [{}, { x: 1 }, { __proto__: null, k: 2 }].map((o) => ({ ...o })) },
	{ type: t.record(t.string), values: [{}, { kind: "c" }] },
	{ type: a, values: [{ x: 1 }] },
	{ type: b, values: [{ x: 1 }, { x: 1, y: 2 }] },
	{ type: c, values: [{ kind: "c", x: 1 }] },
	{ type: box, values: [{ content: 1 }, { content: "1" }, { content: undefined }] },
	{ type: t.none, values: [undefined] },
];

const unionWithValue = fc.shuffledSubarray([...cases], { minLength: 2, maxLength: 5 }).chain((variants) =>
	fc.record({
		type: fc.constant(t.union(...variants.map((variant) => variant.type))),
		value: fc.constantFrom(...variants.flatMap((variant) => variant.values)),
	}),
);

const ctx = t.testContext();

/** The value that comes back through bytes; undefined inside an object when the value was refused as ambiguous. */
function back(value: unknown, type: NativeType): { readonly value: unknown } | undefined {
	let literal: Literal;
	try {
		literal = toLiteral(value, type, ctx, "v") as Literal;
	} catch (error) {
		if (isFlyteError(error, "TYPES_UNION_AMBIGUOUS")) return undefined;
		throw error;
	}
	return { value: fromLiteral(decodeLiteral(encodeLiteral(literal)), type, ctx, "v") };
}

describe("a union's value comes back as it was, or is refused as ambiguous; it never comes back as another", () => {
	const check = (wrapType: (type: NativeType) => NativeType, wrap: (value: unknown) => unknown) => {
		let kept = 0;
		let refused = 0;
		fc.assert(
			fc.property(unionWithValue, ({ type, value }) => {
				const result = back(wrap(value), wrapType(type));
				if (result === undefined) refused++;
				else {
					kept++;
					deepStrictEqual(result.value, wrap(value));
				}
			}),
			{ numRuns: 3000 },
		);
		// neither outcome may be the only one, or this proves nothing
		if (kept < 1000 || refused < 10) throw new Error(`${kept} kept, ${refused} refused`);
	};

	it("as a value of its own", () => {
		check(
			(type) => type,
			(value) => value,
		);
	});

	it("in a list", () => {
		check(t.list, (value) => [value]);
	});

	it("as a struct's field, where there are no tags", () => {
		check(
			(type) => t.struct("S", { field: type }),
			(value) => ({ field: value }),
		);
	});

	it("read by the same union in another order", () => {
		fc.assert(
			fc.property(unionWithValue, ({ type, value }) => {
				if (type.kind !== "union") return;
				const written = back(value, type);
				if (written === undefined) return;
				const other = t.union(...type.variants.toReversed());
				deepStrictEqual(fromLiteral(toLiteral(value, type, ctx) as Literal, other, ctx, "v"), value);
			}),
			{ numRuns: 1000 },
		);
	});

	it("a timestamp's text beside Timestamp in a struct is refused, the Timestamp is kept", () => {
		const type = t.struct("S", { at: t.union(t.instant, t.string) });
		const at = timestamp("2024-05-06T07:08:09.123456789Z");
		deepStrictEqual(back({ at }, type)?.value, { at });
		deepStrictEqual(back({ at: at.toISOString() }, type), undefined);
	});
});
