import { describe, expect, it } from "vitest";
import type { NativeType } from "./native-type.js";
import { acceptsNone, orNone } from "./optional.js";

const TEXT: NativeType = { kind: "string" };
const NOTHING: NativeType = { kind: "none", native: "undefined" };
const NULL: NativeType = { kind: "none", native: "null" };
const union = (...variants: NativeType[]): NativeType => ({ kind: "union", variants });

describe("acceptsNone", () => {
	it("is true of none and of unions with it, of no list of them", () => {
		expect([NOTHING, NULL, union(TEXT, NULL)].map(acceptsNone)).toEqual([true, true, true]);
		const list: NativeType = { kind: "list", element: union(TEXT, NULL) };
		expect([TEXT, union(TEXT, { kind: "float" }), list].map(acceptsNone)).toEqual([false, false, false]);
	});
});

describe("orNone", () => {
	it("adds none last, flat", () => {
		expect(orNone(TEXT)).toEqual(union(TEXT, NOTHING));
		expect(orNone(union(TEXT, { kind: "float" }))).toEqual(union(TEXT, { kind: "float" }, NOTHING));
	});
	it("keeps what accepts none, and which none it is", () => {
		for (const type of [NOTHING, NULL, union(TEXT, NULL)]) expect(orNone(type)).toBe(type);
	});
});
