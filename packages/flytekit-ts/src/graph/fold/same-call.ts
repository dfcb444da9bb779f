import { isDeepStrictEqual } from "node:util";
import type { Literal } from "../../types/index.js";
import type { BindingData } from "../binding.js";
import type { NodeMetadata, NodeOverrides } from "../graph.js";

/** Whether two bindings stand for the same value. */
export function sameBinding(a: BindingData, b: BindingData): boolean {
	if (a === b) return true;
	if (a.kind !== b.kind) return false;
	switch (a.kind) {
		case "literal":
			return sameLiteral(a.literal, (b as typeof a).literal);
		case "promise": {
			const other = b as typeof a;
			if (a.var !== other.var || a.node !== other.node || a.path.length !== other.path.length) return false;
			return a.path.every((step, i) => step === other.path[i]) && isDeepStrictEqual(a.unionType, other.unionType);
		}
		case "collection": {
			const { items, unionType } = b as typeof a;
			if (a.items.length !== items.length || !isDeepStrictEqual(a.unionType, unionType)) return false;
			return a.items.every((item, i) => sameBinding(item, items[i] as BindingData));
		}
		case "map": {
			const { entries, unionType } = b as typeof a;
			if (a.entries.size !== entries.size || !isDeepStrictEqual(a.unionType, unionType)) return false;
			for (const [key, item] of a.entries) {
				const other = entries.get(key);
				if (other === undefined || !sameBinding(item, other)) return false;
			}
			return true;
		}
	}
}

function sameLiteral(a: Literal, b: Literal): boolean {
	if (a === b) return true;
	if (a.kind !== b.kind || a.hash !== b.hash) return false;
	switch (a.kind) {
		case "integer":
		case "string":
		case "boolean":
			if (a.value !== (b as typeof a).value) return false;
			return a.metadata === b.metadata || isDeepStrictEqual(a.metadata, b.metadata);
	}
	// Object.is on numbers: 0 and -0 are two values, as they are two on the wire
	return isDeepStrictEqual(a, b);
}

/** Text that is equal for equal metadata and overrides, whatever the order of their fields. */
export function textOf(value: NodeMetadata | NodeOverrides | undefined): string {
	return value === undefined ? "" : JSON.stringify(value, (_, part) => (isPlain(part) ? sorted(part) : part));
}

function isPlain(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
