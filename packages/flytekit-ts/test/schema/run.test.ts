import { toJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { dynamic, flyte, type Int, outputs, registerSchemaConverter, task } from "../../src/index.js";

// Tasks with schemas of each library, called at top level and from a dynamic.

registerSchemaConverter("valibot", toJsonSchema);

export const zodTask = task(
	{
		inputs: { n: flyte.int(z.int().min(3)), at: z.date(), factor: z.int().default(7) },
		outputs: flyte.int(z.int().max(100)),
		retries: 0,
	},
	({ n, at, factor }) => n * factor + at.getTime(),
);
export const arkTask = task(
	{
		inputs: { p: type({ x: "number.integer >= 0", "y?": "string" }) },
		outputs: { q: flyte.int(), r: flyte.optional(flyte.string()) },
	},
	({ p }) => outputs({ q: p.x, r: p.y }),
);
export const valibotTask = task({ inputs: { all: v.array(v.bigint()) }, outputs: v.bigint() }, ({ all }) =>
	all.reduce((sum, x) => sum + x, 0n),
);
export const helpers = task(
	{
		inputs: {
			rows: flyte.list(
				flyte.struct({ at: flyte.date(), k: flyte.enum("a", "b"), note: flyte.nullable(flyte.string()) }),
			),
			by: flyte.map(flyte.duration()),
			left: flyte.optional(flyte.int()),
		},
		outputs: flyte.record(flyte.float()),
	},
	({ rows, by, left }) => ({
		rows: rows.length,
		at: rows[0]?.at.getTime() ?? 0,
		by: by.get("x")?.ms ?? 0,
		left: left ?? -1,
	}),
);
export const chain = dynamic(({ n }: { n: Int }) => {
	const first = zodTask({ n, at: new Date(0), factor: 1 });
	return zodTask({ n: first, at: new Date(0) });
});

const epoch = new Date(0);

describe("tasks with schemas", () => {
	it("run with values, defaults filled in", async () => {
		expect(await zodTask({ n: 4, at: epoch })).toBe(28);
		expect(await arkTask({ p: { x: 3 } })).toEqual({ q: 3, r: undefined });
		expect(await arkTask({ p: { x: 3, y: "k" } })).toEqual({ q: 3, r: "k" });
		expect(await valibotTask({ all: [2n ** 60n, 1n] })).toBe(2n ** 60n + 1n);
		expect(await helpers({ rows: [{ at: new Date(5), k: "b", note: null }], by: new Map([["x", "250ms"]]) })).toEqual({
			rows: 1,
			at: 5,
			by: 250,
			left: -1,
		});
	});

	it("are nodes like any other task", async () => {
		expect(await chain({ n: 5 as Int })).toBe(35);
	});

	it("check the constraints of inputs and outputs, by name and path", async () => {
		await expect(zodTask({ n: 1, at: epoch })).rejects.toThrow("inputs.n: Too small: expected number to be >=3");
		await expect(zodTask({ n: 50, at: epoch })).rejects.toThrow("Too big: expected number to be <=100");
		await expect(arkTask({ p: { x: -3 } })).rejects.toThrow("inputs.p.x: x must be non-negative (was -3)");
	});

	it("refuse values of another type before the body runs", async () => {
		await expect(zodTask({ n: 1.5, at: epoch })).rejects.toThrow("input n: expected Int, got number 1.5");
		await expect(valibotTask({ all: [2n ** 63n] })).rejects.toThrow("all[0]");
	});
});
