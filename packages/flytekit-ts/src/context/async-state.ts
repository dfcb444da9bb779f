import { AsyncLocalStorage } from "node:async_hooks";
import type { BlobAccess } from "./blob-access.js";
import type { CallScope } from "./call-scope.js";
import type { Clock } from "./ports/index.js";

/**
 * What surrounds the code that is running, carried along its awaits: the graph being made, the task being run.
 * Async-local, so that two runs in one process never see each other. Each layer keeps its own part under its own key.
 */
export interface AsyncState {
	/** Set while a workflow's or dynamic's body makes a graph (graph/compilation). */
	readonly compilation?: object;
	/** Set while a task's body runs (context/execution). */
	readonly execution?: object;
	/** Set while a task's body runs: the stores its files and datasets use (context/blob-access). */
	readonly blobs?: BlobAccess;
	/** Set while a task's body runs: its run's clock, where that is not the machine's (context/clock). */
	readonly clock?: Clock | undefined;
	/** Set while an eager task's body runs: the calls it has under way (context/call-scope). */
	readonly calls?: CallScope;
}

const storage = new AsyncLocalStorage<AsyncState>();

/**
 * The state of the code that {@link withState} is running right now, up to its first await: what the storage would answer,
 * without asking it. A body that makes a hundred thousand calls asks as often.
 */
let entered: AsyncState | undefined;

/** The surrounding state; undefined at top level. */
export function currentState(): AsyncState | undefined {
	return entered ?? storage.getStore();
}

/** Runs `body`, and all it awaits, inside `state`. */
export function withState<T>(state: AsyncState, body: () => T): T {
	const outer = entered;
	entered = state;
	try {
		return storage.run(state, body);
	} finally {
		entered = outer;
	}
}
