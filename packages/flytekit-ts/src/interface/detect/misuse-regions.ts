import {
	isArrowFunction,
	isCallExpression,
	isFunctionDeclaration,
	isFunctionExpression,
	isFunctionLikeDeclaration,
	isIdentifier,
	isVariableDeclaration,
	type Node,
	type SourceFile,
} from "typescript-native/unstable/ast";
import { unwrap } from "./bindings.js";
import { type BodyFunction, bodyOf, callsOf, declarationOf } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import type { EntityTypes } from "./known-types.js";

/** Code that makes a graph: a body, or a function of the same file that it calls. */
export interface Region {
	readonly kind: "workflow" | "dynamic";
	/** `workflow "main"`. */
	readonly subject: string;
	readonly body: BodyFunction;
	/** The body of the entity itself: its parameter holds the workflow's inputs. */
	readonly own: boolean;
	/** Its nodes, without those of bodies that do not make graphs (a task written inside), each after its parent. */
	readonly nodes: readonly Node[];
}

/** The regions of a file: bodies of workflows and dynamics, then the functions they call, each once. */
export function regionsOf(
	program: CheckedProgram,
	source: SourceFile,
	entities: EntityTypes,
	nameOf: (call: Node) => string,
): readonly Region[] {
	const calls = callsOf(source);
	if (calls.length === 0) return [];
	const functions = functionNames(source);
	const types = program.checker.getTypeAtLocation(calls);
	/** Functions that are the bodies of entities, whichever. */
	const bodies = new Set<Node>();
	const queue: Omit<Region, "nodes">[] = [];
	for (const [index, call] of calls.entries()) {
		const kind = entities.of(types[index])?.kind;
		if (kind === undefined) continue;
		const body = bodyOf(program, call);
		if (body === undefined || body.getSourceFile() !== source) continue;
		bodies.add(body);
		if (kind === "workflow" || kind === "dynamic") {
			queue.push({ kind, body, own: true, subject: `${kind} ${nameOf(call)}`.trim() });
		}
	}
	const regions: Region[] = [];
	const seen = new Set<Node>(queue.map((region) => region.body));
	for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
		const region = { ...next, nodes: nodesOf(next.body, bodies) };
		regions.push(region);
		for (const called of functionsCalled(program, region.nodes, functions)) {
			if (bodies.has(called) || seen.has(called) || within(called, region.body)) continue;
			seen.add(called);
			queue.push({ kind: region.kind, subject: region.subject, body: called, own: false });
		}
	}
	return regions;
}

function nodesOf(body: BodyFunction, others: ReadonlySet<Node>): readonly Node[] {
	const nodes: Node[] = [];
	const visit = (node: Node): void => {
		if (node !== body && isFunctionLikeDeclaration(node) && others.has(node)) return;
		nodes.push(node);
		node.forEachChild(visit);
	};
	visit(body);
	return nodes;
}

/** The functions of the file that are called by name. */
function functionsCalled(
	program: CheckedProgram,
	nodes: readonly Node[],
	functions: ReadonlySet<string>,
): readonly BodyFunction[] {
	const callees = new Map<string, Node>();
	for (const node of nodes) {
		if (!isCallExpression(node)) continue;
		const callee = unwrap(node.expression);
		if (isIdentifier(callee) && functions.has(callee.text)) callees.set(callee.text, callee);
	}
	return [...callees.values()]
		.map((callee) => functionNamed(program, callee))
		.filter((found) => found !== undefined)
		.filter((found) => found.getSourceFile() === nodes[0]?.getSourceFile());
}

/** Names that some function of the file has: whether a call means it is asked of the checker, which takes a round trip. */
function functionNames(source: SourceFile): ReadonlySet<string> {
	const names = new Set<string>();
	const visit = (node: Node): void => {
		if (isFunctionDeclaration(node) && node.name !== undefined) names.add(node.name.text);
		if (isVariableDeclaration(node) && isIdentifier(node.name) && node.initializer !== undefined) {
			const value = unwrap(node.initializer);
			if (isArrowFunction(value) || isFunctionExpression(value)) names.add(node.name.text);
		}
		node.forEachChild(visit);
	};
	visit(source);
	return names;
}

function within(node: Node, outer: Node): boolean {
	return node.pos >= outer.pos && node.end <= outer.end;
}

/** `function total() {}` or `const total = () => ...`. */
function functionNamed(program: CheckedProgram, name: Node): BodyFunction | undefined {
	const declaration = declarationOf(program, name);
	if (declaration === undefined || isFunctionDeclaration(declaration)) return declaration;
	if (!isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined;
	const value = unwrap(declaration.initializer);
	return isArrowFunction(value) || isFunctionExpression(value) ? value : undefined;
}
