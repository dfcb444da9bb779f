import { setMaxListeners } from "node:events";
import { FlyteError } from "../errors/index.js";
import { currentState, withState } from "./async-state.js";
import { currentFlow, fromStart } from "./call-flow.js";
import type { ExecutionContext } from "./execution.js";

/**
 * The calls that the body of an eager task has under way. What it starts does not outlive it: a body that fails stops its
 * calls, and the task ends when the last of them has.
 */
export class CallScope {
	/** Aborts when the body fails, and when the task itself is stopped. */
	readonly signal: AbortSignal;
	/** `main/n0`: the paths of its calls begin with it. */
	readonly nodePath: string;
	readonly executionId: string;
	/** Who keeps what the calls come to: whoever runs the task knows what it is. */
	readonly keeper: object | undefined;
	readonly #stop = new AbortController();
	readonly #underWay = new Set<Promise<unknown>>();
	#count = 0;

	constructor(around: Pick<ExecutionContext, "nodePath" | "executionId" | "signal" | "callKeeper">) {
		this.nodePath = around.nodePath;
		this.executionId = around.executionId;
		this.keeper = around.callKeeper;
		this.signal = AbortSignal.any([around.signal, this.#stop.signal]);
		setMaxListeners(0, this.signal); // each call under way listens
	}

	/** Runs one call as part of the body; `path` is its own, by the order of calls: `main/n0/en0`, `main/n0/en1`. */
	async run<T>(call: (path: string) => Promise<T>): Promise<T> {
		const running = call(`${this.nodePath}/en${this.#count++}`);
		const flow = currentFlow();
		this.#underWay.add(running);
		try {
			return await running;
		} finally {
			if (flow !== undefined) flow.isOver = true;
			this.#underWay.delete(running);
		}
	}

	/** Stops what is under way, and resolves when all of it has ended. */
	async stop(reason: unknown): Promise<void> {
		if (this.#underWay.size > 0) this.#stop.abort(reason);
		await this.ended();
	}

	/** Resolves when nothing is under way any more. */
	async ended(): Promise<void> {
		while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
	}
}

/**
 * Runs an eager task's body with a scope for its calls. When the body throws, calls that it had not awaited are stopped first;
 * when it returns, they are waited for.
 */
export async function withCalls<T>(body: () => T | Promise<T>): Promise<T> {
	const state = currentState();
	const around = state?.execution as ExecutionContext | undefined;
	if (around === undefined) return body();
	const calls = new CallScope(around);
	try {
		const result = await withState({ ...state, calls }, () => fromStart(body));
		await calls.ended();
		return result;
	} catch (thrown) {
		await calls.stop(
			new FlyteError("ENGINE_ABORTED", `${around.taskName} failed while this call was under way`, {
				entity: around.taskName,
				cause: thrown,
			}),
		);
		throw thrown;
	}
}
