import type { TypedInterface, Variable } from "../../interface/typed-interface.js";
import { type Binding, type BindingData, mapBindings, mapPromises, type PromiseBinding } from "../binding.js";
import { chunkOf, elementPath, inChunks } from "../chunks.js";
import type { TaskEntity } from "../entities.js";
import {
	callRanges,
	FOLD_CONCURRENCY,
	FOLD_THRESHOLD,
	type FoldSettings,
	type FoldWish,
	type Stages,
	sameBinding,
} from "../fold/index.js";
import { type Graph, type Node, targetEntity, targetInterface } from "../graph.js";
import { rewriteNode } from "../rewrite-node.js";
import type { SharePlan } from "./plan.js";
import { insidePromise, ShareDraft } from "./share.js";

/** A value, where it is known what it is. */
type Typed = Pick<Variable, "type" | "literalType">;

interface Join {
	readonly draft: ShareDraft;
	/** What is put together, in terms of the whole graph. */
	readonly data: BindingData;
	readonly output: string;
	readonly name: string;
}

/**
 * Rewrites a graph for shares. A share takes lists of other shares whole, and picks from them inside; what stays outside takes single
 * values by their index, and lists of many from a share without calls, which only puts them together.
 */
export class Cutter {
	readonly drafts: readonly ShareDraft[];
	readonly #graph: Graph;
	readonly #stages: Stages;
	readonly #plan: SharePlan;
	readonly #joinFrom: number;
	readonly #fold: FoldSettings;
	/** By position: which of its callee's calls in its share it is. */
	readonly #indexOf: Int32Array;
	/** By share: calls of each callee. */
	readonly #calls: readonly Map<object, number[]>[];
	readonly #joins: Join[] = [];

	constructor(graph: Graph, stages: Stages, plan: SharePlan, joinFrom: number, fold: FoldSettings) {
		this.#graph = graph;
		this.#stages = stages;
		this.#plan = plan;
		this.#joinFrom = joinFrom;
		this.#fold = fold;
		this.drafts = plan.shares.map((_, i) => new ShareDraft(`sh${i}`, `share-${i}.pb`));
		this.#indexOf = new Int32Array(graph.nodes.length);
		this.#calls = plan.shares.map((positions) => {
			const byCallee = new Map<object, number[]>();
			for (const position of positions) {
				const callee = calleeOf(this.#node(position));
				const calls = byCallee.get(callee);
				this.#indexOf[position] = calls?.length ?? 0;
				if (calls === undefined) byCallee.set(callee, [position]);
				else calls.push(position);
			}
			return byCallee;
		});
		for (const [share, positions] of plan.shares.entries()) this.#fill(share, positions);
	}

	/** Shares that put lists together, as far as nodes and outputs have asked for them. */
	get joins(): readonly Join[] {
		return this.#joins;
	}

	/** A share's name for people: what its first call calls, and which calls it has. */
	nameOf(share: number): string {
		const nodes = (this.#plan.shares[share] as readonly number[]).map((position) => this.#node(position));
		return `${nodes[0]?.metadata.name} ${callRanges(nodes.map(({ id }) => id))}`;
	}

	/** A node that stays. */
	node(node: Node): Node {
		return rewriteNode(node, {
			bindings: (bindings, of) =>
				mapBindings(bindings, (data, name) => this.#outside(data, faceOf(of)?.inputs.get(name), `${of.id}.${name}`)),
			after: (ids) => this.after(ids),
		});
	}

	outputs(): readonly Binding[] {
		const { outputs, interface: face } = this.#graph;
		return mapBindings(outputs, (data, name) => this.#outside(data, face.outputs.get(name), `outputs.${name}`));
	}

	/** Calls that are in a share are done when that is. */
	after(ids: readonly string[]): readonly string[] {
		if (ids.length === 0) return ids;
		const own = ids.map((id) => {
			const share = this.#shareOf(id);
			return share < 0 ? id : (this.drafts[share] as ShareDraft).id;
		});
		return [...new Set(own)];
	}

	#node(position: number): Node {
		return this.#graph.nodes[position] as Node;
	}

	#shareOf(id: string): number {
		return this.#plan.shareOf[this.#stages.positions.get(id) ?? -1] ?? -1;
	}

	#fill(share: number, positions: readonly number[]): void {
		const draft = this.drafts[share] as ShareDraft;
		draft.nodes = positions.map((position) =>
			rewriteNode(this.#node(position), {
				bindings: (bindings) => mapBindings(bindings, (data) => this.#inside(draft, share, data)),
				after: (ids) => {
					if (ids.length === 0) return ids;
					const own = ids.filter((id) => this.#shareOf(id) === share);
					for (const id of this.after(ids.filter((each) => this.#shareOf(each) !== share))) draft.after.add(id);
					return own;
				},
			}),
		);
	}

	/** `data` in the graph of a share. */
	#inside(draft: ShareDraft, share: number, data: BindingData): BindingData {
		return mapPromises(data, (promise) => {
			const { node, var: name, path } = promise;
			const position = this.#stages.positions.get(node);
			const other = position === undefined ? -1 : (this.#plan.shareOf[position] as number);
			if (position === undefined || (other >= 0 && other === share)) return promise;
			if (other < 0) {
				const variable = faceOf(this.#node(position)).outputs.get(name) as Variable;
				const whole: BindingData = { kind: "promise", node, var: name, path: [] };
				return insidePromise(draft.input(`${node} ${name}`, whole, variable), path);
			}
			const { id } = this.drafts[other] as ShareDraft;
			const list = this.#list(other, position, name);
			const whole: BindingData = { kind: "promise", node: id, var: list.name, path: [] };
			const shape = { length: this.#callsLike(other, position).length, chunk: this.#chunkOf(other, position) };
			const own = draft.input(`${id} ${list.name}`, whole, list, shape);
			return insidePromise(own, [...this.#pathIn(other, position), ...path]);
		});
	}

	/** Calls of the same callee in a share. */
	#callsLike(share: number, position: number): readonly number[] {
		return this.#calls[share]?.get(calleeOf(this.#node(position))) as readonly number[];
	}

	/**
	 * How many calls share a container, where they will: a list of theirs is given in the chunks that the array has, as a whole. Where
	 * they come to be no one array it is the same list, named item by item.
	 */
	#chunkOf(share: number, position: number): number | undefined {
		const { target } = this.#node(position);
		const { mode, batch, threshold = FOLD_THRESHOLD, concurrency = FOLD_CONCURRENCY } = this.#fold;
		const { length } = this.#callsLike(share, position);
		if (target.kind !== "task" || mode === "off" || length < threshold) return undefined;
		return chunkOf(batch ?? (target.task as TaskEntity & FoldWish).batch, length, concurrency);
	}

	/** Where a call's value is in its share's list. */
	#pathIn(share: number, position: number): readonly number[] {
		return elementPath(this.#indexOf[position] as number, this.#chunkOf(share, position));
	}

	/** The output of a share with what all calls like that one give. */
	#list(share: number, position: number, name: string): Variable {
		const face = faceOf(this.#node(position));
		const calls = this.#callsLike(share, position);
		const chunk = this.#chunkOf(share, position);
		const items = (): readonly BindingData[] => {
			const all = calls.map(
				(call): BindingData => ({ kind: "promise", node: this.#node(call).id, var: name, path: [] }),
			);
			if (chunk === undefined) return all;
			return inChunks(all, chunk).map((part) => ({ kind: "collection", items: part }));
		};
		return (this.drafts[share] as ShareDraft).output(
			`${calls[0]} ${name}`,
			face.outputs.get(name) as Variable,
			chunk === undefined ? 1 : 2,
			() => ({ kind: "collection", items: items() }),
		);
	}

	/** `data` in the graph around the shares. */
	#outside(data: BindingData, typed: Typed | undefined, of: string): BindingData {
		switch (data.kind) {
			case "literal":
				return data;
			case "promise":
				return this.#single(data);
			case "collection": {
				if (typed !== undefined && data.unionType === undefined && this.#isWide(data.items)) {
					return this.#join(data, typed, of);
				}
				const item = itemOf(typed);
				return { ...data, items: data.items.map((each) => this.#outside(each, item, of)) };
			}
			case "map": {
				const item = itemOf(typed);
				const entries = [...data.entries].map(([key, each]) => [key, this.#outside(each, item, of)] as const);
				return { ...data, entries: new Map(entries) };
			}
		}
	}

	#single(promise: PromiseBinding): BindingData {
		const { node, var: name, path, unionType } = promise;
		const share = this.#shareOf(node);
		if (share < 0) return promise;
		const position = this.#stages.positions.get(node) as number;
		const list = this.#list(share, position, name);
		const at = [...this.#pathIn(share, position), ...path];
		const own = { kind: "promise", node: (this.drafts[share] as ShareDraft).id, var: list.name, path: at } as const;
		return unionType === undefined ? own : { ...own, unionType };
	}

	#isWide(items: readonly BindingData[]): boolean {
		let count = 0;
		for (const item of items) if (item.kind === "promise" && this.#shareOf(item.node) >= 0) count++;
		return count >= this.#joinFrom;
	}

	#join(data: BindingData, { type, literalType }: Typed, of: string): BindingData {
		let join = this.#joins.find((each) => sameBinding(each.data, data));
		if (join === undefined) {
			const number = this.#joins.length;
			const draft = new ShareDraft(`jn${number}`, `join-${number}.pb`);
			const inside = this.#inside(draft, -1, data);
			const { name } = draft.output("all", { name: of, type, literalType }, 0, () => inside);
			join = { draft, data, output: name, name: `list of ${of}` };
			this.#joins.push(join);
		}
		return { kind: "promise", node: join.draft.id, var: join.output, path: [] };
	}
}

/** What calls must have in common for one list of what they give. */
function calleeOf({ target }: Node): object {
	return target.kind === "array" ? target : (targetEntity(target) as object);
}

/** What is taken and given: conditionals and gates, which have no such thing, are in no share, and nothing in one reads from them. */
function faceOf({ target }: Node): TypedInterface {
	return targetInterface(target) as TypedInterface;
}

function itemOf(typed: Typed | undefined): Typed | undefined {
	if (typed === undefined) return undefined;
	const { type, literalType } = typed;
	if (type.kind === "list" && literalType.kind === "collection") {
		return { type: type.element, literalType: literalType.element };
	}
	return undefined;
}
