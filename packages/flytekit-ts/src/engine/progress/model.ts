import type { NodeKind, RunEvent } from "../events.js";

/** All nodes of a run that call one entity, folded. */
export interface Row {
	readonly name: string;
	readonly kind: NodeKind;
	/** Nodes that were queued so far; elements of arrays one by one. */
	total: number;
	running: number;
	done: number;
	failed: number;
	retries: number;
	/** When its first node was queued, by the run's clock. */
	readonly since: number;
	/** Sequence number of its last change: what moves is shown first. */
	touched: number;
}

/** Kinds that only hold others: their nodes show what goes on in them. */
const HOLDERS: ReadonlySet<NodeKind> = new Set(["workflow", "launchPlan", "branch"]);

/** What the events of a run add up to. Small, however many nodes there are. */
export class ProgressModel {
	name = "";
	/** Path of the outermost entity. */
	root = "";
	startedAt = 0;
	readonly rows = new Map<string, Row>();
	readonly totals = { running: 0, done: 0, failed: 0, retries: 0 };
	/** When the last event came, by the run's clock. */
	now = 0;
	#touches = 0;
	/** What arrays that run had last said, by path. */
	readonly #arrays = new Map<string, { total: number; succeeded: number; failed: number; running: number }>();

	apply(event: RunEvent): void {
		this.now = event.at;
		switch (event.type) {
			case "runStarted":
				this.name = event.name;
				this.root = event.path;
				this.startedAt = event.at;
				// an entity that runs alone has no node of its own
				if (event.kind === "task" || event.kind === "dynamic")
					this.#count(event.name, event.kind, { total: 1, running: 1 });
				break;
			case "runFinished":
				for (const row of this.rows.values()) row.running = 0;
				break;
			case "nodeQueued":
				this.#node(event, { total: 1 });
				break;
			case "nodeStarted":
				this.#node(event, { running: 1 });
				break;
			case "nodeSucceeded":
				this.#node(event, { running: -1, done: 1 });
				break;
			case "nodeFailed":
				this.#node(event, { running: -1, failed: 1 });
				break;
			case "nodeAborted":
				this.#node(event, { running: -1 });
				break;
			case "attemptFailed":
				if (event.willRetry) this.#count(event.name, "task", { retries: 1 });
				break;
			case "arrayProgress":
				this.#array(event);
				break;
		}
	}

	/** Whether a failed attempt says more than the line about the end of the run, which comes next. */
	isNews(event: RunEvent & { type: "attemptFailed" }): boolean {
		return event.willRetry || event.path !== this.root;
	}

	#node(event: RunEvent & { kind: NodeKind; name: string; path: string }, change: Change): void {
		if (HOLDERS.has(event.kind)) return;
		// an array counts by its elements
		if (event.kind === "array") {
			if (event.type !== "nodeQueued" && event.type !== "nodeStarted") this.#arrays.delete(event.path);
			return;
		}
		this.#count(event.name, event.kind, change);
	}

	#array(event: RunEvent & { type: "arrayProgress" }): void {
		const { total, succeeded, failed, running } = event;
		const before = this.#arrays.get(event.path) ?? { total: 0, succeeded: 0, failed: 0, running: 0 };
		this.#arrays.set(event.path, { total, succeeded, failed, running });
		this.#count(event.name, "array", {
			total: total - before.total,
			done: succeeded - before.succeeded,
			failed: failed - before.failed,
			running: running - before.running,
		});
	}

	#count(name: string, kind: NodeKind, change: Change): void {
		let row = this.rows.get(name);
		if (row === undefined) {
			row = { name, kind, total: 0, running: 0, done: 0, failed: 0, retries: 0, since: this.now, touched: 0 };
			this.rows.set(name, row);
		}
		row.touched = ++this.#touches;
		row.total += change.total ?? 0;
		for (const key of ["running", "done", "failed", "retries"] as const) {
			const by = change[key] ?? 0;
			row[key] += by;
			this.totals[key] += by;
		}
	}
}

interface Change {
	readonly total?: number;
	readonly running?: number;
	readonly done?: number;
	readonly failed?: number;
	readonly retries?: number;
}
