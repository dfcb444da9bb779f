import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "../runner/case.js";
import { endingOnFlyte } from "./cluster.js";
import { DIFFERENCES } from "./differences.js";
import { type Ending, type Mismatch, mismatches } from "./ending.js";
import { endingOf } from "./endings-here.js";
import { type Program, programs } from "./table.js";

/** Every program of the table as a case: it ends here as it does on the lab, but for what differences.ts lists. */
export const parity: readonly Case[] = programs.map((program) => ({
	name: `parity: ${program.name}`,
	alone: program.alone === true,
	async run(bench) {
		const [flyte, here] = await Promise.all([endingOnFlyte(program, bench), endingOf(program.name, bench.folder)]);
		writeFileSync(join(bench.folder, "endings.json"), JSON.stringify({ here, flyte }, undefined, "\t"));
		const problem = verdict(program, mismatches(comparable(program, here), comparable(program, flyte)));
		if (problem !== "") throw new Error(problem);
	},
}));

/** What of it can be compared. */
function comparable({ isPartial, isFolded }: Program, ending: Ending): Ending {
	return {
		...ending,
		outputs: isPartial === true ? (unwrapped(ending.outputs) as Ending["outputs"]) : ending.outputs,
		nodes: isFolded === true ? {} : ending.nodes,
	};
}

/** Without the unions around values. */
function unwrapped(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(unwrapped);
	if (typeof value !== "object" || value === null) return value;
	const literal = value as Record<string, unknown>;
	if (literal.kind === "union") return unwrapped(literal.value);
	return Object.fromEntries(Object.entries(literal).map(([name, part]) => [name, unwrapped(part)]));
}

/** What is wrong; "" when nothing is. */
function verdict({ name }: Program, found: readonly Mismatch[]): string {
	const listed = new Set(DIFFERENCES.filter(({ program }) => program === name).flatMap(({ paths }) => paths));
	const news = found.filter(({ path }) => !listed.has(path));
	const gone = [...listed].filter((path) => !found.some((one) => one.path === path));
	return [
		...news.map(({ path, here, flyte }) => `${path}: here ${here}, on Flyte ${flyte}`),
		...gone.map((path) => `${path} is no difference any more: take it off parity/differences.ts`),
	].join("\n");
}
