import { relative } from "node:path";
import type { RunState, RunSummary } from "../../engine/journal/run-store.js";
import { plainLine } from "../../errors/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { choiceOf, countOf, switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io, Sink } from "../io.js";
import { painter } from "../output/paint.js";
import { jsonText } from "../output/result-json.js";
import { READING, withStore } from "../store/open-existing.js";
import { stateText, timeText, tookText } from "./state-text.js";

export const RUN_STATES: readonly RunState[] = ["running", "succeeded", "failed", "aborted", "interrupted"];

/** Runs of this project's store, newest first: `tsflyte runs`. */
export async function localRuns(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const state = choiceOf(args, "state", RUN_STATES);
	const name = textOf(args, "name");
	const limit = countOf(args, "limit") ?? 20;
	return withStore(args, io, READING, async (store) => {
		const filter = { limit, ...(state === undefined ? {} : { state }), ...(name === undefined ? {} : { name }) };
		const runs = store.runs(filter);
		if (switchOf(args, "json")) io.stdout.write(`${jsonText(runs.map(runJson))}\n`);
		else if (runs.length === 0) io.stderr.write("no such runs\n");
		else io.stdout.write(table(runs, io));
		return EXIT.ok;
	});
}

/** A run as `--json` prints it. */
export function runJson({ id, name, kind, file, state, startedAt, endedAt, recovered, owner }: RunSummary): object {
	return {
		id,
		state,
		name,
		kind,
		file: file ?? null,
		startedAt: new Date(startedAt).toISOString(),
		endedAt: endedAt === undefined ? null : new Date(endedAt).toISOString(),
		durationMs: endedAt === undefined ? null : endedAt - startedAt,
		recovered,
		...(owner === undefined ? {} : { pid: owner.pid, host: owner.host }),
	};
}

function table(runs: readonly RunSummary[], io: Io): string {
	const head = ["id", "state", "name", "started", "took", "file"];
	const rows = runs.map((run) => [
		run.id,
		run.state,
		plainLine(run.name, 60),
		timeText(run.startedAt),
		tookText(run.startedAt, run.state === "running" ? Date.now() : run.endedAt),
		run.file === undefined ? "" : relative(io.cwd, run.file),
	]);
	return columns([head, ...rows], io.stdout);
}

function columns(rows: readonly (readonly string[])[], to: Sink): string {
	const paint = painter(to);
	const widths = (rows[0] as readonly string[]).map((_, i) =>
		Math.max(...rows.map((row) => (row[i] as string).length)),
	);
	return rows
		.map((row, index) => {
			const cells = row.map((cell, i) => {
				const pad = " ".repeat((widths[i] as number) - cell.length);
				if (index === 0) return paint.dim(cell) + pad;
				return (i === 0 ? paint.bold(cell) : i === 1 ? stateText(cell, to) : cell) + pad;
			});
			return `${cells.join("  ").trimEnd()}\n`;
		})
		.join("");
}
