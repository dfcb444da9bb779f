import type { Literal } from "../../types/index.js";
import { type Binding, type BindingData, mapBindings, type PromiseBinding } from "../binding.js";
import { elementPath, inChunks } from "../chunks.js";
import type { ArrayTarget, Node } from "../graph.js";
import { rewriteNode } from "../rewrite-node.js";
import type { Grouping } from "./groups.js";

/** A map that became an array over chunks. */
export interface ChunkedMap {
	/** Items of its lists. */
	readonly size: number;
	readonly chunk: number;
}

/** Rewrites bindings of a graph for what its calls folded into. What names no folded call is given back as it is. */
export class Rewriter {
	readonly #positions: ReadonlyMap<string, number>;
	readonly #grouping: Grouping;
	/** Of each group. */
	readonly #ids: readonly string[];
	/** Maps whose lists were cut into chunks, by their ids. */
	readonly #maps: ReadonlyMap<string, ChunkedMap>;

	constructor(
		positions: ReadonlyMap<string, number>,
		grouping: Grouping,
		ids: readonly string[],
		maps: ReadonlyMap<string, ChunkedMap>,
	) {
		this.#positions = positions;
		this.#grouping = grouping;
		this.#ids = ids;
		this.#maps = maps;
	}

	bindings(bindings: readonly Binding[]): readonly Binding[] {
		return mapBindings(bindings, (data) => this.data(data));
	}

	data(data: BindingData): BindingData {
		switch (data.kind) {
			case "literal":
				return data;
			case "promise":
				return this.#promise(data);
			case "collection":
				return this.whole(data) ?? this.#wholeChunks(data) ?? this.#items(data);
			case "map": {
				let changed = false;
				const entries = new Map<string, BindingData>();
				for (const [key, item] of data.entries) {
					const own = this.data(item);
					if (own !== item) changed = true;
					entries.set(key, own);
				}
				return changed ? { ...data, entries } : data;
			}
		}
	}

	/**
	 * One promise for a list that is all calls of a group in their order: Flyte reads the outputs of a node once for each promise
	 * of it, and writes each promise out. `chunk`: the list is wanted in chunks of so many, as the group has it.
	 */
	whole({ items, unionType }: BindingData & { kind: "collection" }, chunk?: number): PromiseBinding | undefined {
		const { groupOf, indexOf, groups } = this.#grouping;
		const [first] = items;
		if (first?.kind !== "promise") return undefined;
		const group = groupOf[this.#positions.get(first.node) ?? -1] ?? -1;
		if (group < 0 || groups[group]?.members.length !== items.length) return undefined;
		if (groups[group]?.target.chunk !== chunk) return undefined;
		for (let i = 0; i < items.length; i++) {
			const item = items[i] as BindingData;
			if (item.kind !== "promise" || item.path.length > 0 || item.var !== first.var) return undefined;
			const position = this.#positions.get(item.node) ?? -1;
			if (groupOf[position] !== group || indexOf[position] !== i) return undefined;
		}
		const whole = { kind: "promise", node: this.#ids[group] as string, var: first.var, path: [] } as const;
		return unionType === undefined ? whole : { ...whole, unionType };
	}

	/** The same for a list of lists that are the chunks of a group. */
	#wholeChunks({ items, unionType }: BindingData & { kind: "collection" }): PromiseBinding | undefined {
		const [first] = items;
		if (first?.kind !== "collection" || first.items[0]?.kind !== "promise" || unionType !== undefined) return undefined;
		const chunk = first.items.length;
		const all: BindingData[] = [];
		for (const [i, item] of items.entries()) {
			if (item.kind !== "collection" || (item.items.length !== chunk && i < items.length - 1)) return undefined;
			for (const each of item.items) all.push(each);
		}
		return this.whole({ kind: "collection", items: all }, chunk);
	}

	/** A list for the elements of an array, in chunks where it has some. */
	listOf(items: readonly BindingData[], chunk: number | undefined): BindingData {
		if (items.every((item) => item.kind === "literal")) {
			const literals = items.map(({ literal }) => literal);
			const lists = chunk === undefined ? literals : inChunks(literals, chunk).map(collection);
			return { kind: "literal", literal: collection(lists) };
		}
		if (chunk === undefined) return this.data({ kind: "collection", items });
		const whole = this.whole({ kind: "collection", items }, chunk);
		if (whole !== undefined) return whole;
		const lists = inChunks(items, chunk).map((part) => this.#items({ kind: "collection", items: part }));
		return { kind: "collection", items: lists };
	}

	/** The same node for the folded graph. */
	node(node: Node, changed?: { readonly target: ArrayTarget; readonly inputs: readonly Binding[] }): Node {
		return rewriteNode(node, this, changed);
	}

	after(ids: readonly string[]): readonly string[] {
		const { groupOf } = this.#grouping;
		let changed = false;
		const own = ids.map((id) => {
			const group = groupOf[this.#positions.get(id) ?? -1] ?? -1;
			if (group < 0) return id;
			changed = true;
			return this.#ids[group] as string;
		});
		return changed ? [...new Set(own)] : ids;
	}

	#promise(promise: PromiseBinding): BindingData {
		const { groupOf, indexOf, groups } = this.#grouping;
		const { node, path } = promise;
		const position = this.#positions.get(node) ?? -1;
		const group = groupOf[position] ?? -1;
		if (group >= 0) {
			const at = elementPath(indexOf[position] as number, groups[group]?.target.chunk);
			return { ...plain(promise), node: this.#ids[group] as string, path: [...at, ...path] };
		}
		const map = this.#maps.size === 0 ? undefined : this.#maps.get(node);
		if (map === undefined) return promise;
		const [index, ...rest] = path;
		if (typeof index === "number") {
			return { ...plain(promise), path: [...elementPath(index, map.chunk), ...rest] };
		}
		const { unionType, ...item } = plain(promise);
		const items = Array.from({ length: map.size }, (_, i) => ({ ...item, path: elementPath(i, map.chunk) }));
		return { kind: "collection", items, ...(unionType === undefined ? {} : { unionType }) };
	}

	#items(data: BindingData & { kind: "collection" }): BindingData {
		let changed: BindingData[] | undefined;
		for (let i = 0; i < data.items.length; i++) {
			const item = data.items[i] as BindingData;
			const own = this.data(item);
			if (own === item) continue;
			changed ??= [...data.items];
			changed[i] = own;
		}
		return changed === undefined ? data : { ...data, items: changed };
	}
}

function collection(items: readonly Literal[]): Literal {
	return { kind: "collection", items };
}

/** What a promise says, without the object of a graph that is being made behind it. */
function plain({ node, var: name, path, unionType }: PromiseBinding): PromiseBinding {
	const own = { kind: "promise", node, var: name, path } as const;
	return unionType === undefined ? own : { ...own, unionType };
}
