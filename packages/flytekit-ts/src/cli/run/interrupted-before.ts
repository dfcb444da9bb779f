import type { RunStore, RunSummary } from "../../engine/journal/run-store.js";
import { durationText } from "../../engine/progress/layout.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import { runnableOf } from "../entities.js";
import type { Io } from "../io.js";
import { askLine } from "../terminal-signals.js";
import type { Target } from "./kept-run.js";
import type { EngineFlags } from "./run-options.js";

/**
 * Looks whether the last run of the same file and entity with the same inputs did not come to its end, and says how to go on with
 * it. At a terminal it asks.
 *
 * @returns id of the run to go on with, instead of beginning another; mostly undefined
 */
export async function interruptedBefore(
	store: RunStore,
	target: Target,
	flags: EngineFlags,
	io: Io,
): Promise<string | undefined> {
	if (flags.quiet || flags.json || flags.events) return undefined;
	const found = lastOf(store, target);
	if (found === undefined) return undefined;
	const { id, state, startedAt } = found;
	const what = `run ${id} of the same inputs, begun ${durationText(Date.now() - startedAt)} ago, was ${state === "aborted" ? "stopped" : "interrupted"}`;
	const isTerminal = io.stdin.kind === "none" && (io.stdin.stream as { isTTY?: boolean }).isTTY === true;
	if (!io.stderr.isTTY || !isTerminal) {
		io.stderr.write(`${what}; this is a new run, tsflyte recover ${id} goes on with that one\n`);
		return undefined;
	}
	const answer = await askLine(io, `${what}. Go on with it? [Y/n] `, new AbortController().signal);
	return /^(?:|y|yes)$/i.test(answer) ? id : undefined;
}

function lastOf(store: RunStore, { program, name, entity, inputs }: Target): RunSummary | undefined {
	const last = store.lastOf(runnableOf(entity).name, program.file);
	if (last === undefined || (last.state !== "interrupted" && last.state !== "aborted")) return undefined;
	const { header } = store.run(last.id);
	const isSame = header.entity === name && Buffer.compare(header.inputs, encodeLiteralMap(inputs, "inputs")) === 0;
	return isSame ? last : undefined;
}
