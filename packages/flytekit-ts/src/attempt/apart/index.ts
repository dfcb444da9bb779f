import { isFlyteError } from "../../errors/index.js";
import type { DynamicJobSpec, TaskEntity } from "../../graph/entities.js";
import type { ProgramTask } from "../../graph/program-task.js";
import type { LiteralMap } from "../../types/literal.js";
import { decodeLiteralMap, encodeLiteralMap } from "../../wire/index.js";
import { type AttemptSurroundings, attemptHere, type TaskCall } from "../attempt.js";
import type { Apart } from "./apart.js";
import { graphOf } from "./graph.js";
import { attemptHereWithin } from "./here.js";
import type { Job } from "./job.js";
import { passOn } from "./logs.js";
import { processPlaces, startProcess } from "./processes.js";
import { programTask } from "./program.js";
import type { LogListener, RunningEnd } from "./running.js";
import { supervise } from "./supervise.js";
import { giveBackThread, takeThread } from "./threads.js";
import { timeLimit } from "./time-limit.js";

let lastJob = 0;

/**
 * Makes one attempt as far apart as it is wanted, for as long as it may take. Rejects with what the task throws, as it reads
 * there, or with a verdict on how it was ended: out of time, out of memory, gone.
 */
export async function attemptApart(
	call: TaskCall,
	attempt: number,
	host: AttemptSurroundings,
	apart: Apart,
): Promise<LiteralMap | DynamicJobSpec> {
	const program = apart.isolate === "none" ? undefined : await programOrNothing(call.task, apart);
	if (program === undefined) return here(call, attempt, host, apart);
	const { log, flush } = passOn(call, attempt, host);
	try {
		const calls = call.callsApart?.();
		// a container, too, waits for its task's own timeout, and knows of none that its node sets
		const timed = (call.task.metadata.timeoutMs ?? 0) > 0 ? { isTimed: true } : {};
		const job = { ...jobOf(program, call, attempt, host, calls?.known), ...timed };
		const hearing = { log, calls: calls?.heard };
		const ended = await (apart.isolate === "process" ? inProcess : inThread)(job, call, host, apart, hearing);
		return await resultOf(ended, call.task);
	} catch (thrown) {
		if (!mayStayHere(apart, thrown)) throw thrown;
		warnStays(call.task, thrown);
		return here(call, attempt, host, apart);
	} finally {
		flush();
	}
}

async function here(call: TaskCall, attempt: number, host: AttemptSurroundings, apart: Apart) {
	const limit = timeLimit(apart, host.settings.clock, call.arrayIndex !== undefined);
	if (limit === undefined) return attemptHere(call, attempt, host);
	return attemptHereWithin(call, attempt, host, limit);
}

/** Who hears what an attempt writes, and what came of the calls of an eager one. */
interface Hearing {
	readonly log: LogListener;
	readonly calls: ((frames: Uint8Array) => void) | undefined;
}

async function inThread(
	job: Job,
	call: TaskCall,
	host: AttemptSurroundings,
	apart: Apart,
	{ log, calls }: Hearing,
): Promise<RunningEnd> {
	const { scope } = call;
	const { clock } = host.settings;
	const thread = await takeThread(job.task.program, apart.memoryLimit, scope.signal);
	try {
		const limit = timeLimit(apart, clock, call.arrayIndex !== undefined);
		return await supervise(
			thread.run(job, log, (thrown) => tellLate(call, thrown, host), calls),
			{ limit, scope, clock },
		);
	} finally {
		giveBackThread(thread, apart.memoryLimit !== undefined);
	}
}

async function inProcess(
	job: Job,
	call: TaskCall,
	host: AttemptSurroundings,
	apart: Apart,
	{ log, calls }: Hearing,
): Promise<RunningEnd> {
	const { scope } = call;
	const { clock } = host.settings;
	await processPlaces.take(scope.signal);
	try {
		const { running, end } = await startProcess(job, apart.memoryLimit, log, calls);
		const limit = timeLimit(apart, clock, call.arrayIndex !== undefined);
		return await supervise(running, { limit, scope, clock }).finally(end);
	} finally {
		processPlaces.giveBack();
	}
}

function jobOf(
	task: ProgramTask,
	call: TaskCall,
	attempt: number,
	{ settings, convert }: AttemptSurroundings,
	calls: Uint8Array | undefined,
): Job {
	const prefix = convert?.rawOutputPrefix;
	return {
		id: ++lastJob,
		task,
		inputs: encodeLiteralMap(call.inputs, "inputs"),
		executionId: settings.executionId,
		nodePath: call.path,
		attempt,
		...(call.arrayIndex === undefined ? {} : { arrayIndex: call.arrayIndex }),
		...(call.callKey === undefined ? {} : { callKey: call.callKey }),
		...(calls === undefined ? {} : { calls }),
		// what is only in this process's memory is no place for others
		...(prefix === undefined || prefix.startsWith("mem:") ? {} : { rawOutputPrefix: prefix }),
	};
}

async function resultOf(end: RunningEnd, task: TaskEntity): Promise<LiteralMap | DynamicJobSpec> {
	switch (end.type) {
		case "outputs":
			return decodeLiteralMap(end.bytes);
		case "graph":
			return graphOf(end.bytes, task);
		case "failed":
			throw end.thrown;
	}
}

/** Tasks that stay here after all: nothing that could be loaded elsewhere makes them. */
const staying = new WeakSet<TaskEntity>();

async function programOrNothing(task: TaskEntity, apart: Apart): Promise<ProgramTask | undefined> {
	if (staying.has(task)) return undefined;
	try {
		return await programTask(task);
	} catch (thrown) {
		if (apart.isAsked) throw thrown;
		warnStays(task, thrown);
		return undefined;
	}
}

/** Whether only the task's timeout wanted it apart, and it cannot be: then its time is watched here. */
function mayStayHere(apart: Apart, thrown: unknown): boolean {
	return !apart.isAsked && (isFlyteError(thrown, "ATTEMPT_PROGRAM") || isFlyteError(thrown, "ATTEMPT_TASK"));
}

function warnStays(task: TaskEntity, thrown: unknown): void {
	if (staying.has(task)) return;
	staying.add(task);
	const why = isFlyteError(thrown) ? thrown.summary : String(thrown);
	process.emitWarning(
		`task ${task.name} has a timeout and cannot run in a thread of its own, so code that blocks is not stopped: ${why}`,
	);
}

function tellLate(call: TaskCall, thrown: Error, { emit, settings }: AttemptSurroundings): void {
	const { path, task } = call;
	const text = { name: thrown.name, message: thrown.message, stack: "" };
	emit?.({ type: "lateFailure", path, name: task.name, thrown: text, at: settings.clock.now() });
}
