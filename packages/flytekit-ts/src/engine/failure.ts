import { type NodeFailure, shownPath } from "../attempt/failure.js";
import type { FinalError } from "../attempt/tally.js";
import {
	describeThrown,
	type ErrorCode,
	type ErrorDetails,
	FlyteError,
	isFlyteError,
	labelled,
	restated,
	type SourceLocation,
} from "../errors/index.js";

const MAX_LISTED = 20;

/** What Flyte's engine (1.16.8) notes where something other than a task fails. */
const OUTCOMES: Readonly<Partial<Record<ErrorCode, FinalError>>> = {
	ENGINE_GATE_REJECTED: { code: "ReceivedRejectSignal", kind: "user" },
	ENGINE_GATE_TIMEOUT: { code: "RetriesExhausted|TimeoutExpired", kind: "user" },
	ENGINE_BRANCH_FAIL: { code: "UserProvidedError", kind: "user" },
	ENGINE_ARRAY_FAILED: { code: "", kind: "unknown" },
	ENGINE_ARRAY_INPUT: { code: "ArrayNodeFailing", kind: "unknown" },
};

/** The failures of a part of a run: the first {@link MAX_LISTED} in order, and how many there were. Never empty. */
export class Failures {
	readonly list: NodeFailure[];
	count = 1;

	constructor(first: NodeFailure) {
		this.list = [first];
	}

	get first(): NodeFailure {
		return this.list[0] as NodeFailure;
	}

	add(others: Failures): void {
		this.count += others.count;
		for (const failure of others.list) {
			if (this.list.length === MAX_LISTED) return;
			this.list.push(failure);
		}
	}

	/** One error for all: the first one's text, then one line for each of the others. */
	toError(): FlyteError {
		const { error } = this.first;
		if (this.count === 1) return error;
		const others = this.list.slice(1).map((f) => `\n  ${firstLine(f.error.summary)}`);
		const unlisted = this.count - this.list.length;
		if (unlisted > 0) others.push(`\n  and ${unlisted} more`);
		const title = this.count === 2 ? "another node failed too" : `${this.count - 1} other nodes failed too`;
		return new FlyteError(error.code, `${error.message}\n${title}:${others.join("")}`, {
			cause: error.details.cause ?? error,
			...(error.details.entity === undefined ? {} : { entity: error.details.entity }),
			node: this.first.path,
		});
	}
}

/**
 * The failure of a node for which something other than a task is to blame. What is thrown here is the engine's or ours.
 * `at` gives the place of the call, for what has none: it is asked only then, since places are read from stack traces.
 */
export function nodeFailure(
	path: string,
	entity: string | undefined,
	thrown: unknown,
	at?: { readonly location?: SourceLocation | undefined },
): Failures {
	if (isFlyteError(thrown)) {
		const location = thrown.details.location ?? at?.location;
		const details: ErrorDetails = {
			...thrown.details,
			node: path,
			...(entity === undefined ? {} : { entity }),
			...(location === undefined ? {} : { location }),
		};
		const summary = thrown.summary.startsWith(path) ? thrown.summary : `${shownPath(path)}: ${thrown.summary}`;
		const outcome = OUTCOMES[thrown.code];
		return new Failures({
			path,
			...(entity === undefined ? {} : { entity }),
			...(outcome === undefined ? {} : { outcome }),
			error: restated(thrown, summary, details),
		});
	}
	const text = describeThrown(thrown);
	const stack = text.stack === "" ? "" : `\n${text.stack}`;
	return new Failures({
		path,
		...(entity === undefined ? {} : { entity }),
		error: new FlyteError(
			"ENGINE_TASK_FAILED",
			`${shownPath(path)}: ${entity ?? "node"} failed: ${labelled(text)}${stack}`,
			{
				cause: thrown,
				node: path,
				...(entity === undefined ? {} : { entity }),
			},
		),
	});
}

function firstLine(text: string): string {
	const end = text.indexOf("\n");
	const line = end < 0 ? text : text.slice(0, end);
	return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
