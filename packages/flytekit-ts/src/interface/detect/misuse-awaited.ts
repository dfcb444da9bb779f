import {
	type AwaitExpression,
	type BindingName,
	isArrayBindingPattern,
	isArrayLiteralExpression,
	isArrowFunction,
	isAwaitExpression,
	isBinaryExpression,
	isBindingElement,
	isCallExpression,
	isElementAccessExpression,
	isForOfStatement,
	isFunctionExpression,
	isIdentifier,
	isObjectBindingPattern,
	isPostfixUnaryExpression,
	isPrefixUnaryExpression,
	isPropertyAccessExpression,
	isSpreadElement,
	isVariableDeclaration,
	isVariableDeclarationList,
	type Node,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import { unwrap } from "./bindings.js";
import type { CheckedProgram } from "./checker.js";
import type { PromisedTypes } from "./misuse-promised.js";

/** What `await` gives of nodes' outputs: a view of one, or a list of views (Promise.all). */
type Held = "view" | "list";

/** Methods of lists that hand each item to a function: which parameter gets it. */
const ITEM_PARAMETER = new Map([
	["map", 0],
	["flatMap", 0],
	["filter", 0],
	["forEach", 0],
	["some", 0],
	["every", 0],
	["find", 0],
	["findIndex", 0],
	["reduce", 1],
]);

/**
 * Follows what `await` gives of nodes' outputs inside one region: through `const`, destructuring, property access, `Promise.all`,
 * loops and callbacks over its list. Variables that are assigned again are not followed: their value may be a real one.
 */
export class AwaitedViews {
	readonly #program: CheckedProgram;
	readonly #promised: PromisedTypes;
	readonly #awaits = new Map<Node, Held>();
	/** By the symbol's id. */
	readonly #variables = new Map<number, Held>();
	readonly #names = new Set<string>();
	readonly #reassigned: ReadonlySet<string>;

	constructor(program: CheckedProgram, promised: PromisedTypes, nodes: readonly Node[]) {
		this.#program = program;
		this.#promised = promised;
		this.#readAwaits(nodes.filter(isAwaitExpression));
		this.#reassigned = this.#awaits.size === 0 ? new Set() : assignedNames(nodes);
		// Parents come before what is inside them, so a variable is known before it is used, mostly.
		if (this.#awaits.size > 0) for (const node of nodes) this.#follow(node);
	}

	/** Whether there is anything to follow at all. */
	get none(): boolean {
		return this.#awaits.size === 0;
	}

	/** Whether an expression is a view of a node's output. */
	isView(node: Node): boolean {
		return this.#held(node) === "view";
	}

	#readAwaits(awaits: readonly AwaitExpression[]): void {
		if (awaits.length === 0) return;
		const operands = awaits.map((node) => unwrap(node.expression));
		const lists = operands.map((operand) => this.#promiseAll(operand));
		const types = this.#program.checker.getTypeAtLocation(operands.map((operand, at) => lists[at] ?? operand));
		for (const [at, node] of awaits.entries()) {
			const list = lists[at];
			if (list === undefined) {
				if (this.#promised.isPromised(types[at])) this.#awaits.set(node, "view");
			} else if (this.#promised.isPromisedList(types[at]) || this.#allPromised(list)) {
				this.#awaits.set(node, "list");
			}
		}
	}

	/** The list of `Promise.all(list)`. */
	#promiseAll(operand: Node): Node | undefined {
		if (!isCallExpression(operand) || operand.arguments.length !== 1) return undefined;
		const callee = unwrap(operand.expression);
		if (!isPropertyAccessExpression(callee) || callee.name.text !== "all") return undefined;
		const isPromise = isIdentifier(callee.expression) && callee.expression.text === "Promise";
		return isPromise ? operand.arguments[0] : undefined;
	}

	#allPromised(list: Node): boolean {
		const inner = unwrap(list);
		if (!isArrayLiteralExpression(inner) || inner.elements.length === 0 || inner.elements.some(isSpreadElement))
			return false;
		return this.#program.checker.getTypeAtLocation(inner.elements).every((type) => this.#promised.isPromised(type));
	}

	#follow(node: Node): void {
		if (isVariableDeclaration(node) && node.initializer !== undefined) {
			const held = this.#held(node.initializer);
			if (held !== undefined) this.#bind(node.name, held);
		} else if (isForOfStatement(node) && isVariableDeclarationList(node.initializer)) {
			const [declaration] = node.initializer.declarations;
			if (declaration !== undefined && this.#held(node.expression) === "list") this.#bind(declaration.name, "view");
		} else if (isCallExpression(node)) {
			const callee = unwrap(node.expression);
			const callback = node.arguments[0] && unwrap(node.arguments[0]);
			if (!isPropertyAccessExpression(callee) || callback === undefined) return;
			const position = ITEM_PARAMETER.get(callee.name.text);
			if (position === undefined || !(isArrowFunction(callback) || isFunctionExpression(callback))) return;
			const parameter = callback.parameters[position];
			if (parameter !== undefined && this.#held(callee.expression) === "list") this.#bind(parameter.name, "view");
		}
	}

	/** Everything that a pattern takes out of a view is a view; out of a list, its items are. */
	#bind(name: BindingName, held: Held): void {
		if (isIdentifier(name)) {
			if (this.#reassigned.has(name.text)) return;
			const symbol = this.#program.checker.getSymbolAtLocation(name);
			if (symbol === undefined) return;
			this.#variables.set(symbol.id, held);
			this.#names.add(name.text);
		} else if (isObjectBindingPattern(name) || isArrayBindingPattern(name)) {
			if (held === "list" && !isArrayBindingPattern(name)) return;
			for (const element of name.elements) {
				if (!isBindingElement(element) || element.name === undefined || element.initializer !== undefined) continue;
				if (element.dotDotDotToken === undefined) this.#bind(element.name, "view");
				else if (held === "list") this.#bind(element.name, "list");
			}
		}
	}

	#held(node: Node): Held | undefined {
		const inner = unwrap(node);
		if (isAwaitExpression(inner)) return this.#awaits.get(inner);
		if (isIdentifier(inner)) {
			if (!this.#names.has(inner.text)) return undefined;
			const symbol = this.#program.checker.getSymbolAtLocation(inner);
			return symbol === undefined ? undefined : this.#variables.get(symbol.id);
		}
		if (isPropertyAccessExpression(inner)) return this.#held(inner.expression) === "view" ? "view" : undefined;
		if (isElementAccessExpression(inner)) return this.#held(inner.expression) === undefined ? undefined : "view";
		return undefined;
	}
}

/** Names that something is assigned to after their declaration. */
function assignedNames(nodes: readonly Node[]): ReadonlySet<string> {
	const names = new Set<string>();
	const add = (target: Node): void => {
		const inner = unwrap(target);
		if (isIdentifier(inner)) names.add(inner.text);
	};
	for (const node of nodes) {
		if (isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) add(node.left);
		else if (isPostfixUnaryExpression(node)) add(node.operand);
		else if (isPrefixUnaryExpression(node) && UPDATES.has(node.operator)) add(node.operand);
	}
	return names;
}

const UPDATES: ReadonlySet<SyntaxKind> = new Set([SyntaxKind.PlusPlusToken, SyntaxKind.MinusMinusToken]);

function isAssignment(operator: SyntaxKind): boolean {
	return operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment;
}
