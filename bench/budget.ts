import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeTaskSpec, type FoldMode, type LiteralMap } from "flytekit-ts/plugin";
import { budgetOf } from "../packages/flytekit-ts/src/budget/index.js";
import type { Figures } from "./measure.js";
import * as programs from "./programs.js";
import { ready } from "./ready.js";
import { settings } from "./settings.js";

/** What the predictions were made from, and what they were not. */
const CALIBRATED = new Set(["loop", "fanIn", "chain", "grouped", "reversed"]);
const CASES: readonly (readonly [keyof typeof programs, number, FoldMode])[] = [
	["loop", 1000, "off"],
	["fanIn", 1500, "off"],
	["chain", 1500, "off"],
	["grouped", 1500, "off"],
	["pipeline", 500, "off"],
	["labelled", 1000, "off"],
	["insistent", 1000, "off"],
	["reversed", 3000, "auto"],
	["pipeline", 3000, "auto"],
	["labelled", 3000, "auto"],
	["grouped", 3000, "auto"],
	["insistent", 5000, "auto"],
	["tree", 512, "off"],
	["tree", 2048, "auto"],
];

/** Predictions beside what flytepropeller's compiler says, given as the lab's `compile` program: ratios, 1 being right. */
export async function run([compile = ""]: string[]): Promise<Figures> {
	if (compile === "") throw new Error("give the path of the lab's compile program");
	await ready();
	const folder = mkdtempSync(join(tmpdir(), "budget-"));
	const { signal } = new AbortController();
	const rows: object[] = [];
	let worst = 1;
	const times: { readonly ratio: number; readonly isCalibrated: boolean }[] = [];
	for (const [name, n, fold] of CASES) {
		// biome-ignore lint/performance/noDynamicNamespaceImportAccess: a table of programs by name
		const dynamic = programs[name] as typeof programs.loop;
		const inputs: LiteralMap = new Map([["n", { kind: "integer", value: BigInt(n) }]]);
		const context = { nodePath: name, executionId: "bench", attempt: 0, signal };
		const { emission, emitted } = await budgetOf(dynamic, inputs, context, settings, { fold, split: "off" });
		writeFileSync(join(folder, "futures.pb"), emission.futures);
		writeFileSync(join(folder, "task.pb"), encodeTaskSpec(dynamic, settings));
		// the least of three: what else the machine does only adds
		const [real = {}] = [1, 2, 3].map(() => compiled(compile, folder)).sort((a, b) => (a.cpu_s ?? 0) - (b.cpu_s ?? 0));
		const ratios = {
			futures: ratio(emitted.futuresBytes, real.futures_bytes),
			closure: ratio(emitted.closureBytes, real.closure_bytes),
			resource: ratio(emitted.resourceBytes, real.crd_json_bytes),
			compile: ratio(emitted.compileSeconds, real.cpu_s),
		};
		for (const value of Object.values(ratios).slice(0, 3)) worst = Math.max(worst, value, 1 / value);
		times.push({ ratio: ratios.compile, isCalibrated: CALIBRATED.has(name) });
		rows.push({ shape: name, n, fold, calibrated: CALIBRATED.has(name), ...ratios, compile_cpu_s: real.cpu_s });
		console.error(JSON.stringify(rows.at(-1)));
	}
	rmSync(folder, { recursive: true, force: true });
	// how fast this machine is just now: what the shapes that the model was made from say of it
	const own = times.filter(({ isCalibrated }) => isCalibrated).map(({ ratio: one }) => Math.log(one));
	const machine = Math.exp(own.reduce((a, b) => a + b, 0) / own.length);
	const others = times.filter(({ isCalibrated }) => !isCalibrated).map(({ ratio: one }) => one / machine);
	return {
		shapes: rows.length,
		worst_size_ratio: worst,
		machine_factor: Math.round(machine * 1000) / 1000,
		worst_compile_ratio: Math.max(...others.map((one) => Math.max(one, 1 / one))),
		rows,
	};
}

function compiled(compile: string, folder: string): Record<string, number> {
	const args = ["-task", join(folder, "task.pb"), join(folder, "futures.pb")];
	return JSON.parse(execFileSync(compile, args, { encoding: "utf8" })) as Record<string, number>;
}

function ratio(predicted: number, real: number | undefined): number {
	return Math.round((predicted / (real ?? Number.NaN)) * 1000) / 1000;
}
