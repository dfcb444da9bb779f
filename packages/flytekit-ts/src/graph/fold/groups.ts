import { chunkOf, inChunks, withTimeFor } from "../chunks.js";
import type { TaskEntity } from "../entities.js";
import type { ArrayTarget, Batch, Graph, Node, NodeMetadata, NodeOverrides } from "../graph.js";
import { sameBinding, textOf } from "./same-call.js";
import type { FoldWish } from "./settings.js";
import { byStage, deciders, type Stages } from "./stages.js";

/** Calls that become the elements of one array node, in call order. */
export interface Group {
	/** Positions in the graph that is folded. */
	readonly members: readonly number[];
	readonly task: TaskEntity;
	readonly target: ArrayTarget;
	/** Inputs that are the same for all: they are bound. */
	readonly bound: readonly string[];
	/** What must be done before any of them. */
	readonly after: readonly string[];
}

/** Why a call stays a node of its own. */
export type Reason =
	| "few"
	| "chained"
	| "differs"
	| "named"
	| "aliased"
	| "decides"
	| "noInputs"
	| "inputs"
	| "types"
	| "kind"
	| "policy";

/** A call that stays, and where that is known the call that it is measured against. */
export interface Left {
	readonly position: number;
	readonly reason: Reason;
	/** A call of the group that it would belong to. */
	readonly beside?: number;
}

interface Candidates {
	readonly task: TaskEntity;
	readonly metadata: NodeMetadata;
	readonly overrides: NodeOverrides | undefined;
	readonly after: readonly string[];
	readonly members: number[];
}

/** Which calls go together. */
export interface Grouping {
	readonly groups: readonly Group[];
	/** By position: the group it is an element of, or -1. */
	readonly groupOf: Int32Array;
	/** By position: which element of its group. */
	readonly indexOf: Int32Array;
	readonly left: readonly Left[];
}

/** What groups are made by: see FoldSettings. */
export interface GroupLimits {
	readonly threshold: number;
	readonly concurrency: number;
	/** Of one array at most. */
	readonly elements: number;
	readonly batch: Batch | undefined;
}

/** Finds the calls that fold. Stage after stage, so that what earlier stages became is known to those that wait for it. */
export function groupCalls(graph: Graph, stages: Stages, limits: GroupLimits): Grouping {
	const grouper = new Grouper(graph, stages, limits);
	for (const positions of byStage(stages)) grouper.addStage(positions);
	return grouper;
}

/** How compiling numbers calls; any other id was given by the author. */
const COUNTED = /^f?d?n\d+$/;

class Grouper implements Grouping {
	readonly groups: Group[] = [];
	readonly groupOf: Int32Array;
	readonly indexOf: Int32Array;
	readonly left: Left[] = [];
	readonly #graph: Graph;
	readonly #stages: Stages;
	readonly #threshold: number;
	readonly #concurrency: number;
	readonly #elements: number;
	readonly #batch: Batch | undefined;
	readonly #deciders: ReadonlySet<number>;
	readonly #mappable = new Map<TaskEntity, boolean>();
	/** Texts of metadata and overrides by object: calls of one entity share theirs. */
	readonly #texts = new Map<NodeMetadata | NodeOverrides, string>();

	constructor(graph: Graph, stages: Stages, { threshold, concurrency, elements, batch }: GroupLimits) {
		this.#graph = graph;
		this.#stages = stages;
		this.#deciders = deciders(graph, stages);
		this.#threshold = threshold;
		this.#concurrency = concurrency;
		this.#elements = elements;
		this.#batch = batch;
		this.groupOf = new Int32Array(graph.nodes.length).fill(-1);
		this.indexOf = new Int32Array(graph.nodes.length);
	}

	addStage(positions: readonly number[]): void {
		const byTask = new Map<TaskEntity, Map<string, Candidates>>();
		let last: { candidates: Candidates } | undefined;
		for (const position of positions) {
			const node = this.#graph.nodes[position] as Node;
			if (node.target.kind === "task" && node.target.task.isShare === true) continue; // calls of it are looked at inside
			const reason = this.#unfit(node, position);
			if (reason !== undefined) {
				this.left.push({ position, reason });
				continue;
			}
			const { task } = node.target as { task: TaskEntity };
			const known = last?.candidates;
			if (
				known !== undefined &&
				known.task === task &&
				known.metadata === node.metadata &&
				known.overrides === node.overrides &&
				known.after.length === 0 &&
				node.after.length === 0
			) {
				known.members.push(position);
				continue;
			}
			last = { candidates: this.#candidatesOf(byTask, task, node, position) };
		}
		for (const sets of byTask.values()) this.#decide([...sets.values()]);
	}

	#candidatesOf(
		byTask: Map<TaskEntity, Map<string, Candidates>>,
		task: TaskEntity,
		node: Node,
		position: number,
	): Candidates {
		let sets = byTask.get(task);
		if (sets === undefined) {
			sets = new Map();
			byTask.set(task, sets);
		}
		const after = this.#afterOf(node);
		const key = [this.#text(node.metadata), this.#text(node.overrides), ...[...after].sort()].join("\n");
		let candidates = sets.get(key);
		if (candidates === undefined) {
			candidates = { task, metadata: node.metadata, overrides: node.overrides, after, members: [] };
			sets.set(key, candidates);
		}
		candidates.members.push(position);
		return candidates;
	}

	#text(value: NodeMetadata | NodeOverrides | undefined): string {
		if (value === undefined) return "";
		let text = this.#texts.get(value);
		if (text === undefined) {
			text = textOf(value);
			this.#texts.set(value, text);
		}
		return text;
	}

	/** What a call waits for by order alone: calls by their ids, groups by their numbers. */
	#afterOf({ after }: Node): readonly string[] {
		if (after.length === 0) return after;
		const ids = after.map((id) => {
			const position = this.#stages.positions.get(id);
			const group = position === undefined ? -1 : (this.groupOf[position] as number);
			return group < 0 ? id : groupKey(group);
		});
		return [...new Set(ids)];
	}

	#unfit(node: Node, position: number): Reason | undefined {
		const { target } = node;
		if (this.#graph.failurePolicy !== "failImmediately") return "policy";
		if (target.kind !== "task" || !this.#isMappable(target.task)) return "kind";
		if (!COUNTED.test(node.id)) return "named";
		if (node.outputAliases !== undefined) return "aliased";
		if (this.#deciders.has(position)) return "decides";
		return undefined;
	}

	#isMappable(task: TaskEntity): boolean {
		let known = this.#mappable.get(task);
		if (known === undefined) {
			known = canMap(task);
			this.#mappable.set(task, known);
		}
		return known;
	}

	/** Of the calls of one task in one stage. */
	#decide(sets: readonly Candidates[]): void {
		const largest = sets.reduce((a, b) => (b.members.length > a.members.length ? b : a));
		for (const candidates of sets) {
			const { members } = candidates;
			if (members.length >= this.#threshold) {
				for (const part of this.#parts(candidates)) {
					const made = this.#group({ ...candidates, members: part });
					if (typeof made === "object") this.#add(made);
					else for (const position of part) this.left.push({ position, reason: made });
				}
				continue;
			}
			const reason = candidates !== largest && largest.members.length >= this.#threshold ? "differs" : "few";
			const beside = reason === "differs" ? { beside: largest.members[0] as number } : {};
			for (const position of members) this.left.push({ position, reason, ...beside });
		}
	}

	/** The calls of one array each: all of them, unless they are more than one array may have. */
	#parts({ task, members }: Candidates): readonly (readonly number[])[] {
		const batch = this.#batch ?? (task as TaskEntity & FoldWish).batch;
		const most = this.#elements * (typeof batch === "number" ? batch : 1);
		if (members.length <= most) return [members];
		return inChunks(members, Math.ceil(members.length / Math.ceil(members.length / most)));
	}

	#add(group: Group): void {
		const number = this.groups.length;
		this.groups.push(group);
		const { members } = group;
		for (let i = 0; i < members.length; i++) {
			this.groupOf[members[i] as number] = number;
			this.indexOf[members[i] as number] = i;
		}
	}

	#group({
		task,
		metadata,
		overrides,
		after,
		members,
	}: Omit<Candidates, "members"> & Pick<Group, "members">): Group | Reason {
		const { nodes } = this.#graph;
		const first = nodes[members[0] as number] as Node;
		if (first.inputs.length === 0) return "noInputs";
		const equal: number[] = [];
		for (let v = 0; v < first.inputs.length; v++) {
			const { var: name, data } = first.inputs[v] as Node["inputs"][number];
			let same = true;
			for (let m = 1; m < members.length; m++) {
				const { inputs } = nodes[members[m] as number] as Node;
				const other = inputs[v];
				if (other === undefined || inputs.length !== first.inputs.length || other.var !== name) return "inputs";
				if (same && !sameBinding(data, other.data)) same = false;
			}
			if (same) equal.push(v);
		}
		// an array has as many elements as its lists have items, so one input stays a list
		if (equal.length === first.inputs.length) equal.splice(lightest(first, equal), 1);
		const keepsNames = task.metadata.cache === undefined && metadata.cacheable !== true;
		const bound = equal
			.filter((v) => keepsNames || isLarge(first.inputs[v] as Node["inputs"][number]))
			.map((v) => (first.inputs[v] as Node["inputs"][number]).var)
			.sort();
		const concurrency = this.#concurrency;
		const batch = this.#batch ?? (task as TaskEntity & FoldWish).batch;
		const chunk = chunkOf(batch, members.length, concurrency);
		let target: ArrayTarget | undefined;
		try {
			target = task.arrayTarget?.({ bound, concurrency, ...(chunk === undefined ? {} : { chunk }) });
		} catch {
			return "types"; // one more list around them is too deep for Flyte's messages
		}
		if (target === undefined) return "kind";
		const calls = members.map((position) => nodes[position] as Node);
		const elementMetadata = chunk === undefined ? metadata : withTimeFor(metadata, chunk);
		const own = { ...target, elementMetadata, calls };
		return {
			members,
			task,
			target: overrides === undefined ? own : { ...own, elementOverrides: overrides },
			bound,
			after,
		};
	}
}

function canMap(task: TaskEntity): boolean {
	try {
		return task.arrayTarget?.({ bound: [] }) !== undefined;
	} catch {
		return true; // its types are what is wrong, and are looked at when it would fold
	}
}

/** How {@link Group.after} names a group before the groups have ids: no id of a node looks like it. */
export function groupKey(group: number): string {
	return `#${group}`;
}

/** The place in `equal` of the input that costs least when it is repeated for every element. */
function lightest(node: Node, equal: readonly number[]): number {
	const weights = equal.map((v): number => {
		const { data } = node.inputs[v] as Node["inputs"][number];
		if (data.kind !== "literal") return 3;
		const { kind } = data.literal;
		return kind === "integer" || kind === "boolean" || kind === "none" ? 0 : kind === "float" ? 1 : 2;
	});
	return weights.indexOf(Math.min(...weights));
}

/**
 * Of a cached task nothing is bound but what is large: which inputs happen to be equal differs from run to run, and with it would
 * the list-typed task, under whose name Flyte caches the elements.
 */
function isLarge({ data }: Node["inputs"][number]): boolean {
	if (data.kind === "promise") return false;
	if (data.kind !== "literal") return true;
	const { literal } = data;
	switch (literal.kind) {
		case "string":
			return literal.value.length > 256;
		case "binary":
			return literal.value.length > 256;
		case "collection":
			return literal.items.length > 16;
		case "map":
			return literal.entries.size > 16;
		default:
			return false;
	}
}
