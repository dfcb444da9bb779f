import type { Clock, Random } from "../context/ports/index.js";
import { describeThrown, FlyteError, labelled, type SourceLocation } from "../errors/index.js";
import type { DynamicJobSpec, TaskEntity } from "../graph/entities.js";
import { type ConvertContext, isPromise, type MaybePromise } from "../types/index.js";
import type { LiteralMap } from "../types/literal.js";
import type { AbortScope } from "./abort-scope.js";
import type { Apart } from "./apart/apart.js";
import { AttemptContext } from "./attempt-context.js";
import { type AttemptError, classify, isVerdict } from "./classify.js";
import type { AttemptEvent } from "./events.js";
import { type AttemptPlace, type NodeFailure, taskFailure } from "./failure.js";
import { type FinalError, Tally } from "./tally.js";

/** One call of one task: what to run, and where it stands. */
export interface TaskCall {
	readonly task: TaskEntity;
	readonly inputs: LiteralMap;
	readonly path: string;
	/** Recoverable failures that are tried again. */
	readonly retries: number;
	readonly arrayIndex: number | undefined;
	/** Names the call within its run, whichever attempt it is; undefined where its path does. */
	readonly callKey?: string | undefined;
	readonly location: SourceLocation | undefined;
	readonly scope: AbortScope;
	/** Undefined: it runs here, for as long as it takes. */
	readonly apart: Apart | undefined;
	/** Of an eager task: who keeps the calls of the attempt that begins. */
	readonly callKeeper?: () => object | undefined;
	/** The same for an attempt that runs apart. Undefined where nobody keeps them. */
	readonly callsApart?: () => CallsApart | undefined;
	/** The attempt under way, once it is not the first. */
	attempt?: number;
}

/** Where the calls of an eager body that runs apart are kept: frames of the engine's journal. */
export interface CallsApart {
	/** What may be given back to the body. */
	readonly known: Uint8Array;
	/** Takes what its calls come to. */
	heard(frames: Uint8Array): void;
}

/** What attempts take from the options of a run. */
export interface AttemptSettings {
	readonly executionId: string;
	readonly clock: Clock;
	readonly random: Random;
	/** Milliseconds to wait before attempt `attempt` (1 is the first retry). Default: none. */
	readonly retryDelayMs?: (attempt: number, random: Random) => number;
}

/** What attempts need of the run they belong to. */
export interface AttemptHost<Call extends TaskCall> {
	readonly settings: AttemptSettings;
	/** Where the run's files and datasets go; undefined where there is no store. */
	readonly convert: ConvertContext | undefined;
	/** Undefined when nobody listens. */
	readonly emit: ((event: AttemptEvent) => void) | undefined;
	/** Counts an attempt that begins. */
	attemptStarted(call: Call): void;
	/** Failures of this very call that an earlier process has recorded: its attempts go on from there. None where left out. */
	failuresBefore?(call: Call): readonly AttemptError[];
	/** Hears of a failed attempt instead of `emit`, with its call. */
	attemptFailed?(call: Call, event: AttemptEvent & { readonly type: "attemptFailed" }): void;
	/** Whether the call's end is still waited for: not so once it was given up. */
	isInFlight(call: Call): boolean;
	/** Hears how a call ended. */
	settle(call: Call, result: TaskResult): void;
}

export type TaskResult = LiteralMap | DynamicJobSpec | NoResult;

/** A call that gave no result: it failed for good, or was stopped (`failure` undefined). */
export class NoResult {
	readonly failure: NodeFailure | undefined;
	constructor(failure: NodeFailure | undefined) {
		this.failure = failure;
	}
}

const STOPPED = new NoResult(undefined);
const NONE: readonly AttemptError[] = [];

/** What one attempt needs of the run. */
export type AttemptSurroundings = Pick<AttemptHost<never>, "settings" | "convert" | "emit">;

/**
 * Makes one attempt: its result, at once where the task waits for nothing. Throws what the task throws, and ENGINE_NO_BODY,
 * ENGINE_NO_LITERALS.
 */
export function attemptOnce(
	call: TaskCall,
	attempt: number,
	host: AttemptSurroundings,
): MaybePromise<LiteralMap | DynamicJobSpec> {
	const { task } = call;
	if (task.dispatchExecute === undefined) throw noBody(task);
	if (call.apart !== undefined) return attemptApart(call, attempt, host, call.apart);
	return attemptHere(call, attempt, host);
}

/** Makes one attempt in this very thread. Throws as {@link attemptOnce}; `scope` stops it, the call's own unless given. */
export function attemptHere(
	call: TaskCall,
	attempt: number,
	host: AttemptSurroundings,
	scope?: AbortScope,
): MaybePromise<LiteralMap | DynamicJobSpec> {
	const { task } = call;
	return checkedResult(task, task.dispatchExecute?.(new AttemptContext(call, attempt, host, scope), call.inputs));
}

/** What a task's dispatchExecute gave. Throws ENGINE_NO_LITERALS. */
export function checkedResult(
	task: TaskEntity,
	result: MaybePromise<LiteralMap | DynamicJobSpec> | undefined,
): MaybePromise<LiteralMap | DynamicJobSpec> {
	if (result === undefined || (!isPromise(result) && !isResult(result))) throw noLiterals(task, result);
	return result;
}

async function attemptApart(call: TaskCall, attempt: number, host: AttemptSurroundings, apart: Apart) {
	const { attemptApart: start } = await import("./apart/index.js");
	return start(call, attempt, host, apart);
}

/**
 * Waits for the first attempt, makes others until one succeeds, fails for good, or is stopped, and tells the host. What is
 * tried again, and how often, is as on Flyte ({@link Tally}); nothing of a call that was given up meanwhile. Rejects only
 * with what `host.settle` throws.
 */
export async function settleLater<Call extends TaskCall>(
	call: Call,
	host: AttemptHost<Call>,
	first: Promise<TaskResult>,
): Promise<void> {
	let result: TaskResult;
	let tally: Tally | undefined;
	const before = host.failuresBefore?.(call) ?? NONE;
	for (let attempt = before.length; ; attempt++) {
		try {
			if (attempt === before.length) result = await first;
			else {
				call.attempt = attempt;
				host.attemptStarted(call);
				result = await attemptOnce(call, attempt, host);
			}
			if (!isResult(result)) throw noLiterals(call.task, result);
			break;
		} catch (thrown) {
			if (!host.isInFlight(call)) {
				tellLate(call, thrown, host);
				return;
			}
			if (tally === undefined) {
				tally = new Tally(call.retries);
				for (const failure of before) tally.failed(failure);
			}
			const failed =
				attemptFailed(call, attempt, thrown, tally, host) ??
				(await waitBefore(call, attempt + 1, tally, host.settings));
			if (!host.isInFlight(call)) return;
			if (failed === undefined) continue;
			result = failed;
			break;
		}
	}
	host.settle(call, result);
}

/** Tells of a failed attempt. Undefined: try again. */
function attemptFailed<Call extends TaskCall>(
	call: Call,
	attempt: number,
	caught: unknown,
	tally: Tally,
	host: AttemptHost<Call>,
): NoResult | undefined {
	const { scope } = call;
	const { emit, settings } = host;
	const error = classify(caught);
	const thrown = isVerdict(caught) ? caught.thrown : caught;
	if (scope.aborted && isAbort(thrown, scope.reason)) return STOPPED;
	const final: FinalError | undefined = tally.failed(error);
	const willRetry = final === undefined && !scope.aborted;
	const at = placeOf(call, attempt, tally.maxAttempts);
	if (emit !== undefined) {
		const { path, task: name, maxAttempts } = at;
		const { code, kind } = error;
		const event = {
			type: "attemptFailed" as const,
			path,
			name,
			attempt,
			maxAttempts,
			thrown: describeThrown(thrown),
			code,
			kind,
			willRetry,
			at: settings.clock.now(),
		};
		if (host.attemptFailed === undefined) emit(event);
		else host.attemptFailed(call, event);
	}
	return willRetry ? undefined : new NoResult(taskFailure(at, thrown, final ?? error));
}

/** Tells of an attempt that failed after its call was given up. */
function tellLate<Call extends TaskCall>(call: Call, caught: unknown, { emit, settings }: AttemptHost<Call>): void {
	if (emit === undefined) return;
	const { path, task } = call;
	const thrown = describeThrown(isVerdict(caught) ? caught.thrown : caught);
	emit({ type: "lateFailure", path, name: task.name, thrown, at: settings.clock.now() });
}

/** The place that messages name for an attempt. */
export function placeOf(call: TaskCall, attempt: number, maxAttempts = call.retries + 1): AttemptPlace {
	return {
		path: call.path,
		task: call.task.name,
		attempt,
		maxAttempts,
		...(call.location === undefined ? {} : { location: call.location }),
	};
}

/** Waits as the run's options say. Not undefined: the attempt is not to be made after all. */
async function waitBefore(
	call: TaskCall,
	attempt: number,
	tally: Tally,
	settings: AttemptSettings,
): Promise<NoResult | undefined> {
	const { scope } = call;
	try {
		const delay = settings.retryDelayMs?.(attempt, settings.random) ?? 0;
		if (delay > 0) await settings.clock.sleep(delay, scope.signal);
	} catch (thrown) {
		if (scope.aborted) return STOPPED;
		return new NoResult(taskFailure(placeOf(call, attempt, tally.maxAttempts), thrown, classify(thrown)));
	}
	return scope.aborted ? STOPPED : undefined;
}

/** By shape: literals may come from another copy of the package, and a plugin may give anything. */
function isResult(result: unknown): result is LiteralMap | DynamicJobSpec {
	if (typeof result !== "object" || result === null) return false;
	return typeof (result as LiteralMap).get === "function" || (result as DynamicJobSpec).kind === "dynamicJobSpec";
}

function noLiterals(task: TaskEntity, result: unknown): FlyteError {
	const text = labelled(describeThrown(result));
	return new FlyteError("ENGINE_NO_LITERALS", `dispatchExecute gave neither literals nor a graph: ${text}`, {
		entity: task.name,
		wayOut: "a task plugin's dispatchExecute returns a map of literals, or a dynamic's spec",
	});
}

/** Whether what was thrown only says that the attempt was told to stop. */
function isAbort(thrown: unknown, reason: unknown): boolean {
	if (thrown === reason) return true;
	try {
		const { name, cause } = thrown as { name?: unknown; cause?: unknown };
		return name === "AbortError" || cause === reason;
	} catch {
		return false;
	}
}

function noBody(task: TaskEntity): FlyteError {
	if (task.isReference === true) {
		return new FlyteError("ENGINE_REFERENCE", `task ${task.name} is a reference: there is nothing to run here`, {
			entity: task.name,
			wayOut: "run it on the cluster where it is registered, or patch it in a test",
		});
	}
	return new FlyteError("ENGINE_NO_BODY", `task ${task.name} has no function here`, {
		entity: task.name,
		wayOut: "run it on a cluster, or patch it in a test",
	});
}
