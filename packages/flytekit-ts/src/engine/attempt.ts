import { type Clock, systemClock } from "../context/ports/index.js";
import { describeThrown, FlyteError, isRecoverable, labelled, type SourceLocation } from "../errors/index.js";
import type { DynamicJobSpec, TaskContext, TaskEntity } from "../graph/entities.js";
import { type ConvertContext, isPromise, type MaybePromise } from "../types/index.js";
import type { LiteralMap } from "../types/literal.js";
import type { AbortScope } from "./abort-scope.js";
import type { RunEvent } from "./events.js";
import { type AttemptPlace, type NodeFailure, taskFailure } from "./failure.js";
import type { Settings } from "./options.js";

/** One call of one task: what to run, and where it stands. */
export interface TaskCall {
	readonly task: TaskEntity;
	readonly inputs: LiteralMap;
	readonly path: string;
	/** Recoverable failures that are tried again. */
	readonly retries: number;
	readonly arrayIndex: number | undefined;
	readonly location: SourceLocation | undefined;
	readonly scope: AbortScope;
}

/** What attempts need of the run they belong to. */
export interface AttemptHost<Call extends TaskCall> {
	readonly settings: Settings;
	/** Where the run's files and datasets go; undefined where there is no store. */
	readonly convert: ConvertContext | undefined;
	/** Undefined when nobody listens. */
	readonly emit: ((event: RunEvent) => void) | undefined;
	/** Counts an attempt that begins. */
	attemptStarted(): void;
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

/**
 * Makes one attempt: its result, at once where the task waits for nothing. Throws what the task throws, and ENGINE_NO_BODY,
 * ENGINE_NO_LITERALS.
 */
export function attemptOnce(
	call: TaskCall,
	attempt: number,
	host: Pick<AttemptHost<never>, "settings" | "convert">,
): MaybePromise<LiteralMap | DynamicJobSpec> {
	const { task } = call;
	if (task.dispatchExecute === undefined) throw noBody(task);
	const result = task.dispatchExecute(new AttemptContext(call, attempt, host), call.inputs);
	if (!isPromise(result) && !isResult(result)) throw noLiterals(task, result);
	return result;
}

/**
 * Waits for the first attempt, makes others until one succeeds, fails for good, or is stopped, and tells the host. Only
 * recoverable failures are tried again, as on Flyte, and none of a call that was given up meanwhile. Rejects only with what
 * `host.settle` throws.
 */
export async function settleLater<Call extends TaskCall>(
	call: Call,
	host: AttemptHost<Call>,
	first: Promise<TaskResult>,
): Promise<void> {
	let result: TaskResult;
	for (let attempt = 0; ; attempt++) {
		try {
			if (attempt === 0) result = await first;
			else {
				host.attemptStarted();
				result = await attemptOnce(call, attempt, host);
			}
			if (!isResult(result)) throw noLiterals(call.task, result);
			break;
		} catch (thrown) {
			if (!host.isInFlight(call)) {
				tellLate(call, thrown, host);
				return;
			}
			const failed = attemptFailed(call, attempt, thrown, host) ?? (await waitBefore(call, attempt + 1, host.settings));
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
	thrown: unknown,
	{ emit, settings }: AttemptHost<Call>,
): NoResult | undefined {
	const { scope, retries } = call;
	if (scope.aborted && isAbort(thrown, scope.reason)) return STOPPED;
	const willRetry = !scope.aborted && attempt < retries && isRecoverable(thrown);
	const at = placeOf(call, attempt);
	if (emit !== undefined) {
		const { path, task: name, maxAttempts } = at;
		const text = describeThrown(thrown);
		emit({
			type: "attemptFailed",
			path,
			name,
			attempt,
			maxAttempts,
			thrown: text,
			willRetry,
			at: settings.clock.now(),
		});
	}
	return willRetry ? undefined : new NoResult(taskFailure(at, thrown));
}

/** Tells of an attempt that failed after its call was given up. */
function tellLate<Call extends TaskCall>(call: Call, thrown: unknown, { emit, settings }: AttemptHost<Call>): void {
	if (emit === undefined) return;
	const { path, task } = call;
	emit({ type: "lateFailure", path, name: task.name, thrown: describeThrown(thrown), at: settings.clock.now() });
}

/** The place that messages name for an attempt. */
export function placeOf(call: TaskCall, attempt: number): AttemptPlace {
	return {
		path: call.path,
		task: call.task.name,
		attempt,
		maxAttempts: call.retries + 1,
		...(call.location === undefined ? {} : { location: call.location }),
	};
}

/** Waits as the run's options say. Not undefined: the attempt is not to be made after all. */
async function waitBefore(call: TaskCall, attempt: number, settings: Settings): Promise<NoResult | undefined> {
	const { scope } = call;
	try {
		const delay = settings.retryDelayMs?.(attempt, settings.random) ?? 0;
		if (delay > 0) await settings.clock.sleep(delay, scope.signal);
	} catch (thrown) {
		return scope.aborted ? STOPPED : new NoResult(taskFailure(placeOf(call, attempt), thrown));
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
	return new FlyteError("ENGINE_NO_BODY", `task ${task.name} has no function here`, {
		entity: task.name,
		wayOut: "run it on a cluster, or give the run a resolveTask that finds its function",
	});
}

/** What an attempt is told. The signal is made when it is first asked for. */
class AttemptContext implements TaskContext {
	// declared, not defined: a definition would write each field twice, in every one of a hundred thousand
	declare readonly nodePath: string;
	declare readonly executionId: string;
	declare readonly attempt: number;
	declare readonly arrayIndex?: number;
	declare readonly convert?: ConvertContext;
	declare readonly clock?: Clock;
	readonly #scope: AbortScope;

	constructor(
		call: TaskCall,
		attempt: number,
		{ settings, convert }: Pick<AttemptHost<never>, "settings" | "convert">,
	) {
		this.nodePath = call.path;
		this.executionId = settings.executionId;
		this.attempt = attempt;
		if (call.arrayIndex !== undefined) this.arrayIndex = call.arrayIndex;
		if (convert !== undefined) this.convert = convert;
		if (settings.clock !== systemClock) this.clock = settings.clock;
		this.#scope = call.scope;
	}

	get signal(): AbortSignal {
		return this.#scope.signal;
	}
}
