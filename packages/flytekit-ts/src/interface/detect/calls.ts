import {
	type ArrowFunction,
	type CallExpression,
	type FunctionDeclaration,
	type FunctionExpression,
	isArrowFunction,
	isBlock,
	isCallExpression,
	isElementAccessExpression,
	isFunctionDeclaration,
	isFunctionExpression,
	isFunctionLikeDeclaration,
	isIdentifier,
	isNewExpression,
	isObjectLiteralExpression,
	isPropertyAccessExpression,
	isPropertyAssignment,
	isReturnStatement,
	isStringLiteral,
	isVariableDeclaration,
	type NewExpression,
	type Node,
	type ObjectLiteralExpression,
	type SourceFile,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import { SymbolFlags } from "typescript-native/unstable/sync";
import { unwrap } from "./bindings.js";
import type { CheckedProgram } from "./checker.js";

export type EntityCall = CallExpression | NewExpression;
export type BodyFunction = ArrowFunction | FunctionExpression | FunctionDeclaration;

/** All calls and `new` expressions of a file, in source order. */
export function callsOf(file: SourceFile): readonly EntityCall[] {
	const calls: EntityCall[] = [];
	const visit = (node: Node): void => {
		if (isCallExpression(node) || isNewExpression(node)) calls.push(node);
		node.forEachChild(visit);
	};
	visit(file);
	return calls;
}

/** Where a stack trace says that a call is: the last name of the callee; for `new`, the keyword. */
export function callPosition(call: EntityCall): Node {
	if (isNewExpression(call)) return call;
	const callee = unwrap(call.expression);
	if (isPropertyAccessExpression(callee)) return callee.name;
	if (isElementAccessExpression(callee)) return callee.argumentExpression;
	return callee;
}

/** The name that the callee was written with: `task` of `fk.task(...)`; "" when it has none. */
export function calleeName(call: EntityCall): string {
	const callee = unwrap(call.expression);
	if (isIdentifier(callee)) return callee.text;
	return isPropertyAccessExpression(callee) ? callee.name.text : "";
}

/** The user's function among the arguments: written there, or named there and declared somewhere. */
export function bodyOf(program: CheckedProgram, call: EntityCall): BodyFunction | undefined {
	for (const argument of [...(call.arguments ?? [])].reverse()) {
		const found = functionOf(program, argument, 0);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** What a body returns, in source order, not looking into functions inside it. */
export function returnsOf(body: BodyFunction): readonly Node[] {
	if (body.body === undefined) return [];
	if (!isBlock(body.body)) return [body.body];
	const found: Node[] = [];
	const visit = (node: Node): void => {
		if (isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
		else if (!isFunctionLikeDeclaration(node)) node.forEachChild(visit);
	};
	body.body.forEachChild(visit);
	return found;
}

/** The function that a name stands for, through imports and `const`s; undefined for all else. */
export function declarationFunction(program: CheckedProgram, name: Node): BodyFunction | undefined {
	return functionOf(program, name, 0);
}

function functionOf(program: CheckedProgram, node: Node, depth: number): BodyFunction | undefined {
	const inner = unwrap(node);
	if (isArrowFunction(inner) || isFunctionExpression(inner)) return inner;
	if (!isIdentifier(inner) || depth > 4) return undefined;
	const declaration = declarationOf(program, inner);
	if (declaration === undefined) return undefined;
	if (isFunctionDeclaration(declaration)) return declaration;
	if (isVariableDeclaration(declaration) && declaration.initializer !== undefined) {
		return functionOf(program, declaration.initializer, depth + 1);
	}
	return undefined;
}

/** What an identifier stands for, through imports. Only declarations in users' files are looked up. */
export function declarationOf(program: CheckedProgram, identifier: Node): Node | undefined {
	let symbol = program.checker.getSymbolAtLocation(identifier);
	if (symbol !== undefined && (symbol.flags & SymbolFlags.Alias) !== 0)
		symbol = program.checker.getAliasedSymbol(symbol);
	const handle = symbol?.valueDeclaration;
	if (handle === undefined || program.originOf(symbol) !== "user") return undefined;
	return handle.resolve();
}

/** The options of a call: its first argument, when that is an object literal or a constant bound to one. */
export function optionsOf(program: CheckedProgram, call: EntityCall): ObjectLiteralExpression | undefined {
	const first = call.arguments?.[0];
	if (first === undefined) return undefined;
	const inner = unwrap(first);
	if (isObjectLiteralExpression(inner)) return inner;
	if (!isIdentifier(inner)) return undefined;
	const declaration = declarationOf(program, inner);
	if (declaration === undefined || !isVariableDeclaration(declaration) || declaration.initializer === undefined)
		return undefined;
	const value = unwrap(declaration.initializer);
	return isObjectLiteralExpression(value) ? value : undefined;
}

/** The value written for a key of an object literal; undefined when it is not written there. */
export function optionValue(options: ObjectLiteralExpression | undefined, key: string): Node | undefined {
	for (const property of options?.properties ?? []) {
		if (isPropertyAssignment(property) && (isIdentifier(property.name) || isStringLiteral(property.name))) {
			if (property.name.text === key) return property.initializer;
		} else if (property.kind === SyntaxKind.ShorthandPropertyAssignment) {
			const name = (property as unknown as { name: Node }).name;
			if (isIdentifier(name) && name.text === key) return name;
		}
	}
	return undefined;
}
