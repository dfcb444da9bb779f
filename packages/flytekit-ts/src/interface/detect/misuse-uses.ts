import {
	type BinaryExpression,
	type CallExpression,
	type Expression,
	isBinaryExpression,
	isCallExpression,
	isCaseClause,
	isConditionalExpression,
	isDoStatement,
	isElementAccessExpression,
	isForOfStatement,
	isForStatement,
	isIfStatement,
	isPostfixUnaryExpression,
	isPrefixUnaryExpression,
	isPropertyAccessExpression,
	isSpreadAssignment,
	isSpreadElement,
	isSwitchStatement,
	isTaggedTemplateExpression,
	isTemplateSpan,
	isTypeOfExpression,
	isWhileStatement,
	type Node,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import { unwrap } from "./bindings.js";

/** What an expression's value is needed for. */
export type UseKind =
	/** `if (p)`, `!p`, `p && x`, `p || x`, `p ? a : b`, `while (p)`. */
	| "test"
	/** `p ?? x`, `p ??= x`. */
	| "default"
	/** `p === q`, `p != q`. */
	| "equality"
	| "typeof"
	/** `"k" in p`, `p instanceof C`. */
	| "kind"
	| "switch"
	/** `+ - * / %`, bits, `< > <= >=`, `++`, `+=`. */
	| "arithmetic"
	| "text"
	/** `for (... of p)`, `[...p]`, `{ ...p }`. */
	| "iteration"
	/** `list[p]`. */
	| "index"
	/** `p.length` of a list or text. */
	| "length"
	/** `p.toFixed(2)`. */
	| "method"
	/** `p.catch(...)`, `p.finally(...)`. */
	| "outcome"
	/** An argument of a function of the language that wants values: `Math.max(p)`. */
	| "argument";

/** One use of an expression's value. */
export interface Use {
	readonly kind: UseKind;
	/** The expression whose value is needed, without parentheses and assertions. */
	readonly operand: Node;
	/** The whole expression, or the operand itself for statements: what a message quotes. */
	readonly whole: Node;
	/** Its other side, where it has two. */
	readonly other?: Node;
}

/** Uses of a promised value that nothing stops while the program runs: proxies have no trap for them. */
export const SILENT: ReadonlySet<UseKind> = new Set([
	"test",
	"default",
	"equality",
	"typeof",
	"kind",
	"switch",
	"outcome",
]);

const EQUALITY: ReadonlySet<SyntaxKind> = new Set([
	SyntaxKind.EqualsEqualsEqualsToken,
	SyntaxKind.ExclamationEqualsEqualsToken,
	SyntaxKind.EqualsEqualsToken,
	SyntaxKind.ExclamationEqualsToken,
]);
const LOGICAL: ReadonlySet<SyntaxKind> = new Set([
	SyntaxKind.AmpersandAmpersandToken,
	SyntaxKind.BarBarToken,
	SyntaxKind.AmpersandAmpersandEqualsToken,
	SyntaxKind.BarBarEqualsToken,
]);
const NULLISH: ReadonlySet<SyntaxKind> = new Set([
	SyntaxKind.QuestionQuestionToken,
	SyntaxKind.QuestionQuestionEqualsToken,
]);
const ARITHMETIC: ReadonlySet<SyntaxKind> = new Set([
	SyntaxKind.PlusToken,
	SyntaxKind.MinusToken,
	SyntaxKind.AsteriskToken,
	SyntaxKind.AsteriskAsteriskToken,
	SyntaxKind.SlashToken,
	SyntaxKind.PercentToken,
	SyntaxKind.AmpersandToken,
	SyntaxKind.BarToken,
	SyntaxKind.CaretToken,
	SyntaxKind.LessThanLessThanToken,
	SyntaxKind.GreaterThanGreaterThanToken,
	SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
	SyntaxKind.LessThanToken,
	SyntaxKind.LessThanEqualsToken,
	SyntaxKind.GreaterThanToken,
	SyntaxKind.GreaterThanEqualsToken,
	SyntaxKind.PlusEqualsToken,
	SyntaxKind.MinusEqualsToken,
	SyntaxKind.AsteriskEqualsToken,
	SyntaxKind.AsteriskAsteriskEqualsToken,
	SyntaxKind.SlashEqualsToken,
	SyntaxKind.PercentEqualsToken,
]);

/** The uses that one node makes of the expressions right below it. */
export function usesIn(node: Node): readonly Use[] {
	if (isBinaryExpression(node)) return binaryUses(node);
	if (isPrefixUnaryExpression(node)) {
		if (node.operator === SyntaxKind.ExclamationToken) return tests(node.operand, node);
		return [use("arithmetic", node.operand, node)];
	}
	if (isPostfixUnaryExpression(node)) return [use("arithmetic", node.operand, node)];
	if (isTypeOfExpression(node)) return [use("typeof", node.expression, node)];
	if (isConditionalExpression(node)) return tests(node.condition, node);
	if (isIfStatement(node) || isWhileStatement(node) || isDoStatement(node)) return tests(node.expression);
	if (isForStatement(node)) return node.condition === undefined ? [] : tests(node.condition);
	if (isSwitchStatement(node) || isCaseClause(node)) return [use("switch", node.expression)];
	if (isTemplateSpan(node)) return isTaggedTemplateExpression(node.parent.parent) ? [] : [use("text", node.expression)];
	if (isForOfStatement(node)) return node.awaitModifier === undefined ? [use("iteration", node.expression)] : [];
	if (isSpreadElement(node) || isSpreadAssignment(node)) return [use("iteration", node.expression, node)];
	if (isElementAccessExpression(node)) return [use("index", node.argumentExpression, node)];
	if (isPropertyAccessExpression(node) && node.name.text === "length") return [use("length", node.expression, node)];
	if (isCallExpression(node)) return callUses(node);
	return [];
}

function binaryUses(node: BinaryExpression): readonly Use[] {
	const { left, right } = node;
	const operator = node.operatorToken.kind;
	if (EQUALITY.has(operator)) {
		return [use("equality", left, node, right), use("equality", right, node, left)];
	}
	if (LOGICAL.has(operator)) return tests(left, node);
	if (NULLISH.has(operator)) return [use("default", left, node)];
	if (ARITHMETIC.has(operator)) return [use("arithmetic", left, node, right), use("arithmetic", right, node, left)];
	if (operator === SyntaxKind.InKeyword) return [use("kind", left, node), use("kind", right, node)];
	if (operator === SyntaxKind.InstanceOfKeyword) return [use("kind", left, node)];
	return [];
}

function callUses(call: CallExpression): readonly Use[] {
	const callee = unwrap(call.expression);
	const values = call.arguments.filter((argument) => !isSpreadElement(argument));
	const uses = values.map((argument) => use("argument", argument, call));
	if (!isPropertyAccessExpression(callee)) return uses;
	const { text } = callee.name;
	const kind = text === "catch" || text === "finally" ? "outcome" : "method";
	return [...uses, use(kind, callee.expression, call)];
}

/** The tests in a condition. The left sides of `&&` and `||`, and what `!` negates, are uses of their own nodes. */
function tests(condition: Expression, whole?: Node): readonly Use[] {
	const inner = unwrap(condition);
	if (isPrefixUnaryExpression(inner) && inner.operator === SyntaxKind.ExclamationToken) return [];
	if (isBinaryExpression(inner)) {
		const operator = inner.operatorToken.kind;
		if (LOGICAL.has(operator) || NULLISH.has(operator) || operator === SyntaxKind.CommaToken) return tests(inner.right);
	}
	return [use("test", condition, whole)];
}

function use(kind: UseKind, operand: Node, whole?: Node, other?: Node): Use {
	const inner = unwrap(operand);
	return { kind, operand: inner, whole: whole ?? inner, ...(other === undefined ? {} : { other: unwrap(other) }) };
}
