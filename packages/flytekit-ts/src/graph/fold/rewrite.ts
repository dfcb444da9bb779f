import type { Binding, BindingData, PromiseBinding } from "../binding.js";
import type { BranchTarget, Node } from "../graph.js";
import type { Grouping } from "./groups.js";

/** Rewrites bindings of a graph for what its calls folded into. What names no folded call is given back as it is. */
export class Rewriter {
	readonly #positions: ReadonlyMap<string, number>;
	readonly #grouping: Grouping;
	/** Of each group. */
	readonly #ids: readonly string[];

	constructor(positions: ReadonlyMap<string, number>, grouping: Grouping, ids: readonly string[]) {
		this.#positions = positions;
		this.#grouping = grouping;
		this.#ids = ids;
	}

	bindings(bindings: readonly Binding[]): readonly Binding[] {
		let changed: Binding[] | undefined;
		for (let i = 0; i < bindings.length; i++) {
			const binding = bindings[i] as Binding;
			if (binding.data.kind === "literal") continue;
			const data = this.data(binding.data);
			if (data === binding.data) continue;
			changed ??= [...bindings];
			changed[i] = { var: binding.var, data };
		}
		return changed ?? bindings;
	}

	data(data: BindingData): BindingData {
		switch (data.kind) {
			case "literal":
				return data;
			case "promise":
				return this.#promise(data);
			case "collection":
				return this.whole(data) ?? this.#items(data);
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
	 * of it, and writes each promise out.
	 */
	whole({ items, unionType }: BindingData & { kind: "collection" }): PromiseBinding | undefined {
		const { groupOf, indexOf, groups } = this.#grouping;
		const [first] = items;
		if (first?.kind !== "promise") return undefined;
		const group = groupOf[this.#positions.get(first.node) ?? -1] ?? -1;
		if (group < 0 || groups[group]?.members.length !== items.length) return undefined;
		for (let i = 0; i < items.length; i++) {
			const item = items[i] as BindingData;
			if (item.kind !== "promise" || item.path.length > 0 || item.var !== first.var) return undefined;
			const position = this.#positions.get(item.node) ?? -1;
			if (groupOf[position] !== group || indexOf[position] !== i) return undefined;
		}
		const whole = { kind: "promise", node: this.#ids[group] as string, var: first.var, path: [] } as const;
		return unionType === undefined ? whole : { ...whole, unionType };
	}

	/** The same node for the folded graph. */
	node(node: Node): Node {
		const inputs = this.bindings(node.inputs);
		const after = this.after(node.after);
		const target = node.target.kind === "branch" ? this.#branch(node.target) : node.target;
		if (inputs === node.inputs && after === node.after && target === node.target) return node;
		return {
			id: node.id,
			target,
			inputs,
			after,
			metadata: node.metadata,
			...(node.overrides === undefined ? {} : { overrides: node.overrides }),
			...(node.outputAliases === undefined ? {} : { outputAliases: node.outputAliases }),
			get location() {
				return node.location;
			},
		} as Node;
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

	#promise(promise: PromiseBinding): PromiseBinding {
		const { groupOf, indexOf } = this.#grouping;
		const position = this.#positions.get(promise.node) ?? -1;
		const group = groupOf[position] ?? -1;
		if (group < 0) return promise;
		const path = [indexOf[position] as number, ...promise.path];
		const own = { kind: "promise", node: this.#ids[group] as string, var: promise.var, path } as const;
		return promise.unionType === undefined ? own : { ...own, unionType: promise.unionType };
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

	/** The cases of a conditional take values of the level around them. */
	#branch(target: BranchTarget): BranchTarget {
		const cases = target.cases.map((one) => ({ ...one, node: this.node(one.node) }));
		const { otherwise } = target;
		const last = otherwise?.kind === "node" ? { ...otherwise, node: this.node(otherwise.node) } : otherwise;
		const same = cases.every(({ node }, i) => node === target.cases[i]?.node);
		const sameLast = last?.kind !== "node" || last.node === (otherwise as { node: Node }).node;
		if (same && sameLast) return target;
		return { ...target, cases, ...(last === undefined ? {} : { otherwise: last }) };
	}
}
