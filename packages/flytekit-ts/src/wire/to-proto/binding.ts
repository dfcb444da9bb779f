import { FlyteError } from "../../errors/index.js";
import {
	type AttributePath,
	type Binding,
	type BindingData,
	type PromiseBinding,
	START_NODE,
} from "../../graph/binding.js";
import type { Node } from "../../graph/graph.js";
import { type Literal, MAP_DEPTH, MAX_LITERAL_DEPTH } from "../../types/literal.js";
import type { LiteralType } from "../../types/literal-type.js";
import { CountedIds } from "../codec/counted-ids.js";
import { FieldTexts } from "../codec/field-texts.js";
import { sortedKeys } from "../codec/keys.js";
import { checkCount } from "../codec/range.js";
import { writeIntegerScalar, writeOffloaded, writeScalar } from "../codec/write-literal.js";
import { writeLiteralType } from "../codec/write-literal-type.js";
import type { Writer } from "../codec/writer.js";

/** A repeated flyteidl.core.Binding field. */
export function writeBindings(w: Writer, field: number, bindings: readonly Binding[]): void {
	for (let i = bindings.length - 1; i >= 0; i--) {
		const { var: name, data } = bindings[i] as Binding;
		const mark = w.size;
		if (data.kind === "promise") writePromise(w, data);
		else if (data.kind !== "literal") writeBindingData(w, data);
		else if (data.literal.kind === "integer") writeIntegerScalar(w, data.literal.value);
		else writeConstant(w, data.literal, 0);
		if (name !== "") w.closeNamed(field, mark, name);
		else {
			w.close(2, mark);
			w.close(field, mark);
		}
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
		writeItems(w, items, depth + 1);
		w.close(2, mark);
	} else {
		writeBindingEntries(w, data.entries, (value) => writeBindingData(w, value, depth + MAP_DEPTH));
		w.close(4, mark);
	}
}

/** What {@link putPromise} takes at most, with a message around it. */
export const PROMISE_ROOM = 128;

/** Longer names of outputs are left to the writer. */
const LONGEST_NAME = 64;

const outputNames = new FieldTexts(2);
const sources = new CountedIds();

/** A whole output of a node with a counted id, which most promises are. */
type PlainPromise = PromiseBinding & { readonly source: Node & { readonly prefix: string; readonly number: number } };

/** Whether {@link putPromise} can write it. */
export function isPlainPromise(data: BindingData): data is PlainPromise {
	return (
		data.kind === "promise" &&
		data.path.length === 0 &&
		data.unionType === undefined &&
		data.source?.number !== undefined &&
		data.var.length < LONGEST_NAME / 3
	);
}

/** Content of a flyteidl.core.BindingData for a plain promise, in a buffer with {@link PROMISE_ROOM}, before `end`; gives where it starts. */
export function putPromise(buffer: Uint8Array, end: number, promise: PlainPromise): number {
	const text = outputNames.bytes(promise.var);
	const { prefix, number } = promise.source;
	let at = end - text.length;
	buffer.set(text, at);
	at = sources.put(buffer, at, 0x0a, prefix, number);
	buffer[at - 1] = end - at;
	buffer[at - 2] = 0x1a;
	return at - 2;
}

/**
 * The items of a collection. Those of a fan-in are as many as there were calls: like their nodes they are written by one function,
 * over local variables.
 */
function writeItems(w: Writer, items: readonly BindingData[], depth: number): void {
	let at = w.reserve(PROMISE_ROOM);
	let { buffer } = w;
	for (let i = items.length - 1; i >= 0; i--) {
		const item = items[i] as BindingData;
		if (depth <= MAX_LITERAL_DEPTH && isPlainPromise(item)) {
			if (at < PROMISE_ROOM) {
				w.wrote(at);
				at = w.reserve(PROMISE_ROOM);
				buffer = w.buffer;
			}
			const end = at;
			at = putPromise(buffer, end, item);
			buffer[at - 1] = end - at;
			buffer[at - 2] = 0x0a;
			at -= 2;
		} else {
			w.wrote(at);
			const mark = w.size;
			writeBindingData(w, item, depth);
			w.close(1, mark);
			at = w.reserve(PROMISE_ROOM);
			buffer = w.buffer;
		}
	}
	w.wrote(at);
}

/** The union_type and promise fields of a BindingData. */
function writePromise(w: Writer, promise: PromiseBinding): void {
	if (isPlainPromise(promise)) {
		const end = w.reserve(PROMISE_ROOM);
		w.wrote(putPromise(w.buffer, end, promise));
		return;
	}
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
			writeIntegerScalar(w, literal.value);
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
		w.closeNamed(1, entry, key);
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
	const ids = new Set<string>();
	const add = (id: string): void => {
		if (id !== START_NODE) ids.add(id);
	};
	for (const { data } of inputs) eachSource(data, add);
	for (const id of after) add(id);
	for (const id of [...ids].reverse()) w.string(field, id);
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
