import {
	isArrowFunction,
	isAwaitExpression,
	isBinaryExpression,
	isCallExpression,
	isConditionalExpression,
	isFunctionExpression,
	isIdentifier,
	isNumericLiteral,
	isParenthesizedExpression,
	isPostfixUnaryExpression,
	isPrefixUnaryExpression,
	isPropertyAccessExpression,
	isSpreadElement,
	isVariableDeclaration,
	type Node,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import type { Type } from "typescript-native/unstable/sync";
import { type BodyFunction, returnsOf } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import { isInt } from "./named-types.js";

/** "whole": only a whole number can come out, but no Int goes in. "of Ints": and one does. "no": who knows. */
export type Judgement = "no" | "whole" | "of Ints";

const KEEPS_WHOLE: ReadonlySet<SyntaxKind> = new Set([
	SyntaxKind.PlusToken,
	SyntaxKind.MinusToken,
	SyntaxKind.AsteriskToken,
	SyntaxKind.PercentToken,
	SyntaxKind.AmpersandToken,
	SyntaxKind.BarToken,
	SyntaxKind.CaretToken,
	SyntaxKind.LessThanLessThanToken,
	SyntaxKind.GreaterThanGreaterThanToken,
	SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
]);
const ASSIGNS: ReadonlySet<SyntaxKind> = new Set([
	SyntaxKind.EqualsToken,
	SyntaxKind.PlusEqualsToken,
	SyntaxKind.MinusEqualsToken,
	SyntaxKind.AsteriskEqualsToken,
	SyntaxKind.PercentEqualsToken,
]);
/** Of Math: whole whatever goes in. */
const ROUNDS: ReadonlySet<string> = new Set(["floor", "ceil", "round", "trunc"]);
/** Of Math: whole when all that goes in is. */
const CHOOSES: ReadonlySet<string> = new Set(["abs", "max", "min"]);

/** Judges the expressions of one body: which can only be whole numbers, and which are made of Ints. Better silent than wrong. */
export class WholeNumbers {
	readonly #program: CheckedProgram;
	readonly #body: BodyFunction;
	/** By name of a variable: what it is while it is being judged. */
	readonly #variables = new Map<string, Judgement>();

	constructor(program: CheckedProgram, body: BodyFunction) {
		this.#program = program;
		this.#body = body;
	}

	/** Assertions count as the author's word: `x as number` is never one. */
	judge(node: Node): Judgement {
		if (isParenthesizedExpression(node) || isAwaitExpression(node)) return this.judge(node.expression);
		if (isNumericLiteral(node)) return Number.isInteger(Number(node.text)) ? "whole" : "no";
		if (this.#isInt(node)) return "of Ints";
		if (isBinaryExpression(node)) {
			return KEEPS_WHOLE.has(node.operatorToken.kind) ? this.#all([node.left, node.right]) : "no";
		}
		if (isPrefixUnaryExpression(node)) {
			return node.operator === SyntaxKind.ExclamationToken ? "no" : this.judge(node.operand);
		}
		if (isPostfixUnaryExpression(node)) return this.judge(node.operand);
		if (isConditionalExpression(node)) return this.#all([node.whenTrue, node.whenFalse]);
		if (isCallExpression(node)) return this.#call(node.expression, node.arguments);
		if (isPropertyAccessExpression(node)) return this.#isCount(node) ? "of Ints" : "no";
		return isIdentifier(node) ? this.#variable(node) : "no";
	}

	#all(nodes: readonly Node[]): Judgement {
		const judged = nodes.map((node) => this.judge(node));
		if (judged.length === 0 || judged.includes("no")) return "no";
		return judged.includes("of Ints") ? "of Ints" : "whole";
	}

	#call(callee: Node, given: readonly Node[]): Judgement {
		if (!isPropertyAccessExpression(callee)) return "no";
		if (callee.name.text === "reduce") return this.#reduce(callee.expression, given);
		if (!isIdentifier(callee.expression)) return "no";
		if (callee.expression.text !== "Math") return "no";
		const symbol = this.#program.checker.getSymbolAtLocation(callee.expression);
		if (this.#program.originOf(symbol) !== "library") return "no";
		const [first] = given;
		if (first !== undefined && ROUNDS.has(callee.name.text)) return this.#mentionsInt(first) ? "of Ints" : "no";
		if (!CHOOSES.has(callee.name.text)) return "no";
		const spread = given.filter(isSpreadElement);
		if (spread.some((node) => !this.#isListOfInts(node.expression))) return "no";
		const rest = given.filter((node) => !isSpreadElement(node));
		const others = rest.length === 0 ? "of Ints" : this.#all(rest);
		return spread.length > 0 && others !== "no" ? "of Ints" : others;
	}

	/** `ints.reduce((sum, x) => sum + x, 0)`, whose type is `number` for the 0. */
	#reduce(list: Node, [step, start, ...more]: readonly Node[]): Judgement {
		if (step === undefined || start === undefined || more.length > 0 || !this.#isListOfInts(list)) return "no";
		if (!isArrowFunction(step) && !isFunctionExpression(step)) return "no";
		const sum = step.parameters[0]?.name;
		if (sum === undefined || !isIdentifier(sum) || this.judge(start) === "no") return "no";
		const before = this.#variables.get(sum.text);
		this.#variables.set(sum.text, "whole");
		const judged = this.#all(returnsOf(step));
		if (before === undefined) this.#variables.delete(sum.text);
		else this.#variables.set(sum.text, before);
		return judged;
	}

	/** `values.length` of a list or text: a count. */
	#isCount(node: Node & { readonly expression: Node; readonly name: Node }): boolean {
		if (!isIdentifier(node.name) || node.name.text !== "length") return false;
		return this.#program.originOf(this.#program.checker.getSymbolAtLocation(node.name)) === "library";
	}

	#mentionsInt(node: Node): boolean {
		if (this.#isInt(node)) return true;
		return node.forEachChild((child) => (this.#mentionsInt(child) ? child : undefined)) !== undefined;
	}

	/** A variable of the body without a type: all that is put into it decides. */
	#variable(name: Node & { readonly text: string }): Judgement {
		const known = this.#variables.get(name.text);
		if (known !== undefined) return known;
		this.#variables.set(name.text, "whole"); // `total = total + n` adds nothing of its own
		const judged = this.#all(this.#valuesOf(name.text) ?? []);
		this.#variables.set(name.text, judged);
		return judged;
	}

	/** Undefined when not all of them are known. */
	#valuesOf(name: string): readonly Node[] | undefined {
		const values: Node[] = [];
		let declared = 0;
		let unknown = false;
		const isIt = (node: Node) => isIdentifier(node) && node.text === name;
		const visit = (node: Node): void => {
			if (isVariableDeclaration(node) && isIt(node.name)) {
				declared++;
				if (node.type !== undefined || node.initializer === undefined) unknown = true;
				else values.push(node.initializer);
			} else if (isBinaryExpression(node) && isIt(node.left) && isAssignment(node.operatorToken.kind)) {
				if (ASSIGNS.has(node.operatorToken.kind)) values.push(node.right);
				else unknown = true;
			}
			node.forEachChild(visit);
		};
		this.#body.forEachChild(visit);
		return declared === 1 && !unknown ? values : undefined;
	}

	#isInt(node: Node): boolean {
		const type = this.#typeOf(node);
		return type !== undefined && isInt(this.#program, type);
	}

	#isListOfInts(node: Node): boolean {
		const type = this.#typeOf(node);
		if (type === undefined || !type.isTypeReference() || !this.#program.checker.isArrayLikeType(type)) return false;
		const [element] = this.#program.checker.getTypeArguments(type);
		return element !== undefined && isInt(this.#program, element);
	}

	#typeOf(node: Node): Type | undefined {
		return this.#program.checker.getTypeAtLocation(node);
	}
}

function isAssignment(kind: SyntaxKind): boolean {
	return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
}
