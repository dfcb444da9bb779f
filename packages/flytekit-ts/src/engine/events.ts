import type { AttemptEvent } from "../attempt/events.js";
import type { FinalError } from "../attempt/tally.js";

/** What kind of work a node is. A task that turns out to be dynamic is a "dynamic" from its first event. */
export type NodeKind = "task" | "dynamic" | "workflow" | "launchPlan" | "array" | "branch" | "gate";

/** How a run ended. */
export type RunPhase = "succeeded" | "failed" | "aborted";

/** How many nodes of a run ended how; elements of an array are not counted, attempts are those of tasks and elements. */
export interface RunCounts {
	readonly succeeded: number;
	readonly failed: number;
	readonly aborted: number;
	/** Never started: downstream of a failure, or the run was stopped before. */
	readonly skipped: number;
	readonly attempts: number;
}

/** What went wrong, for people; in the process of the run it is the FlyteError itself. */
export interface EventError {
	readonly code: string;
	/** In full: what happened, where, the user's frames, the way out. */
	readonly message: string;
}

/** A failure as Flyte's engine notes it: flyteidl.core.ExecutionError without its message. */
export type FlyteOutcome = FinalError;

interface About {
	/** `main/n0/dn3`; an element of an array is `main/n0[7]`. */
	readonly path: string;
	readonly kind: NodeKind;
	/** Name of the entity that the node calls; of the conditional or the gate where it calls none. */
	readonly name: string;
	/** Milliseconds since the epoch by the run's clock. */
	readonly at: number;
}

/**
 * The one stream of what happens in a run, in order: the terminal, `run --events` and tests read it, and `RunStore.follow`
 * gives it for a run of another process. Names and messages are raw: print them through `plainText`.
 * Elements of an array tell only of their failed attempts; the array's progress says the rest.
 */
export type RunEvent =
	| {
			readonly type: "runStarted";
			readonly executionId: string;
			readonly path: string;
			readonly kind: "task" | "dynamic" | "workflow" | "launchPlan";
			readonly name: string;
			readonly at: number;
	  }
	| {
			readonly type: "runFinished";
			readonly executionId: string;
			readonly path: string;
			readonly phase: RunPhase;
			readonly counts: RunCounts;
			readonly durationMs: number;
			readonly error?: EventError;
			/** As Flyte would note it, where something failed. */
			readonly outcome?: FlyteOutcome;
			readonly at: number;
	  }
	/** An approve or signal gate asks; `tsflyte signal` answers. Its success or failure follows. */
	| ({ readonly type: "gateAsked"; readonly ask: "approve" | "signal" } & About)
	/** A graph begins: that of a workflow, or the one that a dynamic made. `nodes` is how many it has. */
	| {
			readonly type: "graphStarted";
			readonly path: string;
			readonly name: string;
			readonly nodes: number;
			readonly at: number;
	  }
	/**
	 * Queued: inputs are ready, it waits for its turn. Aborted: it was running when its part of the run was stopped.
	 */
	| ({ readonly type: "nodeQueued" | "nodeStarted" | "nodeSucceeded" | "nodeAborted" } & About)
	/** Its outputs were there: committed before this run was gone on with, or in the cache. Its success follows. */
	| ({ readonly type: "nodeReused"; readonly source: "recovered" | "cache" } & About)
	/** `outcome`: as Flyte would note it. */
	| ({ readonly type: "nodeFailed"; readonly error: EventError; readonly outcome?: FlyteOutcome } & About)
	/** It never ran: something it needs failed, or the run was stopped first. */
	| ({ readonly type: "nodeSkipped"; readonly reason: "upstreamFailed" | "stopped" } & About)
	| {
			readonly type: "arrayProgress";
			readonly path: string;
			readonly name: string;
			readonly total: number;
			readonly succeeded: number;
			readonly failed: number;
			readonly running: number;
			readonly at: number;
	  }
	| AttemptEvent;

/** One line of JSON for an event, as `run --events` prints it. */
export function eventJson(event: RunEvent): string {
	return JSON.stringify(event, (key, value: unknown) => {
		if (key !== "error" || typeof value !== "object" || value === null) return value;
		const { code, message } = value as EventError;
		return { code, message };
	});
}

export type RunListener = (event: RunEvent) => void;
