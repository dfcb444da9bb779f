import { expect, test } from "vitest";
import type { Literal } from "./literal.js";
import { OneLiteral } from "./one-literal.js";

test("it reads as the Map of its one entry does", () => {
	const value: Literal = { kind: "boolean", value: true };
	const one = new OneLiteral("a", value);
	const map = new Map([["a", value]]);
	expect(one.size).toBe(1);
	expect([...one]).toEqual([...map]);
	expect([...one.keys()]).toEqual(["a"]);
	expect([...one.values()]).toEqual([value]);
	expect([...one.entries()]).toEqual([...map.entries()]);
	expect(new Map(one)).toEqual(map);
	expect([one.get("a"), one.get("b"), one.has("a"), one.has("b")]).toEqual([value, undefined, true, false]);
	const seen: unknown[] = [];
	one.forEach((literal, name, all) => {
		seen.push(literal, name, all);
	});
	expect(seen).toEqual([value, "a", one]);
});
