import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { duration, timestamp } from "flytekit-ts";
import { allTypes } from "../programs/values.js";
import { type Case, failed, succeeded } from "../runner/case.js";
import { nodeOf, podCount } from "../runner/flyte.js";

const everything = {
	whole: 2n ** 53n + 1n,
	part: -0.1,
	text: "Grüße, 世界 \u0000 end",
	flag: true,
	when: new Date("2026-01-02T03:04:05.678Z"),
	exact: timestamp("2026-01-02T03:04:05.123456789Z"),
	lasting: duration("1h"),
	list: [1, 2, 3],
	lists: [[], ["a"], ["b", "c"]],
	map: { half: 0.5, constructor: 2 },
	parcel: {
		name: "box",
		corners: [
			{ x: 1, y: 2 },
			{ x: 3, y: 0.5 },
		],
		tags: { ä: "ö" },
		weight: 2,
		pieces: 4,
	},
	colour: "green",
	either: "7",
	maybe: "there",
};

export const values: readonly Case[] = [
	{
		name: "plain",
		async run(flyte) {
			const { outputs, nodes } = await succeeded(flyte.launch("arithmetic.plain", { n: 7 }));
			assert.deepEqual(outputs, { o0: "square: 49" });
			assert.deepEqual(nodes.map(({ id, attempts }) => [id, attempts.length]).sort(), [
				["n0", 1],
				["n1", 1],
			]);
		},
	},
	{
		name: "several and named outputs",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("arithmetic.severalOutputs", { n: -17, by: 5 }));
			assert.deepEqual(numbers(outputs), { quotient: -3, remainder: -2, least: -17, most: -2 });
		},
	},
	{
		name: "a sub-workflow, twice",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("arithmetic.withSubWorkflow", { n: 2 }));
			assert.deepEqual(numbers(finished.outputs), { o0: 16 + 81 });
			assert.equal(nodeOf(finished, "n0").nodes.length, 2);
		},
	},
	{
		name: "every type through a pod and back",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch(allTypes, everything));
			const back = outputs as unknown as typeof everything & { pieces: unknown };
			assert.equal(back.whole, everything.whole);
			assert.equal(back.part, everything.part);
			assert.equal(back.text, everything.text);
			assert.equal(back.flag, true);
			assert.equal(new Date(back.when).getTime(), everything.when.getTime());
			assert.equal(String(back.exact), "2026-01-02T03:04:05.123456789Z");
			assert.equal(back.lasting.ms, 3_600_000);
			assert.deepEqual(back.list.map(Number), [1, 2, 3]);
			assert.deepEqual(back.lists, everything.lists);
			assert.deepEqual(Object.entries(back.map).sort(), Object.entries(everything.map).sort());
			assert.deepEqual(plainText(back.parcel), plainText(everything.parcel));
			assert.equal(back.colour, "green");
			assert.equal(back.either, "7");
			assert.equal(back.maybe, "there");
			assert.equal(Number(back.pieces), 4);
		},
	},
	{
		name: "the other variants: integer of a union, none of an optional, nothing in lists",
		async run(flyte) {
			const { maybe: _, ...rest } = everything;
			const other = { ...rest, either: 7, list: [], lists: [], map: {}, whole: -(2n ** 63n) };
			const { outputs } = await succeeded(flyte.launch(allTypes, other));
			const back = outputs as unknown as typeof everything;
			assert.equal(Number(back.either), 7);
			assert.notEqual(typeof back.either, "string");
			assert.equal(back.maybe ?? undefined, undefined);
			assert.deepEqual([back.list, back.lists], [[], []]);
			assert.equal(back.whole, -(2n ** 63n));
		},
	},
	{
		name: "a file, a folder and a dataset, from pod to pod",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("values.files", { text: "one two three", stations: 1000 }));
			assert.deepEqual(outputs.names, ["O/ONE.txt", "T/THREE.txt", "T/TWO.txt"]);
			assert.equal(plainText(outputs.best), plainText({ station: 999, degrees: 499.5, name: "station 999" }));
			const loud = outputs.loud as { download(): Promise<string> };
			assert.equal(readFileSync(await loud.download(), "utf8"), "ONE TWO THREE");
		},
	},
	{
		name: "a file that a value names outside of the store is not read",
		async run(flyte) {
			const finished = await failed(flyte.launch("values.astray"));
			assert.equal(finished.error.code, "USER:RuntimeError");
			assert.match(finished.error.message, /may not read file:\/\/\/etc\/hostname: values may not lead to files/);
			assert.equal(nodeOf(finished, "n0").phase, "SUCCEEDED");
			assert.equal(podCount(finished), 2);
		},
	},
];

/** Integers as numbers, whichever of the two they are read back as. */
export function numbers(outputs: Readonly<Record<string, unknown>>): Record<string, number> {
	return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, Number(value)]));
}

/** With keys in order, integers as numbers, and what is undefined left out. */
export function plainText(value: unknown): string {
	return JSON.stringify(value, (_, part) => {
		if (typeof part === "bigint") return Number(part);
		if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
		return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
	});
}
