import {
	type ArrowFunction,
	type CallExpression,
	type ForOfStatement,
	isArrayBindingPattern,
	isArrayLiteralExpression,
	isArrowFunction,
	isBlock,
	isCallExpression,
	isExpressionStatement,
	isForOfStatement,
	isIdentifier,
	isNumericLiteral,
	isObjectBindingPattern,
	isObjectLiteralExpression,
	isOmittedExpression,
	isPropertyAccessExpression,
	isPropertyAssignment,
	isReturnStatement,
	isShorthandPropertyAssignment,
	isStringLiteral,
	isVariableDeclarationList,
	isVariableStatement,
	type Node,
	SyntaxKind,
	type VariableDeclarationList,
} from "typescript-native/unstable/ast";
import { type CouldBeMap, couldBeMapText } from "../could-be-map.js";
import type { DetectionProblem } from "../detected.js";
import { unwrap } from "./bindings.js";
import { type BodyFunction, optionsOf, optionValue } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import type { EntityBody } from "./entity-bodies.js";
import { EntityTypes } from "./known-types.js";
import { problemAt } from "./refusal.js";

/**
 * Dynamics that a workflow with a map over an input could replace: a loop over an input that calls one task for each item,
 * and around it nothing but calls. A hint, at the loop. Better silent than wrong: whatever is computed, tested or named from
 * outside the body makes it a dynamic, and so do batches, which only dynamics have.
 */
export function mapsOverInputs(program: CheckedProgram, bodies: readonly EntityBody[]): readonly DetectionProblem[] {
	const entities = new EntityTypes(program);
	return bodies.flatMap(({ call, kind, body, subject }): DetectionProblem[] => {
		if (kind !== "dynamic") return [];
		if (optionValue(optionsOf(program, call), "batch") !== undefined) return [];
		const wiring = new Wiring(program, entities);
		const [map] = wiring.isAll(body) ? wiring.maps : [];
		if (map === undefined) return [];
		const { text, wayOut } = couldBeMapText(map);
		return [
			problemAt(program, map.loop, {
				code: "INTERFACE_COULD_BE_MAP",
				text: `${subject}: ${text}`,
				wayOut,
			}),
		];
	});
}

/** Reads a body that is to do nothing but call entities, with inputs, constants and what other calls give. */
class Wiring {
	readonly maps: (CouldBeMap & { readonly loop: Node })[] = [];
	readonly #program: CheckedProgram;
	readonly #entities: EntityTypes;
	/** The parameter that holds all inputs, where it is not taken apart. */
	#all = "";
	readonly #inputs = new Set<string>();
	/** Inputs, and constants of the body. */
	readonly #values = new Set<string>();

	constructor(program: CheckedProgram, entities: EntityTypes) {
		this.#program = program;
		this.#entities = entities;
	}

	isAll(body: BodyFunction): boolean {
		const [parameter, ...others] = body.parameters;
		if (parameter === undefined || others.length > 0 || body.body === undefined) return false;
		if (body.modifiers?.some(({ kind }) => kind === SyntaxKind.AsyncKeyword) === true) return false;
		if (isIdentifier(parameter.name)) this.#all = parameter.name.text;
		else {
			const names = namesIn(parameter.name);
			if (names === undefined) return false;
			for (const name of names) {
				this.#inputs.add(name);
				this.#values.add(name);
			}
		}
		return isBlock(body.body) ? body.body.statements.every((each) => this.#statement(each)) : this.#value(body.body);
	}

	#statement(statement: Node): boolean {
		if (isReturnStatement(statement)) return statement.expression === undefined || this.#value(statement.expression);
		if (isExpressionStatement(statement)) {
			const inner = unwrap(statement.expression);
			return isCallExpression(inner) && this.#value(inner);
		}
		if (isForOfStatement(statement)) return this.#loop(statement);
		return isVariableStatement(statement) && this.#constants(statement.declarationList);
	}

	#constants(list: VariableDeclarationList): boolean {
		return list.declarations.every(({ name, initializer }) => {
			const names = isIdentifier(name) ? [name.text] : namesIn(name);
			if (names === undefined || initializer === undefined || !this.#value(initializer)) return false;
			for (const each of names) this.#values.add(each);
			return true;
		});
	}

	#value(node: Node): boolean {
		const inner = unwrap(node);
		if (isIdentifier(inner)) return this.#values.has(inner.text);
		if (isStringLiteral(inner) || isNumericLiteral(inner)) return true;
		if (inner.kind === SyntaxKind.TrueKeyword || inner.kind === SyntaxKind.FalseKeyword) return true;
		if (isArrayLiteralExpression(inner)) return inner.elements.every((item) => this.#value(item));
		if (isObjectLiteralExpression(inner)) return propertiesOf(inner)?.every(([, value]) => this.#value(value)) === true;
		if (isPropertyAccessExpression(inner)) {
			const of = unwrap(inner.expression);
			// how many there are is a value, which a workflow does not have
			return inner.name.text !== "length" && ((isIdentifier(of) && of.text === this.#all) || this.#value(of));
		}
		return isCallExpression(inner) && this.#call(inner);
	}

	#call(call: CallExpression): boolean {
		const callee = unwrap(call.expression);
		if (isPropertyAccessExpression(callee) && callee.name.text === "map") return this.#map(call, callee.expression);
		if (!isIdentifier(callee)) return false;
		const isKnown = callee.text === "outputs" || this.#kindOf(callee) !== undefined;
		return isKnown && call.arguments.every((given) => this.#value(given));
	}

	/** `xs.map((x) => square({ x }))`. */
	#map(call: CallExpression, over: Node): boolean {
		const list = this.#input(over);
		const [each, ...more] = call.arguments;
		if (list === undefined || each === undefined || more.length > 0 || !isArrowFunction(each)) return false;
		const [item, ...others] = each.parameters;
		if (item === undefined || others.length > 0 || !isIdentifier(item.name)) return false;
		return this.#each(call, list, item.name.text, resultOf(each));
	}

	/** `for (const x of xs) square({ x });`, or with `results.push(...)` around the call. */
	#loop({ initializer, expression, statement, awaitModifier }: ForOfStatement): boolean {
		const list = this.#input(expression);
		if (list === undefined || awaitModifier !== undefined || !isVariableDeclarationList(initializer)) return false;
		const item = initializer.declarations[0]?.name;
		const only = isBlock(statement) && statement.statements.length === 1 ? statement.statements[0] : statement;
		if (item === undefined || !isIdentifier(item) || only === undefined || !isExpressionStatement(only)) return false;
		const done = unwrap(only.expression);
		if (!isCallExpression(done)) return false;
		const callee = unwrap(done.expression);
		const isPush = isPropertyAccessExpression(callee) && callee.name.text === "push" && this.#value(callee.expression);
		if (isPush && done.arguments.length !== 1) return false;
		return this.#each(statement.parent, list, item.text, isPush ? done.arguments[0] : done);
	}

	/** One call of a task, with the item as it is, and else with what is the same for all. */
	#each(loop: Node, list: string, item: string, made: Node | undefined): boolean {
		const call = made === undefined ? undefined : unwrap(made);
		if (call === undefined || !isCallExpression(call) || this.#values.has(item)) return false;
		const callee = unwrap(call.expression);
		const [given, ...others] = call.arguments;
		if (!isIdentifier(callee) || this.#kindOf(callee) !== "task" || given === undefined || others.length > 0)
			return false;
		const inner = unwrap(given);
		const properties = isObjectLiteralExpression(inner) ? propertiesOf(inner) : undefined;
		if (properties === undefined) return false;
		const isItem = (value: Node) => {
			const own = unwrap(value);
			return isIdentifier(own) && own.text === item;
		};
		const taken = properties.find(([, value]) => isItem(value));
		if (taken === undefined || !properties.every(([, value]) => isItem(value) || this.#value(value))) return false;
		this.maps.push({ task: callee.text, list, item: taken[0], loop });
		return true;
	}

	/** The name of the input that an expression is. */
	#input(node: Node): string | undefined {
		const inner = unwrap(node);
		if (isIdentifier(inner)) return this.#inputs.has(inner.text) ? inner.text : undefined;
		if (!isPropertyAccessExpression(inner)) return undefined;
		const of = unwrap(inner.expression);
		return isIdentifier(of) && of.text === this.#all ? inner.name.text : undefined;
	}

	#kindOf(callee: Node): string | undefined {
		return this.#entities.of(this.#program.checker.getTypeAtLocation(callee))?.kind;
	}
}

/** Names that a pattern takes apart into, one level deep and nothing computed. */
function namesIn(pattern: Node): readonly string[] | undefined {
	if (!isObjectBindingPattern(pattern) && !isArrayBindingPattern(pattern)) return undefined;
	const names: string[] = [];
	for (const element of pattern.elements) {
		if (isOmittedExpression(element)) continue;
		const { name, dotDotDotToken } = element as { name?: Node; dotDotDotToken?: Node };
		if (name === undefined || !isIdentifier(name) || dotDotDotToken !== undefined) return undefined;
		names.push(name.text);
	}
	return names;
}

function propertiesOf(object: Node): readonly (readonly [string, Node])[] | undefined {
	if (!isObjectLiteralExpression(object)) return undefined;
	const found: (readonly [string, Node])[] = [];
	for (const property of object.properties) {
		if (isPropertyAssignment(property)) found.push([property.name.getText(), property.initializer]);
		else if (isShorthandPropertyAssignment(property)) found.push([property.name.getText(), property.name]);
		else return undefined;
	}
	return found;
}

/** What an arrow function gives, where that is all it does. */
function resultOf({ body }: ArrowFunction): Node | undefined {
	if (!isBlock(body)) return body;
	const [only, ...others] = body.statements;
	return only !== undefined && others.length === 0 && isReturnStatement(only) ? only.expression : undefined;
}
