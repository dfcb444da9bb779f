import type { ThrownText } from "../../errors/index.js";
import type { NodeKind, RunEvent } from "../events.js";
import { type ShapeNode, shapeOf } from "./graph-shape.js";
import type { RunEnd, RunHeader } from "./header.js";
import type { CallRecord, JournalRecord, RecordedError, StateRecord } from "./record.js";

/** What a node is, by its path. */
interface Known {
	readonly kind: NodeKind;
	readonly name: string;
}

interface ArrayCounts {
	readonly name: string;
	total: number;
	succeeded: number;
	failed: number;
	running: number;
}

/** Path of a call of an eager body. */
const EAGERS = /\/en\d+$/;

/**
 * Makes the events of a run again out of its journal, as its own process told them. What a journal does not keep cannot come
 * back: a node that was over at once has no "queued", and its start is told together with its end.
 */
export class StoredEvents {
	readonly #header: RunHeader;
	/** Kind and name of the nodes of each graph, by the graph's path and the node's id. */
	readonly #shapes = new Map<string, Map<string, Known>>();
	/** What is not over, by path. */
	readonly #states = new Map<string, "queued" | "running">();
	readonly #arrays = new Map<string, ArrayCounts>();
	readonly #out: RunEvent[] = [];

	constructor(header: RunHeader) {
		this.#header = header;
	}

	/** The first event: also of a run that is gone on with, each time. */
	started(at: number): RunEvent {
		const { id, name, kind } = this.#header;
		this.#states.clear();
		this.#arrays.clear();
		return { type: "runStarted", executionId: id, path: this.#root, kind, name, at };
	}

	/** The last event. */
	finished(end: RunEnd): RunEvent {
		const { phase, counts, durationMs, endedAt, error, outcome } = end;
		return {
			type: "runFinished",
			executionId: this.#header.id,
			path: this.#root,
			phase,
			counts,
			durationMs,
			...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
			...(outcome === undefined ? {} : { outcome }),
			at: endedAt,
		};
	}

	/** The events that a record stands for. */
	of(record: JournalRecord): readonly RunEvent[] {
		this.#out.length = 0;
		switch (record.type) {
			case "graph": {
				const { path, name, nodes, at } = record;
				const shape = record.shape === undefined ? undefined : shapeOf(record.shape);
				if (shape !== undefined) this.#learn(path, shape.nodes);
				this.#begun(path, at);
				this.#out.push({ type: "graphStarted", path, name, nodes, at });
				break;
			}
			case "state":
				this.#state(record);
				break;
			case "call":
				this.#call(record);
				break;
			case "attempt": {
				const { path, name, attempt, maxAttempts, at, error, kind, willRetry } = record;
				const { code = "" } = error ?? {};
				const thrown = thrownOf(error);
				this.#begun(path, at, name);
				this.#out.push({ type: "attemptFailed", path, name, attempt, maxAttempts, thrown, code, kind, willRetry, at });
				break;
			}
			case "log": {
				const { path, name, attempt, stream, text, at } = record;
				this.#begun(path, at, name);
				this.#out.push({ type: "attemptLog", path, name, attempt, stream, text, at });
				break;
			}
			case "late": {
				const { path, name, at, error } = record;
				this.#out.push({ type: "lateFailure", path, name, thrown: thrownOf(error), at });
				break;
			}
			case "ask": {
				const { path, name, ask, at } = record;
				this.#begun(path, at);
				this.#out.push({ type: "gateAsked", path, kind: "gate", name, ask, at });
				break;
			}
			case "stretch":
				this.#out.push(this.started(record.at));
		}
		return this.#out;
	}

	get #root(): string {
		const { name } = this.#header;
		return name.slice(name.lastIndexOf(".") + 1);
	}

	#state({ path, state, at, elements, isStopped }: StateRecord): void {
		const known = this.#known(path);
		if (elements !== undefined && known !== undefined) {
			const { name } = known;
			this.#arrays.set(path, { name, total: elements, succeeded: 0, failed: 0, running: 0 });
			this.#progress(path, at);
			return;
		}
		const array = this.#arrayOf(path);
		if (array !== undefined) {
			if (state === "reused") {
				(this.#arrays.get(array) as ArrayCounts).succeeded++;
				this.#progress(array, at);
			}
			if (state !== "running" || this.#states.has(path)) return;
			this.#states.set(path, "running");
			(this.#arrays.get(array) as ArrayCounts).running++;
			this.#progress(array, at);
			return;
		}
		if (known === undefined) return;
		const about = { ...this.#nodeOf({ path, ...known }), at };
		switch (state) {
			case "queued":
			case "running":
				this.#reach(state, about);
				return;
			case "skipped":
				this.#out.push({ type: "nodeSkipped", reason: isStopped === true ? "stopped" : "upstreamFailed", ...about });
				return;
			case "reused":
				this.#reach("running", about);
				this.#states.delete(about.path);
				this.#out.push(
					{ type: "nodeReused", source: "recovered", path, ...known, at },
					{ type: "nodeSucceeded", ...about },
				);
		}
	}

	#call(record: CallRecord): void {
		const { path, kind, name, startedAt, endedAt, phase, source, error } = record;
		const array = this.#arrayOf(path);
		if (array !== undefined) {
			const counts = this.#arrays.get(array) as ArrayCounts;
			if (this.#states.delete(path)) counts.running--;
			if (phase === "succeeded") counts.succeeded++;
			else if (phase === "failed") counts.failed++;
			this.#progress(array, endedAt);
			return;
		}
		// the run itself is a call too, and no node
		if (path === this.#root) return;
		const about = { ...this.#nodeOf({ path, kind, name }), at: endedAt };
		this.#reach("running", { ...about, at: startedAt });
		this.#states.delete(about.path);
		if (source !== "run") this.#out.push({ type: "nodeReused", source, path, kind, name, at: endedAt });
		if (phase === "failed") {
			const { code = "", message = "", thrownCode = code, outcomeKind } = error ?? {};
			const outcome = outcomeKind === undefined ? {} : { outcome: { code, kind: outcomeKind } };
			this.#out.push({ type: "nodeFailed", error: { code: thrownCode, message }, ...outcome, ...about });
		} else this.#out.push({ type: phase === "succeeded" ? "nodeSucceeded" : "nodeAborted", ...about });
	}

	/** What tells of itself has begun, also where nobody has said so yet. `task`: it is an attempt of that task. */
	#begun(path: string, at: number, task?: string): void {
		if (this.#arrayOf(path) !== undefined) return;
		// of a call of an eager body no graph says what it is
		const known =
			this.#known(path) ?? (task !== undefined && EAGERS.test(path) ? { kind: "task", name: task } : undefined);
		if (known !== undefined) this.#reach("running", { ...this.#nodeOf({ path, ...known }), at });
	}

	/** Tells the steps up to a state that have not been told. */
	#reach(state: "queued" | "running", about: Known & { readonly path: string; readonly at: number }): void {
		const before = this.#states.get(about.path);
		if (before === undefined) this.#out.push({ type: "nodeQueued", ...about });
		if (state === "running" && before !== "running") this.#out.push({ type: "nodeStarted", ...about });
		if (before !== "running") this.#states.set(about.path, state);
	}

	#progress(path: string, at: number): void {
		const { name, total, succeeded, failed, running } = this.#arrays.get(path) as ArrayCounts;
		this.#out.push({ type: "arrayProgress", path, name, total, succeeded, failed, running, at });
	}

	/** The node that a call is told of as: of a case of a conditional it is the conditional. */
	#nodeOf(call: Known & { readonly path: string }): Known & { readonly path: string } {
		let node = call;
		for (let path = call.path; path.includes("/"); ) {
			path = path.slice(0, path.lastIndexOf("/"));
			const known = this.#known(path);
			if (known?.kind !== "branch") break;
			node = { path, ...known };
		}
		return node;
	}

	/** Path of the array that this is an element of. */
	#arrayOf(path: string): string | undefined {
		if (!path.endsWith("]")) return undefined;
		const array = path.slice(0, path.lastIndexOf("["));
		return this.#arrays.has(array) ? array : undefined;
	}

	/** What the nodes of a graph are, and those of the cases of its conditionals. */
	#learn(path: string, nodes: readonly Omit<ShapeNode, "needs">[]): void {
		const known = new Map<string, Known>();
		for (const { id, kind, name, cases } of nodes) {
			known.set(id, { kind, name });
			if (cases !== undefined) this.#learn(`${path}/${id}`, cases);
		}
		this.#shapes.set(path, known);
	}

	#known(path: string): Known | undefined {
		const slash = path.lastIndexOf("/");
		return this.#shapes.get(path.slice(0, slash))?.get(path.slice(slash + 1));
	}
}

/** What was thrown, as its own process told it; in records of earlier versions its name is part of the message. */
function thrownOf(error: RecordedError | undefined): ThrownText {
	const { message = "", stack = "", name = "" } = error ?? {};
	if (name === "") return { name, message, stack };
	return { name, message: message === name ? "" : message.slice(name.length + 2), stack };
}
