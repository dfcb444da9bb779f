import {
	isCallExpression,
	isConditionalExpression,
	isElementAccessExpression,
	isIdentifier,
	isPropertyAccessExpression,
	type Node,
} from "typescript-native/unstable/ast";
import type { Type } from "typescript-native/unstable/sync";
import type { DetectionProblem } from "../detected.js";
import { FileBindings } from "./bindings.js";
import type { CheckedProgram } from "./checker.js";
import { EntityTypes } from "./known-types.js";
import { asksForValue, isWorkflowInput } from "./misuse-absent.js";
import { AwaitedViews } from "./misuse-awaited.js";
import { PromisedTypes } from "./misuse-promised.js";
import { type Region, regionsOf } from "./misuse-regions.js";
import { awaitedRefusal, promisedRefusal } from "./misuse-text.js";
import { SILENT, type Use, usesIn } from "./misuse-uses.js";
import { problemAt, type Refusal } from "./refusal.js";

/**
 * Finds the places where the output of a node is used as if it were a value and nothing else would say so: what TypeScript lets
 * pass and no proxy can trap. Looked at are the bodies of workflows and dynamics, and the functions of the same file that they
 * call.
 *
 * - A promised output that is tested (`!p`, `p && x`, `p || x`, `p ?? x`, `if`, `while`, `? :`), compared (`===`, `!==`, `==`,
 *   `!=`), asked for its kind (`typeof`, `in`, `instanceof`, `switch`) or for its outcome (`.catch()`, `.finally()`).
 * - The view that `await` gives of one, in a body that is async: in these places, and in arithmetic, text, loops, as an index or
 *   as an argument of the language's own functions; followed through constants, destructuring and Promise.all.
 *
 * Better silent than wrong: a value that may be undefined may be tested for that, variables that are assigned again are not
 * followed, and what crosses a function of another file is not seen.
 *
 * @param entities what the detector has read already
 */
export function findMisuses(
	program: CheckedProgram,
	file: string,
	entities = new EntityTypes(program),
): readonly DetectionProblem[] {
	const source = program.sourceFile(file);
	if (source === undefined) return [];
	const bindings = new FileBindings(source);
	const nameOf = (call: Node): string => {
		const binding = bindings.of(call);
		if (binding.kind === "exported") return `"${binding.names[0]?.name ?? binding.local}"`;
		return binding.kind === "local" ? `"${binding.local}"` : "";
	};
	const promised = new PromisedTypes(program);
	const regions = regionsOf(program, source, entities, nameOf).map((region) => ({
		region,
		uses: region.nodes.flatMap(usesIn),
	}));
	const types = typesOf(
		program,
		regions.flatMap(({ uses }) => uses),
	);
	return regions
		.flatMap(({ region, uses }) => misusesIn(program, region, uses, types, promised))
		.sort((a, b) => a.location.line - b.location.line || a.location.column - b.location.column);
}

/** Types of all operands that a promised value could be in, asked in one round trip. */
function typesOf(program: CheckedProgram, uses: readonly Use[]): ReadonlyMap<Node, Type | undefined> {
	const nodes = uses.filter((use) => SILENT.has(use.kind) && mayBePromised(use.operand)).map((use) => use.operand);
	if (nodes.length === 0) return new Map();
	const types = program.checker.getTypeAtLocation(nodes);
	return new Map(nodes.map((node, at) => [node, types[at]]));
}

/** Whether an expression's value can be a promise at all: operators and literals make values of their own. */
function mayBePromised(node: Node): boolean {
	return (
		isIdentifier(node) ||
		isPropertyAccessExpression(node) ||
		isElementAccessExpression(node) ||
		isCallExpression(node) ||
		isConditionalExpression(node)
	);
}

function misusesIn(
	program: CheckedProgram,
	region: Region,
	uses: readonly Use[],
	types: ReadonlyMap<Node, Type | undefined>,
	promised: PromisedTypes,
): readonly DetectionProblem[] {
	const views = new AwaitedViews(program, promised, region.nodes);
	/** By the expression that is wrong: `p === q` is one problem. */
	const found = new Map<Node, { readonly use: Use; readonly problem: DetectionProblem }>();
	for (const use of uses) {
		if (found.has(use.whole)) continue;
		const refusal = refusalOf(program, region, use, types.get(use.operand), promised, views);
		if (refusal !== undefined) found.set(use.whole, { use, problem: problemAt(program, use.whole, refusal) });
	}
	// `p.length + 1` is wrong in `p.length` already.
	return [...found.values()]
		.filter(({ use }) => !found.has(use.operand) || use.operand === use.whole)
		.map((f) => f.problem);
}

function refusalOf(
	program: CheckedProgram,
	region: Region,
	use: Use,
	type: Type | undefined,
	promised: PromisedTypes,
	views: AwaitedViews,
): Refusal | undefined {
	if (!views.none && views.isView(use.operand)) {
		return isMisuseOfView(program, use) ? awaitedRefusal(region, use) : undefined;
	}
	if (type === undefined || !SILENT.has(use.kind) || !promised.of(type).promised) return undefined;
	const misused =
		isWorkflowInput(program, region, use.operand) ||
		(promised.isPromised(type) && asksForValue(program, use, type, promised));
	return misused ? promisedRefusal(region, use) : undefined;
}

const LIBRARY_FUNCTIONS: ReadonlySet<string> = new Set([
	"Number",
	"String",
	"Boolean",
	"BigInt",
	"parseInt",
	"parseFloat",
	"isNaN",
	"isFinite",
]);

/** Uses of a view that need its value. Handing it to a function may be right: it may go on to a call, or into a log. */
function isMisuseOfView(program: CheckedProgram, use: Use): boolean {
	if (use.kind === "length") {
		const type = program.checker.getTypeAtLocation(use.operand);
		return type !== undefined && (program.checker.isArrayLikeType(type) || isText(program, use.operand));
	}
	return use.kind !== "argument" || wantsValues(program, use.whole);
}

function isText(program: CheckedProgram, node: Node): boolean {
	const type = program.checker.getTypeAtLocation(node);
	return type !== undefined && program.checker.isTypeAssignableTo(type, program.checker.getStringType());
}

/** `Math.max(...)`, `JSON.stringify(...)`, `Number(...)`: functions of the language that look into their arguments. */
function wantsValues(program: CheckedProgram, call: Node): boolean {
	const callee = (call as unknown as { expression: Node }).expression;
	const root = isPropertyAccessExpression(callee) ? callee.expression : callee;
	if (!isIdentifier(root)) return false;
	const named = isPropertyAccessExpression(callee)
		? root.text === "Math" || root.text === "Number" || (root.text === "JSON" && callee.name.text === "stringify")
		: LIBRARY_FUNCTIONS.has(root.text);
	if (!named) return false;
	const symbol = program.checker.getSymbolAtLocation(root);
	return program.originOf(symbol) === "library";
}
