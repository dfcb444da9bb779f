import { FlyteError, formatPlace, type SourceLocation } from "../../errors/index.js";
import { forEachPromise } from "../binding.js";
import { type Graph, type Node, targetEntity } from "../graph.js";
import type { Grouping, Left, Reason } from "./groups.js";
import type { FoldMode } from "./settings.js";

/** What folding decided about a graph, and why. */
export interface FoldReport {
	readonly mode: FoldMode;
	readonly threshold: number;
	readonly nodesBefore: number;
	readonly nodesAfter: number;
	readonly arrays: readonly FoldedCalls[];
	/** Calls that stay nodes, by what they call and why. */
	readonly left: readonly LeftCalls[];
}

/** Calls that became one array node. */
export interface FoldedCalls {
	/** Id of the array node. */
	readonly node: string;
	/** Name of the task. */
	readonly task: string;
	readonly calls: number;
	/** Id of the first call, and where it stands. */
	readonly first: string;
	readonly location?: SourceLocation;
	/** Inputs that are the same for all calls. */
	readonly bound: readonly string[];
}

/** Calls of one entity that stay nodes for one reason. */
export interface LeftCalls {
	/** Name of what is called. */
	readonly callee: string;
	readonly calls: number;
	readonly reason: Reason;
	/** In words, with the call that prevents it. */
	readonly text: string;
	/** That call. */
	readonly node: string;
	readonly location?: SourceLocation;
	readonly wayOut?: string;
}

/** Explains a decision. `grouping` is undefined where folding is off. */
export function explain(
	graph: Graph,
	{ mode, threshold }: { readonly mode: FoldMode; readonly threshold: number },
	grouping: Grouping | undefined,
	ids: readonly string[],
): FoldReport {
	const { nodes } = graph;
	const arrays = (grouping?.groups ?? []).map(({ members, task, bound }, number): FoldedCalls => {
		const first = nodes[members[0] as number] as Node;
		return {
			node: ids[number] as string,
			task: task.name,
			calls: members.length,
			first: first.id,
			...placed(first),
			bound,
		};
	});
	const folded = arrays.reduce((sum, { calls }) => sum + calls, 0);
	return {
		mode,
		threshold,
		nodesBefore: nodes.length,
		nodesAfter: nodes.length - folded + arrays.length,
		arrays,
		left: grouping === undefined ? [] : leftCalls(graph, grouping.left, threshold),
	};
}

function leftCalls(graph: Graph, left: readonly Left[], threshold: number): readonly LeftCalls[] {
	const sets = new Map<string, Left[]>();
	for (const one of left) {
		const key = `${one.reason} ${calleeOf(graph.nodes[one.position] as Node)}`;
		const set = sets.get(key);
		if (set === undefined) sets.set(key, [one]);
		else set.push(one);
	}
	return [...sets.values()].map((set) => leftSet(graph, set, threshold));
}

function leftSet(graph: Graph, set: readonly Left[], threshold: number): LeftCalls {
	const [one] = set as [Left];
	const first = graph.nodes[one.position] as Node;
	const callee = calleeOf(first);
	if (one.reason === "few" && set.length >= threshold) {
		const chained = chainedCall(graph, set);
		if (chained !== undefined) {
			const [call, source] = chained;
			return {
				callee,
				calls: set.length,
				reason: "chained",
				text: `call ${called(call)} waits for ${called(source)}: calls that wait for each other cannot be elements of one array`,
				node: call.id,
				...placed(call),
				wayOut: "start them from values that are known beforehand, or let one task do the whole chain",
			};
		}
	}
	return {
		callee,
		calls: set.length,
		reason: one.reason,
		...TEXTS[one.reason](first, one.beside === undefined ? undefined : graph.nodes[one.beside], threshold),
		node: first.id,
		...placed(first),
	};
}

type Words = Pick<LeftCalls, "text" | "wayOut">;

const TEXTS: Record<Reason, (call: Node, beside: Node | undefined, threshold: number) => Words> = {
	few: (_, __, threshold) => ({ text: `fewer than ${threshold} of them can run side by side` }),
	chained: () => ({ text: "they wait for each other" }),
	differs: (call, beside) => ({
		text: `call ${called(call)} ${difference(call, beside as Node)}, unlike ${called(beside as Node)}`,
		wayOut: "give all calls the same overrides and order, or put the odd ones into a task of their own",
	}),
	named: (call) => ({
		text: `call ${called(call)} has a node name of its own, which an element of an array cannot have`,
		wayOut: "leave nodeName out",
	}),
	aliased: (call) => ({
		text: `call ${called(call)} has aliases of outputs, which an element of an array cannot have`,
		wayOut: "leave aliases out",
	}),
	decides: (call) => ({
		text: `a conditional compares what call ${called(call)} gives, and Flyte's compiler takes no part of a list there`,
		wayOut: "let a task between them take the value, so that what is compared is its own",
	}),
	noInputs: (call) => ({
		text: `call ${called(call)} takes no input: an array has as many elements as the lists given to it have items`,
		wayOut: "give the task an input, such as a number of the call",
	}),
	inputs: (call) => ({ text: `calls such as ${called(call)} do not all give the same inputs` }),
	types: (call) => ({
		text: `the types of ${called(call)} are nested so deep that one more list around them is more than Flyte's messages hold`,
	}),
	kind: (call) => ({ text: `call ${called(call)} is ${kindOf(call)}`, ...wayOutOf(call) }),
	policy: () => ({ text: "the graph goes on after failures, and an array ends at the first one" }),
};

/** Two of the calls of which one waits for the other. */
function chainedCall(graph: Graph, set: readonly Left[]): readonly [Node, Node] | undefined {
	const own = new Map(set.map(({ position }) => [(graph.nodes[position] as Node).id, position]));
	for (const { position } of set) {
		const call = graph.nodes[position] as Node;
		let source = call.after.find((id) => own.has(id));
		for (const { data } of call.inputs) {
			forEachPromise(data, ({ node }) => {
				if (own.has(node)) source ??= node;
			});
		}
		if (source !== undefined) return [call, graph.nodes[own.get(source) as number] as Node];
	}
	return undefined;
}

function difference(call: Node, beside: Node): string {
	const other = beside.metadata as unknown as Record<string, unknown>;
	const own = call.metadata as unknown as Record<string, unknown>;
	const names = [...new Set([...Object.keys(own), ...Object.keys(other)])];
	const differing = names.filter((name) => own[name] !== other[name]);
	if (call.overrides !== beside.overrides) {
		const [a, b] = [call.overrides ?? {}, beside.overrides ?? {}] as Record<string, unknown>[];
		for (const name of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])) {
			if (JSON.stringify(a?.[name]) !== JSON.stringify(b?.[name])) differing.push(name);
		}
	}
	if (differing.length === 0) return "runs after other calls";
	return `has ${differing.map((name) => (name === "timeoutMs" ? "timeout" : name)).join(", ")} of its own`;
}

function kindOf({ target }: Node): string {
	switch (target.kind) {
		case "task":
			if (target.task.isDynamic) return "a dynamic, which Flyte's array node does not run";
			if (target.task.metadata.isEager === true) return "an eager task, which Flyte's array node does not run";
			if (target.task.id !== undefined) return "a task that is registered already";
			return "a task whose container is not this package's, so it does not know how to pick its element";
		case "array":
			return "a map already, and Flyte's array node takes no arrays";
		case "launchPlan":
			return "an execution of its own (launch plan), with its own name, page and limits";
		case "workflow":
			return "a sub-workflow, which Flyte's array node does not run";
		case "branch":
			return "a conditional";
		case "gate":
			return "a gate";
	}
}

function wayOutOf({ target }: Node): { readonly wayOut?: string } {
	switch (target.kind) {
		case "launchPlan":
			return { wayOut: "write mapTask(plan)(...) to have them as elements" };
		case "workflow":
			return { wayOut: "map a launch plan of it: mapTask(launchPlan(workflow))(...)" };
		case "task":
			return target.task.isDynamic ? { wayOut: "map a launch plan of a workflow that calls the dynamic" } : {};
		default:
			return {};
	}
}

/**
 * Refuses what "require" does not allow: that many calls of one entity stay, or that a call stays because it differs from those
 * that fold. Throws GRAPH_FOLD.
 */
export function refuseLeft(graph: Graph, { left, threshold }: FoldReport): void {
	const worst = left.find(
		({ calls, reason }) => calls >= threshold || reason === "differs" || reason === "named" || reason === "aliased",
	);
	if (worst === undefined) return;
	const { callee, calls, text, node, location, wayOut } = worst;
	throw new FlyteError(
		"GRAPH_FOLD",
		`dynamic ${graph.name} must fold (fold: "require"), and ${count(calls)} of ${callee} cannot: ${text}`,
		{
			entity: graph.name,
			node,
			...(location === undefined ? {} : { location }),
			wayOut: `${wayOut === undefined ? "" : `${wayOut}; or `}say fold: "auto"`,
		},
	);
}

/** The report in lines for people. */
export function foldLines({ arrays, left, mode, nodesBefore, nodesAfter }: FoldReport): readonly string[] {
	if (mode === "off") return [`folding is off: ${nodesBefore} nodes`];
	const at = (location: SourceLocation | undefined) => (location === undefined ? "" : ` (${formatPlace(location)})`);
	return [
		`${nodesBefore} calls, ${nodesAfter} nodes`,
		...arrays.map(({ node, task, calls, location, bound }) => {
			const same = bound.length === 0 ? "" : `, the same for all: ${bound.join(", ")}`;
			return `${node}: ${count(calls)} of ${task}${at(location)}${same}`;
		}),
		...left.map(({ callee, calls, text }) => `not folded: ${count(calls)} of ${callee}: ${text}`),
	];
}

function count(calls: number): string {
	return calls === 1 ? "1 call" : `${calls.toLocaleString("en-US")} calls`;
}

/** `dn3 (square at a.ts:4:2)`. */
function called(node: Node): string {
	const { location } = node;
	return `${node.id}${location === undefined ? "" : ` at ${formatPlace(location)}`}`;
}

function calleeOf({ target, metadata }: Node): string {
	return targetEntity(target)?.name ?? metadata.name;
}

function placed({ location }: Node): { readonly location?: SourceLocation } {
	return location === undefined ? {} : { location };
}
