import type { SerializationSettings } from "../config/serialization-settings.js";
import { forEachPromise, START_NODE } from "../graph/binding.js";
import { casesOf, type Graph, type Node } from "../graph/graph.js";
import type { Json, JsonObject } from "../types/literal-type.js";
import { encodeDynamicJobSpec } from "../wire/index.js";
import { protoJson } from "../wire/json.js";
import { compileSeconds } from "./compile-time.js";

/** What a dynamic's graph costs Flyte's engine. Bytes and seconds. */
export interface Prediction {
	readonly nodes: number;
	/** Elements of all its arrays together. */
	readonly elements: number;
	/** Of the file that its container writes: exact. */
	readonly futuresBytes: number;
	/** Of the compiled workflow closure. */
	readonly closureBytes: number;
	/** Of the workflow's resource, as JSON. */
	readonly resourceBytes: number;
	/** Of the event by which flyteadmin is told of the compiled graph: the closure, and a little. */
	readonly eventBytes: number;
	/** Of the first event of its largest array: 41 bytes for each element at least. */
	readonly arrayEventBytes: number;
	/** CPU seconds of propeller's compiler, for one compile. */
	readonly compileSeconds: number;
}

/** What each element takes in the first event of an array (flytepropeller nodes/array/event_recorder.go). */
const EVENT_BYTES = 41;

/** Predicts what Flyte's engine makes of a graph as it is emitted. Sizes follow the compiler's own output, field by field. */
export function predict(graph: Graph, settings: SerializationSettings): Prediction {
	const futures = encodeDynamicJobSpec(graph, settings);
	const spec = protoJson("flyteidl.core.DynamicJobSpec", futures) as JsonObject;
	const edges = edgesOf(graph);
	const sizes = graph.nodes.map(elementsOf);
	const elements = sizes.reduce((a, b) => a + b, 0);
	// what the graph gives stands there twice: as its outputs, and as inputs of the end node
	const outputBytes = encodeDynamicJobSpec({ ...graph, nodes: [] }, settings).length;
	const closureBytes = futures.length + connectionBytes(edges) + outputBytes + 200;
	return {
		nodes: graph.nodes.length,
		elements,
		futuresBytes: futures.length,
		closureBytes,
		resourceBytes: resourceBytes(spec, edges),
		eventBytes: closureBytes + 1024,
		arrayEventBytes: EVENT_BYTES * sizes.reduce((a, b) => Math.max(a, b), 0),
		compileSeconds: compileSeconds(graph, edges),
	};
}

/** Who comes after whom, each pair once, with Flyte's own start and end nodes. */
export interface Edges {
	readonly downstream: ReadonlyMap<string, ReadonlySet<string>>;
	readonly upstream: ReadonlyMap<string, ReadonlySet<string>>;
}

function edgesOf(graph: Graph): Edges {
	const downstream = new Map<string, Set<string>>();
	const upstream = new Map<string, Set<string>>();
	const link = (from: string, to: string) => {
		(downstream.get(from) ?? downstream.set(from, new Set()).get(from))?.add(to);
		(upstream.get(to) ?? upstream.set(to, new Set()).get(to))?.add(from);
	};
	for (const node of graph.nodes) {
		eachSource(node, (source) => link(source, node.id));
		if (!upstream.has(node.id)) link("start-node", node.id);
	}
	for (const { data } of graph.outputs) {
		forEachPromise(data, ({ node }) => node !== START_NODE && link(node, "end-node"));
	}
	for (const { id } of graph.nodes) if (!downstream.has(id)) link(id, "end-node");
	return { downstream, upstream };
}

function eachSource({ inputs, after, target }: Node, visit: (id: string) => void): void {
	for (const { data } of inputs) forEachPromise(data, ({ node }) => node !== START_NODE && visit(node));
	for (const id of after) visit(id);
	for (const inner of casesOf(target)) eachSource(inner, visit);
}

/** How many elements an array has, as far as its lists are known. */
function elementsOf({ target, inputs }: Node): number {
	if (target.kind !== "array") return 0;
	if (target.calls !== undefined) return Math.ceil(target.calls.length / (target.chunk ?? 1));
	for (const { var: name, data } of inputs) {
		if (target.bound.includes(name)) continue;
		if (data.kind === "collection") return data.items.length;
		if (data.kind === "literal" && data.literal.kind === "collection") return data.literal.items.length;
	}
	return 1;
}

/** Bytes of a CompiledWorkflow's connections: two maps from an id to a list of ids. */
function connectionBytes({ downstream, upstream }: Edges): number {
	let bytes = 0;
	for (const map of [downstream, upstream]) {
		for (const [id, others] of map) {
			let list = 0;
			for (const other of others) list += other.length + 2;
			const entry = id.length + 2 + list + 1 + varint(list);
			bytes += entry + 1 + varint(entry);
		}
	}
	return bytes;
}

function varint(value: number): number {
	return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}

/** Bytes of the resource: nodes by id, who follows whom three times, templates, and Flyte's own frame. */
function resourceBytes(spec: JsonObject, { downstream, upstream }: Edges): number {
	let bytes = 1150 + 2 * size(spec.outputs ?? []);
	for (const node of (spec.nodes ?? []) as JsonObject[]) bytes += resourceNode(node);
	for (const map of [downstream, downstream, upstream]) {
		for (const [id, others] of map) {
			bytes += id.length + 6;
			for (const other of others) bytes += other.length + 3;
		}
	}
	for (const task of (spec.tasks ?? []) as JsonObject[])
		bytes += size(task) + taskText(task.id as JsonObject).length + 8;
	for (const workflow of (spec.subworkflows ?? []) as JsonObject[]) bytes += 1.9 * size(workflow);
	return Math.round(bytes);
}

function resourceNode(node: JsonObject): number {
	const id = String(node.id ?? "");
	const metadata = (node.metadata ?? {}) as JsonObject;
	const name = String(metadata.name ?? "");
	let bytes = `"${id}":{"id":"${id}","name":"${name}","resources":{},"kind":"task"},`.length;
	bytes += size(node.inputs ?? []) + '"inputBindings":,'.length;
	if ((metadata.retries as JsonObject | undefined)?.retries !== undefined) bytes += '"retry":{"minAttempts":1},'.length;
	if (metadata.timeout !== undefined) bytes += '"executionDeadline":"1m0s","activeDeadline":"1m0s",'.length;
	const { taskNode, arrayNode } = node as { taskNode?: JsonObject; arrayNode?: JsonObject };
	if (taskNode !== undefined) {
		bytes += taskText(taskNode.referenceId as JsonObject).length + '"task":"",'.length;
		if (Object.keys((taskNode.overrides ?? {}) as JsonObject).length > 0) bytes += size(taskNode.overrides as Json);
	} else if (arrayNode !== undefined) {
		const inner = arrayNode.node as JsonObject;
		bytes += resourceNode(inner) - String(inner.id).length - 4;
		bytes += '"array":{"SubNodeSpec":,"Parallelism":25,"MinSuccesses":null,"MinSuccessRatio":1,"BoundInputs":null},'
			.length;
	} else bytes += size(node) - size(node.inputs ?? []);
	return bytes;
}

/** How the resource names a task: the text of its identifier. */
function taskText(id: JsonObject): string {
	const { project = "", domain = "", name = "", version = "" } = id as Record<string, string>;
	return `resource_type:TASK project:\\"${project}\\" domain:\\"${domain}\\" name:\\"${name}\\" version:\\"${version}\\"`;
}

function size(json: Json): number {
	return Buffer.byteLength(JSON.stringify(json));
}
