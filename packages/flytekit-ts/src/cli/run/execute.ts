import { optimizeLater } from "../../attempt/optimize-later.js";
import { nativeOutputs } from "../../authoring/callable.js";
import { eventJson, printed, type RunEvent, type RunListener, runEntity } from "../../engine/index.js";
import { storedSignals } from "../../engine/journal/stored-signals.js";
import { FlyteError, plainLine } from "../../errors/index.js";
import { currentConvert } from "../../graph/runner-port.js";
import { compileAll, compileGraphs } from "../compile-graphs.js";
import { runnableOf } from "../entities.js";
import { missingPlace } from "../error-place.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { type Interrupt, interruptible } from "../interrupt.js";
import type { Io } from "../io.js";
import { jsonText, outputsJson } from "../output/result-json.js";
import { resultText } from "../output/result-text.js";
import { tasksRun } from "../process-end.js";
import { hearConsole } from "../quiet-console.js";
import { exitCodeOf, reportError } from "../report-error.js";
import { exitCodeOfRun } from "../run-exit-code.js";
import { runProgress } from "../run-progress.js";
import { terminalSignals } from "../terminal-signals.js";
import { cacheBeside, type KeptRun, type Target } from "./kept-run.js";
import type { EngineFlags } from "./run-options.js";

/**
 * Compiles a target's graphs, so that what does not hold together is an error of the program and not of the run. Undefined
 * when all is well, else the exit code: the error has been reported.
 */
export function refuseGraphs({ program, name, entity }: Target, flags: EngineFlags, io: Io): ExitCode | undefined {
	try {
		compileGraphs(program, name, () => compileAll(runnableOf(entity)));
		return undefined;
	} catch (error) {
		reportError(error, io.stderr, { json: flags.json, place: missingPlace(error, program, name, io.cwd) });
		return exitCodeOf(error);
	}
}

/** Runs a target, or goes on with it where `kept` has a part of it; shows it, and prints its result. */
export async function execute(
	target: Target,
	flags: EngineFlags,
	kept: KeptRun | undefined,
	io: Io,
): Promise<ExitCode> {
	const { program, name, entity, inputs } = target;
	const runnable = runnableOf(entity);
	const convert = currentConvert();
	const events = flags.events ? eventLines(io) : undefined;
	const progress = await runProgress(io, { quiet: flags.quiet || flags.json || flags.events });
	tasksRun();
	optimizeLater();
	hearConsole(printed);
	let asking = false;
	const terminal = terminalSignals(io, convert, () => {
		asking = true;
		progress?.stop();
	});
	const signals =
		kept !== undefined && (terminal !== undefined || flags.awaitSignals)
			? storedSignals(kept.store, kept.journal.id, terminal)
			: terminal;
	const cache = kept === undefined || !flags.cache ? undefined : cacheBeside(kept.store);
	const { result, interrupted } = await interruptible(io.stderr, async (interrupt) => {
		try {
			return await runEntity(runnable, inputs, {
				...flags.engine,
				signal: interrupt.signal,
				onEvent: stoppedListener((event) => {
					if (events !== undefined) events(event);
					else if (!asking) progress?.listener(event);
					if (event.type === "gateAsked" && terminal === undefined && kept !== undefined && !flags.quiet)
						sayGate(event, kept, flags, io);
				}, interrupt),
				...(signals === undefined ? {} : { signals }),
				...(cache === undefined ? {} : { cache }),
				...(kept === undefined
					? {}
					: { journal: kept.journal, executionId: kept.journal.id, versionOf: (name) => kept.versions.of(name) }),
			});
		} finally {
			progress?.stop();
			cache?.close();
		}
	});
	if (interrupted) {
		reportInterrupted(name, kept, io, flags.json);
		return EXIT.interrupted;
	}
	if (result.error !== undefined) {
		const place = missingPlace(result.error, program, name, io.cwd);
		reportError(result.error, io.stderr, { json: flags.json, place });
		if (kept !== undefined && !flags.quiet && !flags.json)
			io.stderr.write(`run again what failed, and only that: ${recoverLine(kept)}\n`);
		return exitCodeOfRun(result.error);
	}
	const native = await nativeOutputs(runnable, result.outputs, convert);
	if (flags.events) {
		io.stdout.write(`${jsonText({ type: "result", outputs: outputsJson(native, entity.interface) }, 0)}\n`);
		return EXIT.ok;
	}
	io.stdout.write(
		flags.json
			? `${jsonText(outputsJson(native, entity.interface))}\n`
			: resultText(native, entity.interface, io.stdout.isTTY),
	);
	return EXIT.ok;
}

/** Prints each event as a line of JSON on stdout. */
function eventLines(io: Io): RunListener {
	return (event) => io.stdout.write(`${eventJson(event)}\n`);
}

/** Says how a gate can be answered from elsewhere. */
function sayGate(
	{ name, ask, path }: RunEvent & { type: "gateAsked" },
	{ journal }: KeptRun,
	flags: EngineFlags,
	io: Io,
) {
	if (flags.json) return;
	const answer = ask === "approve" ? "--approve or --reject" : "--value JSON";
	io.stderr.write(`${plainLine(path, 80)} waits: tsflyte signal ${journal.id} ${plainLine(name, 80)} ${answer}\n`);
}

/** How to go on with a run. */
function recoverLine({ journal }: KeptRun): string {
	return `tsflyte recover ${journal.id}`;
}

/** A run that was told to stop did not succeed, whatever a task that did not listen still gave. */
function stoppedListener(listener: RunListener, interrupt: Interrupt): RunListener {
	return (event) =>
		listener(event.type === "runFinished" && interrupt.isAsked ? { ...event, phase: "aborted" } : event);
}

function reportInterrupted(name: string, kept: KeptRun | undefined, io: Io, json: boolean): void {
	const wayOut = kept === undefined ? undefined : `go on with it: ${recoverLine(kept)}`;
	if (!json) io.stderr.write(`interrupted: ${name} has no result${wayOut === undefined ? "" : `; ${wayOut}`}\n`);
	else {
		const error = new FlyteError("CLI_INTERRUPTED", `${name} was interrupted`, wayOut === undefined ? {} : { wayOut });
		reportError(error, io.stderr, { json });
	}
}
