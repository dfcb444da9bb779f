import { FlyteError } from "../../errors/index.js";
import {
	type AttributePath,
	type Binding,
	type BindingData,
	type PromiseBinding,
	START_NODE,
} from "../../graph/binding.js";
import { type Literal, MAP_DEPTH, MAX_LITERAL_DEPTH } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import { sortedKeys } from "../codec/keys.js";
import { checkCount } from "../codec/range.js";
import { writeInteger, writeOffloaded, writeScalar } from "../codec/write-literal.js";
import { writeLiteralType } from "../codec/write-literal-type.js";
import type { Writer } from "../codec/writer.js";

/** A repeated flyteidl.core.Binding field. */
export function writeBindings(w: Writer, field: number, bindings: readonly Binding[]): void {
	for (let i = bindings.length - 1; i >= 0; i--) {
		const { var: name, data } = bindings[i] as Binding;
		const mark = w.size;
		if (data.kind === "literal") writeConstant(w, data.literal, 0);
		else writeBindingData(w, data);
		w.close(2, mark);
		w.optionalString(1, name);
		w.close(field, mark);
	}
}

/** Content of a flyteidl.core.BindingData. */
export function writeBindingData(w: Writer, data: BindingData, depth = 0): void {
	if (depth > MAX_LITERAL_DEPTH) {
		throw new FlyteError("WIRE_DEPTH", `a binding is nested deeper than ${MAX_LITERAL_DEPTH} levels`);
	}
	switch (data.kind) {
		case "literal":
			writeConstant(w, data.literal, depth);
			return;
		case "promise":
			writePromise(w, data);
			return;
	}
	if (data.unionType !== undefined) writeUnionInfo(w, data.unionType);
	const mark = w.size;
	if (data.kind === "collection") {
		const { items } = data;
		for (let i = items.length - 1; i >= 0; i--) {
			const inner = items[i] as BindingData;
			const item = w.size;
			// a fan-in's items: as deep as bindings go, so nothing is lost by not asking
			if (inner.kind === "promise" && depth + 1 <= MAX_LITERAL_DEPTH) writePromise(w, inner);
			else writeBindingData(w, inner, depth + 1);
			w.close(1, item);
		}
		w.close(2, mark);
	} else {
		writeBindingEntries(w, data.entries, (value) => writeBindingData(w, value, depth + MAP_DEPTH));
		w.close(4, mark);
	}
}

/** The union_type and promise fields of a BindingData. */
function writePromise(w: Writer, promise: PromiseBinding): void {
	if (promise.unionType !== undefined) writeUnionInfo(w, promise.unionType);
	const mark = w.size;
	if (promise.path.length > 0) writePath(w, promise.path);
	w.optionalString(2, promise.var);
	w.optionalString(1, promise.node);
	w.close(3, mark);
}

/** A constant has no collection of its own in BindingData: lists and maps of it are spelt out as bindings. */
function writeConstant(w: Writer, literal: Literal, depth: number): void {
	if (depth > MAX_LITERAL_DEPTH) {
		throw new FlyteError("WIRE_DEPTH", `a constant is nested deeper than ${MAX_LITERAL_DEPTH} levels`);
	}
	const mark = w.size;
	switch (literal.kind) {
		case "integer": // the other scalars come last: this one fills the large graphs
			writeInteger(w, literal.value);
			w.close(1, mark);
			w.close(1, mark);
			return;
		case "offloaded":
			writeOffloaded(w, literal);
			w.close(6, mark);
			return;
		case "collection":
			for (let i = literal.items.length - 1; i >= 0; i--) {
				const item = w.size;
				writeConstant(w, literal.items[i] as Literal, depth + 1);
				w.close(1, item);
			}
			w.close(2, mark);
			return;
		case "map":
			writeBindingEntries(w, literal.entries, (value) => writeConstant(w, value, depth + MAP_DEPTH));
			w.close(4, mark);
			return;
		default:
			writeScalar(w, literal, depth);
			w.close(1, mark);
	}
}

function writeBindingEntries<T>(w: Writer, entries: ReadonlyMap<string, T>, write: (value: T) => void): void {
	const keys = sortedKeys(entries);
	for (let i = keys.length - 1; i >= 0; i--) {
		const key = keys[i] as string;
		const entry = w.size;
		write(entries.get(key) as T);
		w.close(2, entry);
		w.string(1, key);
		w.close(1, entry);
	}
}

function writeUnionInfo(w: Writer, type: LiteralType): void {
	const mark = w.size;
	writeLiteralType(w, type);
	w.close(1, mark);
	w.close(5, mark);
}

function writePath(w: Writer, path: AttributePath): void {
	for (let i = path.length - 1; i >= 0; i--) {
		const step = path[i] as string | number;
		const mark = w.size;
		if (typeof step === "string") w.string(1, step);
		else {
			checkCount(step, "an index of an attribute path", 0x7fffffff);
			w.int32(2, step);
		}
		w.close(3, mark);
	}
}

/**
 * The upstream_node_ids field: the nodes that must be done first, which are those that `inputs` take data from and then
 * `after`. Each once, without the start node.
 */
export function writeUpstream(w: Writer, field: number, inputs: readonly Binding[], after: readonly string[]): void {
	let i = 0;
	while (i < inputs.length && inputs[i]?.data.kind === "literal") i++;
	if (i === inputs.length && after.length === 0) return;
	let only: string | undefined;
	let several: Set<string> | undefined;
	const add = (id: string): void => {
		if (id === START_NODE || id === only) return;
		if (only === undefined) only = id;
		else {
			several ??= new Set([only]);
			several.add(id);
		}
	};
	for (; i < inputs.length; i++) {
		const { data } = inputs[i] as Binding;
		if (data.kind === "promise") add(data.node);
		else eachSource(data, add);
	}
	for (let i = 0; i < after.length; i++) add(after[i] as string);
	if (several !== undefined) for (const id of [...several].reverse()) w.string(field, id);
	else if (only !== undefined) w.string(field, only);
}

/** Nodes that `data` takes from, maps in the order of their keys on the wire, so that equal graphs give equal bytes. */
function eachSource(data: BindingData, visit: (node: string) => void): void {
	switch (data.kind) {
		case "literal":
			return;
		case "promise":
			visit(data.node);
			return;
		case "collection":
			for (const item of data.items) eachSource(item, visit);
			return;
		case "map":
			for (const key of sortedKeys(data.entries)) eachSource(data.entries.get(key) as BindingData, visit);
	}
}
