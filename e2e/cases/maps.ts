import assert from "node:assert/strict";
import { type Case, failed, succeeded } from "../runner/case.js";
import { numbers } from "./values.js";

export const maps: readonly Case[] = [
	{
		name: "a map, and one over nothing",
		async run(flyte) {
			const runs = await Promise.all([[1, 2, 3, 4], []].map((values) => flyte.launch("maps.mapped", { values })));
			const ends = await Promise.all(runs.map((run) => succeeded(run)));
			assert.deepEqual(
				ends.map(({ outputs }) => numbers(outputs)),
				[{ o0: 30 }, { o0: 0 }],
			);
		},
	},
	{
		name: "a map with bound inputs",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("maps.bound", { values: [1, 2, 3], by: 10 }));
			assert.deepEqual(outputs, { o0: ["number 10", "number 20", "number 30"] });
		},
	},
	{
		name: "a map of two at a time",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("maps.twoAtATime", { values: [1, 2, 3, 4, 5] }));
			const spells = outputs.o0 as [number, number][];
			assert.equal(spells.length, 5);
			const running = ([from]: [number, number]) => spells.filter(([a, b]) => a <= from && from < b).length;
			assert.ok(Math.max(...spells.map(running)) <= 2, `more than two at once: ${JSON.stringify(spells)}`);
		},
	},
	{
		name: "a map of which half may fail",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("maps.halfMayFail", { values: [2, 3, 4, 5] }));
			assert.deepEqual(
				(outputs.o0 as unknown[]).map((value) => (value === undefined || value === null ? null : Number(value))),
				[2, null, 4, null],
			);
		},
	},
	{
		name: "a map of which too many fail",
		async run(flyte) {
			const runs = await Promise.all([
				flyte.launch("maps.halfMayFail", { values: [1, 3, 4, 5] }),
				flyte.launch("maps.noneMayFail", { values: [2, 3, 4] }),
			]);
			const ends = await Promise.all(runs.map(failed));
			for (const { error } of ends) assert.match(error.message, /is odd/);
		},
	},
];
