import {
	isArrayLiteralExpression,
	isBigIntLiteral,
	isCallExpression,
	isElementAccessExpression,
	isIdentifier,
	isNewExpression,
	isNoSubstitutionTemplateLiteral,
	isNumericLiteral,
	isObjectLiteralExpression,
	isPrefixUnaryExpression,
	isPropertyAccessExpression,
	isPropertyAssignment,
	isShorthandPropertyAssignment,
	isStringLiteral,
	isVariableDeclaration,
	type Node,
	NodeFlags,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import { TypeFlags } from "typescript-native/unstable/sync";
import type { Json } from "../../types/literal-type.js";
import type { ConstantValue } from "../detected.js";
import { unwrap } from "./bindings.js";
import { calleeName, declarationOf } from "./calls.js";
import type { CheckedProgram } from "./checker.js";

/** Names bound to constants are followed this far. */
const MAX_HOPS = 5;

/**
 * A constant expression as data; undefined when it is none. Constants are literals with their signs, lists and objects of
 * constants, enum members, `duration("5m")`, `new Date(constant)`, and names of `const`s that hold a literal.
 */
export function constantOf(program: CheckedProgram, node: Node, hops = 0): ConstantValue | undefined {
	const e = unwrap(node);
	if (isStringLiteral(e) || isNoSubstitutionTemplateLiteral(e)) return e.text;
	if (isNumericLiteral(e)) return numberValue(Number(e.text));
	if (isBigIntLiteral(e)) return tagged("$bigint", BigInt(e.text.replace(/n$/, "")).toString());
	if (isPrefixUnaryExpression(e)) return signed(program, e.operator, e.operand, hops);
	if (isArrayLiteralExpression(e)) return listOf(program, e.elements, hops);
	if (isObjectLiteralExpression(e)) return objectOf(program, e.properties, hops);
	if (isCallExpression(e)) return durationOf(program, e, hops);
	if (isNewExpression(e)) return dateOf(program, e, hops);
	if (isPropertyAccessExpression(e) || isElementAccessExpression(e)) return memberOf(program, e);
	if (isIdentifier(e)) return nameOf(program, e, hops);
	switch (e.kind) {
		case SyntaxKind.TrueKeyword:
			return true;
		case SyntaxKind.FalseKeyword:
			return false;
		case SyntaxKind.NullKeyword:
			return null;
		default:
			return undefined;
	}
}

function numberValue(value: number): ConstantValue {
	if (Number.isNaN(value)) return tagged("$number", "NaN");
	if (!Number.isFinite(value)) return tagged("$number", value > 0 ? "Infinity" : "-Infinity");
	return Object.is(value, -0) ? tagged("$number", "-0") : value;
}

function tagged(key: string, value: Json): ConstantValue {
	return { [key]: value };
}

function signed(program: CheckedProgram, operator: SyntaxKind, operand: Node, hops: number): ConstantValue | undefined {
	const value = constantOf(program, operand, hops);
	if (operator !== SyntaxKind.MinusToken && operator !== SyntaxKind.PlusToken) return undefined;
	const sign = operator === SyntaxKind.MinusToken ? -1 : 1;
	if (typeof value === "number") return numberValue(sign * value);
	if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
	const { $bigint: big, $number: special } = value as { $bigint?: string; $number?: string };
	// `+5n` throws at run time.
	if (big !== undefined) return sign === -1 ? tagged("$bigint", (-BigInt(big)).toString()) : undefined;
	return special === undefined ? undefined : numberValue(sign * Number(special));
}

function listOf(program: CheckedProgram, elements: readonly Node[], hops: number): ConstantValue | undefined {
	const out: Json[] = [];
	for (const element of elements) {
		const value = constantOf(program, element, hops);
		if (value === undefined) return undefined;
		out.push(value);
	}
	return out;
}

function objectOf(program: CheckedProgram, properties: readonly Node[], hops: number): ConstantValue | undefined {
	const out: Record<string, Json> = Object.create(null);
	let reserved = false;
	for (const property of properties) {
		const name = (property as unknown as { name?: Node }).name;
		const key = name === undefined ? undefined : keyOf(name);
		if (key === undefined || name === undefined) return undefined;
		const source = isPropertyAssignment(property)
			? property.initializer
			: isShorthandPropertyAssignment(property)
				? name
				: undefined;
		const value = source === undefined ? undefined : constantOf(program, source, hops);
		if (value === undefined) return undefined;
		if (key.startsWith("$")) reserved = true;
		// A key `__proto__` in a literal sets the prototype: no data of that name comes out of it.
		if (key !== "__proto__") out[key] = value;
	}
	return reserved ? { $object: out } : out;
}

function keyOf(name: Node): string | undefined {
	return isIdentifier(name) || isStringLiteral(name) || isNumericLiteral(name) ? name.text : undefined;
}

/** `duration("5m")` of this package. */
function durationOf(program: CheckedProgram, call: Node, hops: number): ConstantValue | undefined {
	if (!isCallExpression(call) || calleeName(call) !== "duration" || call.arguments.length !== 1) return undefined;
	const [argument] = call.arguments;
	const value = argument === undefined ? undefined : constantOf(program, argument, hops);
	if (typeof value !== "string" && typeof value !== "number") return undefined;
	const symbol = program.checker.getTypeAtLocation(call)?.getSymbol();
	const ours = symbol?.name === "Duration" && program.originOf(symbol) === "flytekit";
	return ours ? tagged("$duration", value) : undefined;
}

/** `new Date("2024-01-01")`, `new Date(0)`; as text in ISO form. */
function dateOf(program: CheckedProgram, node: Node, hops: number): ConstantValue | undefined {
	if (!isNewExpression(node) || calleeName(node) !== "Date" || node.arguments?.length !== 1) return undefined;
	if (program.originOf(program.checker.getTypeAtLocation(node)?.getSymbol()) !== "library") return undefined;
	const [argument] = node.arguments;
	const value = argument === undefined ? undefined : constantOf(program, argument, hops);
	if (typeof value !== "string" && typeof value !== "number") return undefined;
	// Text without a zone means the zone of whoever reads it, and here that is not the machine that runs the task.
	if (typeof value === "string" && !/^\d{4}-\d{2}-\d{2}$|[zZ]$|[+-]\d{2}:?\d{2}$/.test(value)) return undefined;
	const date = new Date(value);
	return Number.isNaN(date.getTime()) ? undefined : tagged("$date", date.toISOString());
}

/** Enum members, and the numbers of `Number`. */
function memberOf(program: CheckedProgram, node: Node): ConstantValue | undefined {
	// The type of an enum's member is its value; the checker's getConstantValue answers only for what it has checked before.
	const type = program.checker.getTypeAtLocation(node);
	if (type !== undefined && type.flags & TypeFlags.EnumLike && type.isLiteralType()) {
		if (typeof type.value === "string") return type.value;
		if (typeof type.value === "number") return numberValue(type.value);
	}
	if (!isPropertyAccessExpression(node) || !isIdentifier(node.expression) || node.expression.text !== "Number")
		return undefined;
	const known = Object.getOwnPropertyDescriptor(Number, node.name.text)?.value as unknown;
	return typeof known === "number" ? numberValue(known) : undefined;
}

function nameOf(program: CheckedProgram, name: Node, hops: number): ConstantValue | undefined {
	if (!isIdentifier(name)) return undefined;
	if (name.text === "undefined") return tagged("$undefined", true);
	if (name.text === "NaN" || name.text === "Infinity") return numberValue(Number(name.text));
	if (hops >= MAX_HOPS) return undefined;
	const declaration = declarationOf(program, name);
	if (declaration === undefined || !isVariableDeclaration(declaration) || declaration.initializer === undefined)
		return undefined;
	if ((declaration.parent.flags & NodeFlags.Const) === 0) return undefined;
	const value = constantOf(program, declaration.initializer, hops + 1);
	// A list or object behind a name could be changed before the default is used.
	return typeof value === "object" && value !== null && !isScalarTag(value) ? undefined : value;
}

function isScalarTag(value: object): boolean {
	return ["$bigint", "$number", "$undefined", "$duration"].some((key) => Object.hasOwn(value, key));
}
