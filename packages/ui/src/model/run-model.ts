import type {
	ErrorView,
	GateView,
	GraphNode,
	GraphView,
	NodeView,
	RunDetail,
	RunUpdate,
} from "../../../flytekit-ts/src/server/view-model.js";
import { Observable } from "../observable.js";
import { STATES } from "../parts/states.js";

/** In a mosaic: an element that nothing is known of. */
export const UNKNOWN = 255;
const CODES = new Map<string, number>(STATES.map((state, code) => [state, code]));

/** What a node is, whether it has begun or not. */
export interface NodeInfo {
	readonly path: string;
	readonly kind: string;
	readonly name: string;
	readonly state: string;
	readonly view: NodeView | undefined;
	/** Of an array: the calls that its elements are. */
	readonly calls: GraphNode["calls"];
}

/** One run as the page knows it. It grows with each update; what is drawn asks it. */
export class RunModel extends Observable {
	run: RunDetail | undefined;
	gone: ErrorView | undefined;
	gates: readonly GateView[] = [];
	readonly graphs = new Map<string, GraphView>();
	readonly nodes = new Map<string, NodeView>();
	/** State of each element, by the array's path. */
	readonly mosaics = new Map<string, Uint8Array>();
	/** Elements of arrays that are calls of a dynamic, by the calls' ids. */
	readonly #calls = new Map<string, Set<string>>();
	/** Raised when there is more to draw than before. */
	structure = 0;
	/** Raised with every update. */
	revision = 0;
	/** The server's clock is this one's: they are one machine, or nearly. */
	isLoaded = false;
	readonly #shapes = new Map<string, Map<string, GraphNode>>();

	apply(update: RunUpdate): void {
		if (update.reset === true) {
			for (const map of [this.graphs, this.nodes, this.mosaics, this.#shapes, this.#calls]) map.clear();
			this.gone = undefined;
			this.structure++;
		}
		if (update.run !== undefined) this.run = update.run;
		if (update.gone !== undefined) this.gone = update.gone;
		if (update.gates !== undefined) this.gates = update.gates;
		for (const graph of update.graphs) {
			this.graphs.set(graph.path, graph);
			this.#shapes.delete(graph.path);
			this.structure++;
		}
		for (const node of update.nodes) this.#node(node);
		this.isLoaded = true;
		this.revision++;
		this.changed();
	}

	get root(): string {
		return this.run?.root ?? "";
	}

	/** What is known of the node at a path; of its graph where it has not begun. */
	info(path: string): NodeInfo {
		const view = this.nodes.get(path);
		const shape = this.#shapeOf(path);
		return {
			path,
			kind: view?.kind ?? shape?.kind ?? (path === this.root ? (this.run?.kind ?? "task") : "task"),
			name: view?.name ?? shape?.name ?? (path === this.root ? (this.run?.name ?? path) : path),
			state: this.stateOf(path),
			view,
			calls: shape?.calls,
		};
	}

	/** The innermost nodes that failed, the one that failed first at the head. */
	failed(): readonly string[] {
		const found = [...this.nodes.values()].filter(({ path, state }) => state === "failed" && path !== this.root);
		const isAround = (path: string) =>
			found.some(({ path: other }) => other.startsWith(`${path}/`) || other.startsWith(`${path}[`));
		return found
			.filter(({ path }) => !isAround(path))
			.sort((a, b) => (a.endedAt ?? Number.POSITIVE_INFINITY) - (b.endedAt ?? Number.POSITIVE_INFINITY))
			.map(({ path }) => path);
	}

	/** As the run is now: what ran when its process went away was interrupted. "none" for what has not begun. */
	stateOf(path: string): string {
		const view = this.nodes.get(path);
		const runState = this.run?.state;
		// short work is told of when it is over; the run itself is known before
		if (view === undefined) return path === this.root ? (runState ?? "none") : "none";
		const { state } = view;
		if (runState === undefined || runState === "running") return state;
		if (state === "running" || state === "waiting") return runState === "interrupted" ? "interrupted" : "aborted";
		return state === "queued" ? "none" : state;
	}

	/** The graph inside the node at `path`; that of a conditional is its cases. */
	inside(path: string): GraphView | undefined {
		const graph = this.graphs.get(path);
		if (graph !== undefined) return graph;
		const shape = this.#shapeOf(path);
		if (shape?.cases === undefined) return undefined;
		return { path, name: shape.name, nodes: shape.cases.map((one) => ({ ...one, needs: [] })) };
	}

	/** Paths of the elements that are the call of that id, such as `dn17`. */
	callsNamed(id: string): readonly string[] {
		return [...(this.#calls.get(id) ?? [])];
	}

	/** How many nodes ended how, of those in the graphs that are known. */
	tally(): Map<string, number> {
		const counts = new Map<string, number>();
		for (const path of this.nodes.keys()) {
			if (path.endsWith("]") || path === this.root) continue;
			const state = this.stateOf(path);
			counts.set(state, (counts.get(state) ?? 0) + 1);
		}
		return counts;
	}

	#node(node: NodeView): void {
		this.nodes.set(node.path, node);
		if (node.elements !== undefined) {
			const known = this.mosaics.get(node.path);
			if (known === undefined || known.length !== node.elements) {
				const mosaic = new Uint8Array(node.elements).fill(UNKNOWN);
				if (known !== undefined) mosaic.set(known.subarray(0, node.elements));
				this.mosaics.set(node.path, mosaic);
			}
		}
		if (!node.path.endsWith("]")) return;
		if (node.call !== undefined) {
			const known = this.#calls.get(node.call);
			if (known === undefined) this.#calls.set(node.call, new Set([node.path]));
			else known.add(node.path);
		}
		const open = node.path.lastIndexOf("[");
		const array = node.path.slice(0, open);
		const index = Number(node.path.slice(open + 1, -1));
		let mosaic = this.mosaics.get(array);
		if (mosaic === undefined || mosaic.length <= index) {
			const longer = new Uint8Array(index + 1).fill(UNKNOWN);
			if (mosaic !== undefined) longer.set(mosaic);
			mosaic = longer;
			this.mosaics.set(array, mosaic);
		}
		mosaic[index] = CODES.get(node.state) ?? UNKNOWN;
	}

	#shapeOf(path: string): GraphNode | undefined {
		const slash = path.lastIndexOf("/");
		if (slash === -1) return undefined;
		const parent = path.slice(0, slash);
		const id = path.slice(slash + 1);
		let shapes = this.#shapes.get(parent);
		if (shapes === undefined) {
			const graph = this.graphs.get(parent);
			if (graph === undefined) {
				// inside a conditional
				const around = parent.includes("/") ? this.#shapeOf(parent) : undefined;
				return around?.cases?.find((one) => one.id === id) as GraphNode | undefined;
			}
			shapes = new Map(graph.nodes.map((node) => [node.id, node]));
			this.#shapes.set(parent, shapes);
		}
		return shapes.get(id);
	}
}
