import assert from "node:assert/strict";
import { RAW_IN_BUCKET } from "../runner/bucket.js";
import { type Case, succeeded } from "../runner/case.js";
import { nodeOf } from "../runner/flyte.js";
import { plainText } from "./values.js";

export const python: readonly Case[] = [
	{
		name: "TypeScript, Python, TypeScript",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("interop.between", { n: 2 }));
			assert.equal(Number(outputs.o0), 144);
		},
	},
	{
		name: "a Python workflow with a TypeScript dynamic inside",
		async run(flyte) {
			const finished = await succeeded(flyte.launch("python_flows.around_dynamic", { n: 2 }));
			assert.equal(Number(finished.outputs.o0), 3 * (0 + 1 + 4 + 9 + 16 + 25));
			assert.equal(nodeOf(finished, "n1").nodes.length, 7);
		},
	},
	{
		name: "struct, enum, union, times and a large integer, through Python",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("interop.throughPython"));
			const [told, here, parcel] = outputs.o0 as string[];
			assert.equal(told, "9007199254740993 2026-01-02T03:04:05.123456+00:00 129600.0 GREEN int None 3");
			assert.equal(
				here,
				'9007199254740994 2026-01-02T03:04:05.123457000Z 259200000 blue number undefined [[],["a","b"],["python"]]',
			);
			assert.equal(
				plainText(JSON.parse(parcel ?? "")),
				plainText({
					name: "box",
					corners: [
						{ x: 1, y: 2 },
						{ x: 3, y: 0.5 },
						{ x: -1, y: 0.25 },
					],
					tags: { ä: "ö", constructor: "own" },
					weight: 2,
					pieces: 4,
				}),
			);
		},
	},
	{
		name: "dataclass, enum, union, times and a large integer, through TypeScript",
		async run(flyte) {
			const { outputs } = await succeeded(flyte.launch("python_flows.around_task"));
			assert.equal(outputs.o0, "9007199254740993 2026-02-03T04:05:06.654321000Z green string undefined 1");
		},
	},
	{
		name: "file, folder and dataset, through Python",
		async run(flyte) {
			const { outputs } = await succeeded(
				flyte.launch("interop.filesThroughPython", { text: "one two" }, { rawOutputPrefix: RAW_IN_BUCKET }),
			);
			assert.deepEqual(outputs.names, ["O/ONE.txt", "T/TWO.txt", "p/python.txt"]);
			assert.equal(plainText(outputs.best), plainText({ station: 3, degrees: 11.5, name: "station 3" }));
		},
	},
	{
		name: "file, folder and dataset, through TypeScript",
		async run(flyte) {
			const { outputs } = await succeeded(
				flyte.launch("python_flows.around_files", { text: "one two" }, { rawOutputPrefix: RAW_IN_BUCKET }),
			);
			assert.deepEqual(outputs.found, ["O/ONE.txt", "T/TWO.txt"]);
			assert.deepEqual(outputs.cooled, [10, 20]);
		},
	},
];
