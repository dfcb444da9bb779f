import type { NodeKind } from "../../engine/events.js";
import { type GraphShape, shapeOf } from "../../engine/journal/graph-shape.js";
import type { AttemptRecord, CallRecord, JournalRecord } from "../../engine/journal/record.js";
import type { Damage, RunStore } from "../../engine/journal/run-store.js";

/** How a node stands. "waiting": its inputs are not there yet. */
export type NodeState = "waiting" | "queued" | "running" | "succeeded" | "failed" | "aborted" | "skipped";

/** A node of a run, or an element of an array, with what is inside of it. */
export interface TreeNode {
	readonly path: string;
	/** Last part of the path: `dn3`, `[7]`. */
	readonly id: string;
	kind: NodeKind;
	name: string;
	state: NodeState;
	/** Its outputs were committed before the run was gone on with, or were in the cache. */
	reused: "recovered" | "cache" | undefined;
	startedAt: number | undefined;
	endedAt: number | undefined;
	attempts: number;
	error: { readonly code: string; readonly message: string } | undefined;
	/** Attempts that failed. */
	failures: AttemptRecord[];
	/** Elements of an array. */
	elements: number | undefined;
	/** A gate that asks. */
	asks: "approve" | "signal" | undefined;
	readonly children: Map<string, TreeNode>;
}

/** Reads a run's journal into the tree of its nodes; the root is the run itself. */
export class RunTree {
	readonly root: TreeNode;
	readonly #byPath = new Map<string, TreeNode>();
	/** Results by key: a call that was not run again refers to what it gave before. */
	readonly #calls = new Map<string, CallRecord>();
	readonly #wanted: string | undefined;
	readonly damage: readonly Damage[];

	/** `wanted`: path of the node whose record is kept whole. */
	constructor(store: RunStore, id: string, root: string, wanted?: string) {
		this.root = made(root, root, "workflow", "");
		this.#byPath.set(root, this.root);
		this.#wanted = wanted;
		this.damage = store.records(id, (record) => this.#apply(record));
	}

	/** A node by its path, with or without the run's own part. */
	at(path: string): TreeNode | undefined {
		return this.#byPath.get(path) ?? this.#byPath.get(`${this.root.path}/${path}`);
	}

	get paths(): Iterable<string> {
		return this.#byPath.keys();
	}

	/** The last record of a node's call: its inputs and outputs. */
	callOf(path: string): CallRecord | undefined {
		return this.#calls.get(path);
	}

	#apply(record: JournalRecord): void {
		switch (record.type) {
			case "stretch":
				// what was under way when its process died is so no more
				for (const node of this.#byPath.values()) {
					if (node.state === "running" || node.state === "queued" || node.state === "skipped") node.state = "waiting";
				}
				return;
			case "graph": {
				const shape = record.shape === undefined ? undefined : shapeOf(record.shape);
				if (shape !== undefined) this.#graph(record.path, shape);
				return;
			}
			case "state": {
				const node = this.#node(record.path);
				if (record.elements !== undefined) node.elements = record.elements;
				if (record.state === "reused") {
					node.state = "succeeded";
					node.reused = "recovered";
				} else {
					node.state = record.state;
					if (record.state === "running") node.startedAt = record.at;
				}
				return;
			}
			case "ask": {
				const node = this.#node(record.path);
				node.asks = record.ask;
				node.name = record.name;
				return;
			}
			case "attempt":
				this.#node(record.path).failures.push(record);
				return;
			case "call": {
				const node = this.#node(record.path);
				if (record.path === this.#wanted || record.path === this.root.path) this.#calls.set(record.path, record);
				node.kind = record.kind;
				node.name = record.name;
				node.state = record.phase;
				node.reused = record.source === "run" ? undefined : record.source;
				node.startedAt = record.startedAt;
				node.endedAt = record.endedAt;
				node.attempts = record.attempts;
				node.error = record.error;
			}
		}
	}

	#graph(path: string, shape: GraphShape): void {
		const parent = this.#node(path);
		for (const { id, kind, name } of shape.nodes) {
			const node = this.#child(parent, id, `${path}/${id}`);
			node.kind = kind;
			node.name = name;
		}
	}

	#node(path: string): TreeNode {
		const known = this.#byPath.get(path);
		if (known !== undefined) return known;
		const element = path.endsWith("]") ? path.lastIndexOf("[") : -1;
		const at = element > 0 ? element : path.lastIndexOf("/");
		if (at <= 0) return this.root;
		return this.#child(this.#node(path.slice(0, at)), path.slice(element > 0 ? at : at + 1), path);
	}

	#child(parent: TreeNode, id: string, path: string): TreeNode {
		let node = parent.children.get(id);
		if (node === undefined) {
			node = made(path, id, "task", parent.kind === "array" ? parent.name : "");
			parent.children.set(id, node);
			this.#byPath.set(path, node);
		}
		return node;
	}
}

function made(path: string, id: string, kind: NodeKind, name: string): TreeNode {
	return {
		path,
		id,
		kind,
		name,
		state: "waiting",
		reused: undefined,
		startedAt: undefined,
		endedAt: undefined,
		attempts: 0,
		error: undefined,
		failures: [],
		elements: undefined,
		asks: undefined,
		children: new Map(),
	};
}
