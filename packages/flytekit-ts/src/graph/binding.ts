import type { Literal } from "../types/literal.js";
import type { LiteralType } from "../types/literal-type.js";
import type { Node } from "./graph.js";

/** One step into a value: a struct's field or map's key, or a list's index (flyteidl.core.PromiseAttribute). */
export type AttributePath = readonly (string | number)[];

/** flyteidl.core.BindingData: where an input's value comes from. */
export type BindingData =
	| { readonly kind: "literal"; readonly literal: Literal }
	| PromiseBinding
	| { readonly kind: "collection"; readonly items: readonly BindingData[]; readonly unionType?: LiteralType }
	| {
			readonly kind: "map";
			readonly entries: ReadonlyMap<string, BindingData>;
			readonly unionType?: LiteralType;
	  };

/** flyteidl.core.OutputReference. `node` is "" for an input of the enclosing workflow. */
export interface PromiseBinding {
	readonly kind: "promise";
	readonly node: string;
	/** That node, of a graph that was compiled here. */
	readonly source?: Pick<Node, "id" | "prefix" | "number"> | undefined;
	readonly var: string;
	readonly path: AttributePath;
	readonly unionType?: LiteralType;
}

/** flyteidl.core.Binding. */
export interface Binding {
	readonly var: string;
	readonly data: BindingData;
}

/** The node id by which the inputs of the enclosing workflow are promised. */
export const START_NODE = "";

/** Calls `visit` for each promise inside `data`, without recursion on wide lists (depth is bounded by the literal limit). */
export function forEachPromise(data: BindingData, visit: (promise: PromiseBinding) => void): void {
	switch (data.kind) {
		case "literal":
			return;
		case "promise":
			visit(data);
			return;
		case "collection":
			for (const item of data.items) forEachPromise(item, visit);
			return;
		case "map":
			for (const item of data.entries.values()) forEachPromise(item, visit);
	}
}

/** `data` with what `give` says in place of each promise. What stays the same is given back as it is. */
export function mapPromises(data: BindingData, give: (promise: PromiseBinding) => BindingData): BindingData {
	switch (data.kind) {
		case "literal":
			return data;
		case "promise":
			return give(data);
		case "collection": {
			const items = data.items.map((item) => mapPromises(item, give));
			return items.every((item, i) => item === data.items[i]) ? data : { ...data, items };
		}
		case "map": {
			const entries = [...data.entries].map(([key, item]) => [key, mapPromises(item, give)] as const);
			return entries.every(([key, item]) => item === data.entries.get(key))
				? data
				: { ...data, entries: new Map(entries) };
		}
	}
}

/** Bindings with `change` made to the data of each. What stays the same is given back as it is. */
export function mapBindings(
	bindings: readonly Binding[],
	change: (data: BindingData, name: string) => BindingData,
): readonly Binding[] {
	let changed: Binding[] | undefined;
	for (let i = 0; i < bindings.length; i++) {
		const { var: name, data } = bindings[i] as Binding;
		if (data.kind === "literal") continue;
		const own = change(data, name);
		if (own === data) continue;
		changed ??= [...bindings];
		changed[i] = { var: name, data: own };
	}
	return changed ?? bindings;
}
