import { type ShapeNode, shapeOf } from "../../engine/journal/graph-shape.js";
import type { AskRecord, JournalRecord } from "../../engine/journal/record.js";
import { callsInName } from "../../graph/fold/ranges.js";
import { describeType, guessNativeType } from "../../types/index.js";
import { decodeLiteral, decodeLiteralType } from "../../wire/literals.js";
import { graphNodes } from "../programs/graphs-of.js";
import { firstLine } from "../values/first-line.js";
import { shownLiteral } from "../values/shown-value.js";
import type { GateView, GraphView, NodeState, NodeView } from "../view-model.js";

const ALIVE: ReadonlySet<NodeState> = new Set(["queued", "running", "waiting"]);

/** What a journal's records add up to: the newest state of each node, and which have changed since somebody asked. */
export class RunModel {
	readonly graphs = new Map<string, GraphView>();
	readonly nodes = new Map<string, NodeView>();
	/** Gates that wait. */
	gates: readonly GateView[] = [];
	#gatesChanged = false;
	#changedGraphs = new Set<string>();
	#changedNodes = new Set<string>();
	/** The elements that folded calls are, by the paths of the calls; and the reverse. */
	readonly #elements = new Map<string, { readonly path: string }>();
	readonly #callPaths = new Map<string, string>();
	/** Path of the outermost call. */
	root: string | undefined = undefined;

	/** The path under which the journal tells of a node: that of its own call, of an element into which one was folded. */
	recordPath(path: string): string {
		return this.#callPaths.get(path) ?? path;
	}

	apply(told: JournalRecord): void {
		const record = this.#placed(told);
		switch (record.type) {
			case "graph": {
				const { path, name, shape } = record;
				this.root ??= path;
				if (shape === undefined) return;
				const known = shapeOf(shape);
				this.graphs.set(path, { path, name, nodes: graphNodes(known) });
				for (const node of known?.nodes ?? []) this.#noteCalls(path, node);
				this.#changedGraphs.add(path);
				return;
			}
			case "state":
				this.#state(record);
				return;
			case "call":
				this.#call(record);
				return;
			case "attempt": {
				const { path, at, willRetry } = record;
				const before = this.nodes.get(path);
				// the last one is told by the call's own end
				if (willRetry) this.#set(path, { failedAt: [...(before?.failedAt ?? []), at] });
				return;
			}
			case "ask":
				this.#begin(record.path, { state: "waiting" });
				this.#setGates([...this.gates.filter(({ path }) => path !== record.path), gateView(record)]);
				return;
			case "stretch":
				// another process goes on: what was under way is so no more
				for (const [path, { state }] of this.nodes) if (ALIVE.has(state)) this.#set(path, { state: "interrupted" });
				this.#setGates([]);
				return;
			case "log":
				if (this.nodes.get(record.path)?.hasLog !== true) this.#set(record.path, { hasLog: true });
				return;
		}
	}

	/** What has changed since the last time. */
	changes(): { readonly graphs: readonly GraphView[]; readonly nodes: readonly NodeView[] } {
		const graphs = [...this.#changedGraphs].map((path) => this.graphs.get(path) as GraphView);
		const nodes = [...this.#changedNodes].map((path) => this.nodes.get(path) as NodeView);
		if (this.#changedGraphs.size > 0) this.#changedGraphs = new Set();
		if (this.#changedNodes.size > 0) this.#changedNodes = new Set();
		return { graphs, nodes };
	}

	/** The gates that wait, when they are others than the last time. */
	changedGates(): readonly GateView[] | undefined {
		if (!this.#gatesChanged) return undefined;
		this.#gatesChanged = false;
		return this.gates;
	}

	/** Calls that were folded are elements of their array: the page knows them by its path, and by their ids. */
	#noteCalls(graph: string, { id, calls }: ShapeNode): void {
		for (const [index, call] of (calls === undefined ? [] : (callsInName(` ${calls}`) ?? [])).entries()) {
			const element = `${graph}/${id}[${index}]`;
			this.#elements.set(`${graph}/${call}`, { path: element });
			this.#callPaths.set(element, `${graph}/${call}`);
		}
	}

	#placed(record: JournalRecord): JournalRecord {
		if (!("path" in record)) return record;
		const element = this.#elements.get(record.path);
		return element === undefined ? record : { ...record, path: element.path };
	}

	#setGates(gates: readonly GateView[]): void {
		this.gates = gates;
		this.#gatesChanged = true;
	}

	#state({ path, state, at, elements }: JournalRecord & { type: "state" }): void {
		this.root ??= path;
		if (elements !== undefined) {
			this.#set(path, { elements });
			return;
		}
		switch (state) {
			case "queued":
				this.#begin(path, { state: "queued", queuedAt: at });
				return;
			case "running":
				this.#begin(path, { state: "running", startedAt: at });
				return;
			case "skipped":
				this.#begin(path, { state: "skipped", endedAt: at });
				return;
			case "reused": {
				const before = this.nodes.get(path);
				if (before?.state === "succeeded") this.#set(path, { source: "recovered" });
				else this.#begin(path, { state: "succeeded", source: "recovered", startedAt: at, endedAt: at });
			}
		}
	}

	#call(record: JournalRecord & { type: "call" }): void {
		const { path, kind, name, phase, source, startedAt, endedAt, attempts, error } = record;
		if (kind === "gate") this.#setGates(this.gates.filter((gate) => gate.path !== path));
		this.#set(path, {
			state: phase,
			kind,
			name,
			startedAt,
			endedAt,
			attempts,
			...(source === "run" ? {} : { source }),
			...(error === undefined ? {} : { error: firstLine(error.message) }),
		});
	}

	/** A node that was over before begins again, in a run that is gone on with. */
	#begin(path: string, change: Partial<NodeView> & { readonly state: NodeState }): void {
		const before = this.nodes.get(path);
		const isOver = before !== undefined && !ALIVE.has(before.state);
		if (!isOver) {
			this.#set(path, change);
			return;
		}
		const { kind, name, hasLog, elements } = before;
		this.nodes.delete(path);
		this.#set(path, {
			...(kind === undefined ? {} : { kind }),
			...(name === undefined ? {} : { name }),
			...(hasLog === undefined ? {} : { hasLog }),
			...(elements === undefined ? {} : { elements }),
			...change,
		});
	}

	#set(path: string, change: Partial<NodeView>): void {
		const before = this.nodes.get(path);
		const called = this.#callPaths.get(path);
		const call = called === undefined ? {} : { call: called.slice(called.lastIndexOf("/") + 1) };
		this.nodes.set(path, { path, state: "running", ...call, ...before, ...change });
		this.#changedNodes.add(path);
	}
}

function gateView({ path, name, ask, expects, value }: AskRecord): GateView {
	const type = ask === "approve" ? ({ kind: "boolean" } as const) : guessNativeType(decodeLiteralType(expects));
	const shown = value === undefined ? undefined : shownLiteral(decodeLiteral(value), () => undefined);
	const about = { path, gate: name, kind: ask, type, typeText: describeType(type) };
	return shown === undefined ? about : { ...about, value: shown };
}
