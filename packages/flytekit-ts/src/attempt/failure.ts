import { describeThrown, FlyteError, isFlyteError, labelled, restated, type SourceLocation } from "../errors/index.js";
import type { FinalError } from "./tally.js";

/** One node that failed. */
export interface NodeFailure {
	/** `main/n0/dn3`, `main/n0[7]`. */
	readonly path: string;
	/** Name of the entity concerned, where there is one. */
	readonly entity?: string;
	/** Complete for people: path, task, what was thrown and where. What was thrown is its `cause`. */
	readonly error: FlyteError;
	/** What Flyte's engine would note: set where a task failed. */
	readonly outcome?: FinalError;
}

const MAX_PATH = 160;

/** Where a task's attempt stood when it failed. */
export interface AttemptPlace {
	readonly path: string;
	readonly task: string;
	/** 0 for the first. */
	readonly attempt: number;
	readonly maxAttempts: number;
	/** Where the call stands: shown when the error itself shows no place. */
	readonly location?: SourceLocation;
}

/** The failure of a task that threw. The text of what was thrown appears once, with the user's frames. */
export function taskFailure(at: AttemptPlace, thrown: unknown, { code, kind }: FinalError): NodeFailure {
	const text = describeThrown(placedAt(thrown, at.location));
	const attempts = at.maxAttempts > 1 ? ` in attempt ${at.attempt + 1} of ${at.maxAttempts}` : "";
	const stack = text.stack === "" ? "" : `\n${text.stack}`;
	const showCall = stack === "" && at.location !== undefined && !isFlyteError(thrown);
	return {
		path: at.path,
		entity: at.task,
		outcome: { code, kind },
		error: new FlyteError(
			"ENGINE_TASK_FAILED",
			`${shownPath(at.path)}: task ${at.task} failed${attempts}: ${labelled(text)}${stack}`,
			{
				cause: thrown,
				entity: at.task,
				node: at.path,
				...(showCall ? { location: at.location as SourceLocation } : {}),
			},
		),
	};
}

/** One of ours without a place, such as an output of a wrong type, with that of the call. */
function placedAt(thrown: unknown, location: SourceLocation | undefined): unknown {
	if (location === undefined || !isFlyteError(thrown) || thrown.details.location !== undefined) return thrown;
	return restated(thrown, thrown.summary, { ...thrown.details, location });
}

/** A path that a recursion made thousands of steps long is cut in texts; `details.node` has it whole. */
export function shownPath(path: string): string {
	return path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH / 2)}…${path.slice(-MAX_PATH / 2)}`;
}
