import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConstantValue, reviveConstant, toConstant } from "./constant.js";
import { duration } from "./values/duration.js";
import { timestamp } from "./values/timestamp.js";

const key = fc.oneof(fc.string(), fc.constantFrom("$bigint", "$object", "$number", "$undefined", "__proto__"));
const constant = fc.letrec((tie) => ({
	node: fc.oneof(
		{ maxDepth: 4 },
		fc.constantFrom(null, undefined, true, -0, Number.NaN, Infinity, -Infinity, "x", 2n ** 70n),
		fc.double(),
		fc.string(),
		fc.integer({ min: -1e9, max: 1e9 }).map((ms) => duration(ms)),
		fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
		fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => timestamp(date)),
		fc.array(tie("node"), { maxLength: 3 }),
		fc.array(fc.tuple(key, tie("node")), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
	),
})).node;

describe("constants", () => {
	it("there and back, through JSON text", () => {
		fc.assert(
			fc.property(constant, (value) => {
				const json = toConstant(value) as ConstantValue;
				deepStrictEqual(reviveConstant(JSON.parse(JSON.stringify(json)) as ConstantValue), value);
			}),
			{ numRuns: 500 },
		);
	});

	it("plain JSON stands for itself, the rest is tagged", () => {
		expect(toConstant({ a: [1, "x", null] })).toEqual({ a: [1, "x", null] });
		expect(toConstant(5n)).toEqual({ $bigint: "5" });
		expect(toConstant(-0)).toEqual({ $number: "-0" });
		expect(toConstant(duration("90s"))).toEqual({ $duration: "1m30s" });
		expect(toConstant(new Date(0))).toEqual({ $date: "1970-01-01T00:00:00.000Z" });
		expect(toConstant({ $bigint: "5" })).toEqual({ $object: { $bigint: "5" } });
	});

	it("what is no constant is undefined, at any depth", () => {
		const cycle: unknown[] = [];
		cycle.push(cycle);
		class A {}
		for (const value of [() => 1, Symbol("s"), [() => 1], { a: new A() }, new Map(), new Date(Number.NaN), cycle]) {
			expect(toConstant(value)).toBeUndefined();
		}
	});

	it("a damaged one is an error that names it", () => {
		expect(() => reviveConstant({ $bigint: "x" })).toThrow(
			'{"$bigint":"x"} is not a constant\n  way out: delete the detection cache',
		);
		expect(() => reviveConstant({ $number: "1" })).toThrow("is not a constant");
		expect(() => reviveConstant([{ $date: "never" }])).toThrow("is not a constant");
		expect(reviveConstant({ $duration: 1500 })).toEqual(duration("1.5s"));
	});
});
