import { foldLines } from "../graph/fold/index.js";
import type { Budget } from "./budget.js";
import type { Prediction } from "./predict.js";

/** A budget in lines for people. */
export function budgetLines(budget: Budget): readonly string[] {
	const { name, calls, emitted, unfolded, limits, advice, report } = budget;
	const lines = [
		`${name}: ${calls.toLocaleString("en-US")} calls`,
		...foldLines(report).map((line) => `  ${line}`),
		"",
		...table(emitted, unfolded),
		"",
		"limits of Flyte 1.16.8, as they are met:",
	];
	for (const { limit, size, isOver, callsAt } of limits) {
		const mark = isOver ? (limit.isFatal ? "FAILS" : "slow") : "ok";
		const at = Number.isFinite(callsAt) ? `about ${callsAt.toLocaleString("en-US")} calls` : "never";
		lines.push(`  ${mark.padEnd(6)}${limit.what}, ${bytes(size)} of ${bytes(limit.bytes)}: ${at}`);
		lines.push(`        ${limit.setting}${isOver ? `; it ${limit.effect}` : ""}`);
	}
	if (advice.length > 0) lines.push("", ...advice.map((line) => `- ${line}`));
	return lines;
}

function table(emitted: Prediction, unfolded: Prediction | undefined): readonly string[] {
	const rows: readonly (readonly [string, (p: Prediction) => string])[] = [
		["nodes", (p) => p.nodes.toLocaleString("en-US")],
		["elements of arrays", (p) => p.elements.toLocaleString("en-US")],
		["futures.pb", (p) => bytes(p.futuresBytes)],
		["compiled closure, in the event", (p) => bytes(p.eventBytes)],
		["resource", (p) => bytes(p.resourceBytes)],
		["propeller's compile, CPU", (p) => seconds(p.compileSeconds)],
	];
	const head = unfolded === undefined ? [] : [`  ${"".padEnd(32)}${"as emitted".padEnd(14)}with a node for each call`];
	return [
		...head,
		...rows.map(([title, show]) => {
			const other = unfolded === undefined ? "" : show(unfolded);
			return `  ${title.padEnd(32)}${show(emitted).padEnd(14)}${other}`.trimEnd();
		}),
	];
}

function bytes(count: number): string {
	if (count < 1024) return `${count} B`;
	return count < 1024 ** 2 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1024 ** 2).toFixed(2)} MiB`;
}

function seconds(value: number): string {
	return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(1)} s`;
}
