import {
	isArrayBindingPattern,
	isBindingElement,
	isElementAccessExpression,
	isIdentifier,
	isPropertyAccessExpression,
	isVariableDeclaration,
	type Node,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import type { Type } from "typescript-native/unstable/sync";
import { unwrap } from "./bindings.js";
import { declarationOf } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import type { PromisedTypes } from "./misuse-promised.js";
import type { Region } from "./misuse-regions.js";
import type { Use, UseKind } from "./misuse-uses.js";

/** Uses that may be asking whether there is anything at all. */
const EXISTENCE: ReadonlySet<UseKind> = new Set(["test", "default", "equality"]);

/**
 * Whether a use asks for a promised output rather than for whether there is one: `last === undefined` where `last` was declared
 * to be possibly undefined, or whose output never is, asks for the latter.
 */
export function asksForValue(program: CheckedProgram, use: Use, type: Type, promised: PromisedTypes): boolean {
	if (!EXISTENCE.has(use.kind)) return true;
	if (use.other !== undefined && isAbsence(use.other) && !promised.mayBecomeAbsent(type)) return false;
	if (isIdentifier(use.operand)) {
		const symbol = program.checker.getSymbolAtLocation(use.operand);
		const declared = symbol === undefined ? undefined : program.checker.getTypeOfSymbol(symbol);
		if (declared !== undefined && !promised.isPromised(declared)) return false;
	}
	return isAlwaysThere(program, use.operand, promised);
}

function isAbsence(node: Node): boolean {
	return node.kind === SyntaxKind.NullKeyword || (isIdentifier(node) && node.text === "undefined");
}

/**
 * Whether an expression of a promised type always has a value. TypeScript does not say so of `nodes[0]`, `byName.x` and `const
 * [first] = nodes`, which are undefined when there is no such item: asking for that is right.
 */
function isAlwaysThere(program: CheckedProgram, node: Node, promised: PromisedTypes, depth = 0): boolean {
	const inner = unwrap(node);
	if (isElementAccessExpression(inner)) return isPromisedAt(program, inner.expression, promised);
	if (isPropertyAccessExpression(inner)) {
		if (isPromisedAt(program, inner.expression, promised)) return true;
		return program.checker.getSymbolAtLocation(inner.name) !== undefined; // an index signature has no symbol for a name
	}
	if (!isIdentifier(inner) || depth > 8) return true;
	const declaration = declarationOf(program, inner);
	if (declaration === undefined) return true;
	if (isVariableDeclaration(declaration)) {
		const { initializer } = declaration;
		return initializer === undefined || isAlwaysThere(program, initializer, promised, depth + 1);
	}
	if (isBindingElement(declaration) && isArrayBindingPattern(declaration.parent)) {
		const holder = declaration.parent.parent;
		if (!isVariableDeclaration(holder) || holder.initializer === undefined) return false;
		const type = program.checker.getTypeAtLocation(holder.initializer);
		return promised.isPromised(type) || (type !== undefined && program.checker.isTupleType(type));
	}
	return true;
}

/** Whether an expression is an input of the workflow whose body this is: always promised, though its type is wider with a default. */
export function isWorkflowInput(program: CheckedProgram, region: Region, node: Node): boolean {
	if (region.kind !== "workflow" || !region.own) return false;
	const [parameter] = region.body.parameters;
	if (parameter === undefined) return false;
	const inner = unwrap(node);
	if (isPropertyAccessExpression(inner)) {
		return (
			isIdentifier(inner.expression) &&
			isIdentifier(parameter.name) &&
			isDeclaredAt(program, inner.expression, parameter)
		);
	}
	return isIdentifier(inner) && !isIdentifier(parameter.name) && isDeclaredAt(program, inner, parameter);
}

function isDeclaredAt(program: CheckedProgram, name: Node, parameter: Node): boolean {
	const declaration = declarationOf(program, name);
	return (
		declaration !== undefined &&
		declaration.getSourceFile() === parameter.getSourceFile() &&
		declaration.pos >= parameter.pos &&
		declaration.end <= parameter.end
	);
}

function isPromisedAt(program: CheckedProgram, node: Node, promised: PromisedTypes): boolean {
	return promised.isPromised(program.checker.getTypeAtLocation(unwrap(node)));
}
