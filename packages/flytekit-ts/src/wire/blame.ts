import { FlyteError, isFlyteError } from "../errors/index.js";
import type { BindingData } from "../graph/binding.js";
import type { Graph, Node } from "../graph/graph.js";
import { type Literal, type LiteralMap, MAP_DEPTH, MAX_LITERAL_DEPTH } from "../types/literal.js";
import { checkDuration, checkInt64, checkTimestamp } from "./codec/range.js";
import { MAX_JSON_MESSAGES } from "./codec/write-json.js";
import { isWellFormed } from "./codec/writer.js";

/**
 * Runs `write`; a refusal of a value gets the path of that value. Writing keeps no path, as it would cost every good value
 * something: the bad one is looked for afterwards.
 */
export function blaming<T>(write: () => T, find: () => Blame | undefined): T {
	try {
		return write();
	} catch (error) {
		if (!isFlyteError(error) || error.details.path !== undefined) throw error;
		if (error.code !== "WIRE_SURROGATE" && error.code !== "WIRE_RANGE" && error.code !== "WIRE_DEPTH") throw error;
		const blame = find();
		if (blame === undefined) throw error;
		throw new FlyteError(error.code, `${blame.path}: ${error.summary}`, { ...error.details, ...blame });
	}
}

/** Where the value stands: its path and, in a graph, its node. */
export interface Blame {
	readonly path: string;
	readonly node?: string;
}

/** Path of the first value of `map` that cannot be written; `root` is what the path starts with. */
export function blameMap(map: LiteralMap, root: string): Blame | undefined {
	for (const [key, value] of map) {
		const path = isWellFormed(key) ? inLiteral(value, step(root, key), 0) : step(root, key);
		if (path !== undefined) return { path };
	}
	return undefined;
}

export function blameLiteral(literal: Literal, root: string): Blame | undefined {
	const path = inLiteral(literal, root, 0);
	return path === undefined ? undefined : { path };
}

/** Node and path of the first constant of `graph` that cannot be written. */
export function blameGraph(graph: Graph): Blame | undefined {
	for (const node of graph.nodes) {
		const blame = inNode(node);
		if (blame !== undefined) return blame;
	}
	if (graph.onFailure !== undefined) {
		const blame = inNode(graph.onFailure);
		if (blame !== undefined) return blame;
	}
	for (const { var: name, data } of graph.outputs) {
		const path = inBinding(data, `outputs.${name}`, 0);
		if (path !== undefined) return { path };
	}
	return undefined;
}

function inNode(node: Node): Blame | undefined {
	for (const { var: name, data } of node.inputs) {
		const path = inBinding(data, `${node.id}.inputs.${name}`, 0);
		if (path !== undefined) return { path, node: node.id };
	}
	if (node.target.kind !== "branch") return undefined;
	const inner = node.target.cases.map((c) => c.node);
	if (node.target.otherwise?.kind === "node") inner.push(node.target.otherwise.node);
	for (const each of inner) {
		const blame = inNode(each);
		if (blame !== undefined) return { path: `${node.id}/${blame.path}`, node: `${node.id}/${blame.node}` };
	}
	return undefined;
}

function inBinding(data: BindingData, path: string, depth: number): string | undefined {
	if (depth > MAX_LITERAL_DEPTH) return path;
	switch (data.kind) {
		case "literal":
			return inLiteral(data.literal, path, depth);
		case "collection":
			return first(data.items, (item, i) => inBinding(item, `${path}[${i}]`, depth + 1));
		case "map":
			return first([...data.entries], ([key, value]) =>
				isWellFormed(key) ? inBinding(value, step(path, key), depth + MAP_DEPTH) : step(path, key),
			);
		case "promise":
			return undefined;
	}
}

function inLiteral(literal: Literal, path: string, depth: number): string | undefined {
	if (depth > MAX_LITERAL_DEPTH) return path;
	switch (literal.kind) {
		case "collection":
			return first(literal.items, (item, i) => inLiteral(item, `${path}[${i}]`, depth + 1));
		case "map":
			return first([...literal.entries], ([key, value]) =>
				isWellFormed(key) ? inLiteral(value, step(path, key), depth + MAP_DEPTH) : step(path, key),
			);
		case "union":
			return inLiteral(literal.value, path, depth + MAP_DEPTH);
		case "generic":
			return inJson(literal.value, path, 2 * depth - 1);
		case "string":
			return isWellFormed(literal.value) ? undefined : path;
		case "integer":
			return fails(() => checkInt64(literal.value)) ? path : undefined;
		case "datetime":
			return fails(() => checkTimestamp(literal.seconds, literal.nanos)) ? path : undefined;
		case "duration":
			return fails(() => checkDuration(literal.seconds, literal.nanos)) ? path : undefined;
		case "blob":
		case "structuredDataset":
		case "schema":
		case "offloaded":
			return isWellFormed(literal.uri) ? undefined : path;
		default:
			return undefined;
	}
}

function inJson(value: unknown, path: string, depth: number): string | undefined {
	if (depth > MAX_JSON_MESSAGES) return path;
	if (typeof value === "string") return isWellFormed(value) ? undefined : path;
	if (typeof value !== "object" || value === null) return undefined;
	if (Array.isArray(value)) return first(value, (item, i) => inJson(item, `${path}[${i}]`, depth + 2));
	return first(Object.entries(value), ([key, item]) =>
		isWellFormed(key) ? inJson(item, step(path, key), depth + 3) : step(path, key),
	);
}

function first<T>(items: readonly T[], look: (item: T, index: number) => string | undefined): string | undefined {
	for (let i = 0; i < items.length; i++) {
		const found = look(items[i] as T, i);
		if (found !== undefined) return found;
	}
	return undefined;
}

function fails(check: () => void): boolean {
	try {
		check();
		return false;
	} catch {
		return true;
	}
}

/** One step into a map: `.name`, or quoted when it is not a plain name. */
function step(path: string, key: string): string {
	if (/^[A-Za-z_$][\w$]*$/.test(key)) return path === "" ? key : `${path}.${key}`;
	return `${path}[${JSON.stringify(key)}]`;
}
