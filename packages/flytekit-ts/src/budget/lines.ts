import type { Budget } from "./budget.js";
import { emissionLines } from "./emit.js";
import type { Prediction } from "./predict.js";

/** A budget in lines for people. */
export function budgetLines(budget: Budget): readonly string[] {
	const { name, calls, emitted, unfolded, limits, advice, emission } = budget;
	const lines = [
		`${name}: ${calls.toLocaleString("en-US")} calls`,
		...emissionLines(emission).map((line) => `  ${line}`),
		"",
		...table(emitted, budget.largest, unfolded),
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

function table(
	emitted: Prediction,
	largest: Prediction | undefined,
	unfolded: Prediction | undefined,
): readonly string[] {
	const rows: readonly (readonly [string, (p: Prediction) => string])[] = [
		["nodes", (p) => p.nodes.toLocaleString("en-US")],
		["elements of arrays", (p) => p.elements.toLocaleString("en-US")],
		["futures.pb", (p) => bytes(p.futuresBytes)],
		["compiled closure, in the event", (p) => bytes(p.eventBytes)],
		["resource", (p) => bytes(p.resourceBytes)],
		["propeller's compile, CPU", (p) => seconds(p.compileSeconds)],
	];
	const columns: readonly (readonly [string, Prediction | undefined])[] = [
		["as emitted", emitted],
		["its largest share", largest],
		["with a node for each call", unfolded],
	];
	const shown = columns.filter((column): column is readonly [string, Prediction] => column[1] !== undefined);
	const line = (title: string, cells: readonly string[]) =>
		`  ${title.padEnd(32)}${cells.map((cell) => cell.padEnd(19)).join("")}`.trimEnd();
	const head =
		shown.length === 1
			? []
			: [
					line(
						"",
						shown.map(([title]) => title),
					),
				];
	return [
		...head,
		...rows.map(([title, show]) =>
			line(
				title,
				shown.map(([, prediction]) => show(prediction)),
			),
		),
	];
}

function bytes(count: number): string {
	if (count < 1024) return `${count} B`;
	return count < 1024 ** 2 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1024 ** 2).toFixed(2)} MiB`;
}

function seconds(value: number): string {
	return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(1)} s`;
}
