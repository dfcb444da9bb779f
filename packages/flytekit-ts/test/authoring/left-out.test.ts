import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { outputsOrThrow, runEntity } from "../../src/engine/index.js";
import type { Entity } from "../../src/graph/entities.js";
import type { Literal } from "../../src/types/literal.js";
import { grows, growsTwice, inherited, optional, seen } from "./left-out-entities.js";

const run = async (entity: unknown, inputs: ReadonlyMap<string, Literal>) =>
	outputsOrThrow(await runEntity(entity as Entity, inputs)).get("o0");
const int = (n: number): Literal => ({ kind: "integer", value: BigInt(n) });

// interfaces are known after the first call
beforeAll(async () => {
	await optional({});
});

beforeEach(() => {
	seen.length = 0;
});

describe("a task run with literals", () => {
	it("fills in its defaults and leaves optional inputs out", async () => {
		expect(await run(optional, new Map())).toEqual(int(3));
		expect(await run(optional, new Map([["b", int(7)]]))).toEqual(int(7));
		expect(await run(optional, new Map([["a", int(1)]]))).toEqual(int(3));
		expect(seen).toEqual([undefined, undefined, 1]);
	});
});

describe("a default that a body changes", () => {
	it("is each call's own, called alone and from a graph", async () => {
		expect([await grows({}), await grows({})]).toEqual([
			[1, 2],
			[1, 2],
		]);
		expect(await growsTwice()).toEqual([
			[1, 2],
			[1, 2],
		]);
		expect([grows.taskFunction({}), grows.taskFunction({})]).toEqual([
			[1, 2],
			[1, 2],
		]);
	});
});

describe("an optional input with a name that objects inherit", () => {
	it("is undefined where it was not given, by literals or by a call", async () => {
		await run(inherited, new Map());
		expect(await inherited({} as never)).toBe("done");
		expect(seen).toEqual([undefined, undefined, false, undefined, undefined, false]);
	});

	it("has the value that was given", async () => {
		expect(await inherited({ valueOf: "v", other: "o" } as never)).toBe("done");
		expect(seen).toEqual(["v", undefined, true]);
	});
});
