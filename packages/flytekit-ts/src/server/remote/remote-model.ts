import type { AttemptRecord, FlyteExecution, NodeTree } from "../../remote/index.js";
import { firstLine } from "../values/first-line.js";
import type { GraphView, NodeKindName, NodeState, NodeView, RunDetail, RunView } from "../view-model.js";

/** An execution's nodes as the page knows nodes. Flyte tells of no edges below the top: nodes there stand side by side. */
export class RemoteModel {
	readonly root: string;
	readonly graphs = new Map<string, GraphView>();
	readonly nodes = new Map<string, NodeView>();
	/** What the deployment said of the node at a path. */
	readonly trees = new Map<string, NodeTree>();

	constructor(execution: FlyteExecution, known: readonly GraphView[]) {
		this.root = lastPart(execution.record.launched.name);
		for (const graph of known) this.graphs.set(graph.path, graph);
		const { phase, startedAt, createdAt, durationMs } = execution.record;
		const began = startedAt ?? createdAt;
		const times = began === undefined ? {} : timesOf(began, durationMs);
		this.nodes.set(this.root, { path: this.root, state: STATES.get(phase) ?? "running", ...times });
	}

	/** Takes in the nodes as they are now. */
	read(trees: readonly NodeTree[], path = this.root): void {
		const known = this.graphs.get(path);
		const names = new Map(known?.nodes.map(({ id, name, kind }) => [id, { name, kind }]));
		const shown: GraphView["nodes"][number][] = [];
		for (const tree of trees) {
			const id = tree.node.specNodeId;
			const at = `${path}/${id}`;
			const { name = nameOf(tree), kind = kindOf(tree) } = names.get(id) ?? {};
			shown.push({ id, kind, name, needs: [] });
			this.trees.set(at, tree);
			this.nodes.set(at, nodeView(at, tree, name, kind));
			for (const element of elementViews(at, tree.attempts.at(-1))) this.nodes.set(element.path, element);
			const inner = [...tree.children, ...(tree.launched ?? [])];
			if (inner.length > 0) this.read(inner, at);
		}
		if (known === undefined && shown.length > 0) this.graphs.set(path, { path, name: lastPart(path), nodes: shown });
	}
}

/** How a deployment's phases are called here. */
const STATES = new Map<string, NodeState>([
	["QUEUED", "queued"],
	["UNDEFINED", "queued"],
	["RUNNING", "running"],
	["DYNAMIC_RUNNING", "running"],
	["SUCCEEDING", "running"],
	["FAILING", "running"],
	["ABORTING", "running"],
	["INITIALIZING", "queued"],
	["WAITING_FOR_RESOURCES", "queued"],
	["RETRYABLE_FAILED", "running"],
	["SUCCEEDED", "succeeded"],
	["RECOVERED", "succeeded"],
	["FAILED", "failed"],
	["TIMED_OUT", "failed"],
	["ABORTED", "aborted"],
	["SKIPPED", "skipped"],
]);

function nodeView(path: string, { node, attempts }: NodeTree, name: string, kind: NodeKindName): NodeView {
	const failed = attempts.slice(0, -1);
	const elements = attempts.at(-1)?.elements ?? [];
	const source = node.phase === "RECOVERED" ? "recovered" : node.cache === "CACHE_HIT" ? "cache" : undefined;
	return {
		path,
		name,
		kind,
		state: STATES.get(node.phase) ?? "running",
		...(node.createdAt === undefined ? {} : { queuedAt: node.createdAt.getTime() }),
		...(node.startedAt === undefined ? {} : timesOf(node.startedAt, node.durationMs)),
		attempts: attempts.length,
		...(failed.length === 0 ? {} : { failedAt: failed.flatMap(endOf) }),
		...(source === undefined ? {} : { source }),
		...(elements.length === 0 ? {} : { elements: elements.length }),
		...(node.error === undefined ? {} : { error: firstLine(node.error.message) }),
	};
}

function elementViews(path: string, attempt: AttemptRecord | undefined): NodeView[] {
	return (attempt?.elements ?? []).map(({ index, phase, cache }) => ({
		path: `${path}[${index}]`,
		state: STATES.get(phase) ?? "running",
		...(cache === "CACHE_HIT" ? { source: "cache" as const } : {}),
	}));
}

function kindOf({ node }: NodeTree): NodeKindName {
	if (node.isArray) return "array";
	if (node.isDynamic) return "dynamic";
	if (node.launched !== undefined) return "launchPlan";
	return node.isParent ? "workflow" : "task";
}

function nameOf({ node, attempts }: NodeTree): string {
	return attempts.at(-1)?.task.name ?? node.launched?.name ?? node.specNodeId;
}

function timesOf(startedAt: Date, durationMs: number | undefined): { startedAt: number; endedAt?: number } {
	const at = startedAt.getTime();
	return durationMs === undefined ? { startedAt: at } : { startedAt: at, endedAt: at + durationMs };
}

function endOf({ startedAt, durationMs = 0 }: AttemptRecord): number[] {
	return startedAt === undefined ? [] : [startedAt.getTime() + durationMs];
}

/** A line of the list. */
export function executionView({ record }: Pick<FlyteExecution, "record">): RunView {
	const { id, launched, phase, createdAt, startedAt, durationMs } = record;
	const began = (startedAt ?? createdAt)?.getTime() ?? 0;
	const state = STATES.get(phase) ?? "running";
	return {
		id: id.name,
		name: launched.name,
		kind: launched.resourceType === "task" ? "task" : "launchPlan",
		state: state === "queued" ? "running" : state,
		startedAt: began,
		recovered: 0,
		...(durationMs === undefined || state === "running" ? {} : { endedAt: began + durationMs }),
	};
}

export function executionDetail(execution: FlyteExecution): RunDetail {
	const view = executionView(execution);
	const { error, abort } = execution.record;
	const why = error ?? (abort === undefined ? undefined : { code: "ABORTED", message: abort.cause });
	return {
		...view,
		root: lastPart(view.name),
		damage: 0,
		...(why === undefined ? {} : { error: { code: why.code, message: why.message } }),
		can: {
			abort: view.state === "running",
			recover: view.state === "failed" || view.state === "aborted",
			rerun: false,
		},
	};
}

const lastPart = (name: string) => name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("/")) + 1);
