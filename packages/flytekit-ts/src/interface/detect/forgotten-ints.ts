import {
	isArrayLiteralExpression,
	isCallExpression,
	isIdentifier,
	isObjectLiteralExpression,
	isPropertyAssignment,
	isShorthandPropertyAssignment,
	type Node,
} from "typescript-native/unstable/ast";
import { type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { DetectionProblem } from "../detected.js";
import { optionsOf, optionValue, returnsOf } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import type { EntityBody } from "./entity-bodies.js";
import { isInt } from "./named-types.js";
import { problemAt } from "./refusal.js";
import { WholeNumbers } from "./whole-numbers.js";

/**
 * Outputs of entities that are inferred as `number`, and so are a FLOAT, though they are computed from Ints so that
 * only a whole number can come out: arithmetic drops the brand. A warning, for a FLOAT may be meant. What is annotated in any
 * way is never one.
 */
export function forgottenInts(program: CheckedProgram, bodies: readonly EntityBody[]): readonly DetectionProblem[] {
	return bodies.flatMap(({ call, body, subject }) => {
		if (body.type !== undefined || call.typeArguments !== undefined) return [];
		const options = optionsOf(program, call);
		if (optionValue(options, "inputs") !== undefined || optionValue(options, "outputs") !== undefined) return [];
		const numbers = new WholeNumbers(program, body);
		return [...outputsOf(returnsOf(body))]
			.map(([name, nodes]) => ({ name, forgotten: forgottenIn(program, nodes, numbers) }))
			.filter(({ forgotten }) => forgotten !== undefined)
			.map(({ name, forgotten }) => warning(program, subject, name, forgotten as Node));
	});
}

/** The first expression of an output that drops the brand, when all of them are whole and Ints go into them. */
function forgottenIn(program: CheckedProgram, nodes: readonly Node[], numbers: WholeNumbers): Node | undefined {
	const judged = nodes.map((node) => numbers.judge(node));
	if (!judged.every((j) => j !== "no") || !judged.includes("of Ints")) return undefined;
	return nodes.find((node) => {
		const type: Type | undefined = program.checker.getTypeAtLocation(node);
		return type !== undefined && (type.flags & TypeFlags.Number) !== 0 && !isInt(program, type);
	});
}

function warning(program: CheckedProgram, subject: string, output: string, node: Node): DetectionProblem {
	const text = node.getText().replace(/\s+/g, " ");
	const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
	return problemAt(program, node, {
		code: "INTERFACE_FORGOTTEN_INT",
		text: `${subject}: outputs.${output} is a FLOAT: \`${shown}\` is computed from Ints, and arithmetic drops the brand`,
		wayOut:
			output === "o0"
				? "annotate what is returned: `: Int`, as in `({ n }: { n: Int }): Int => n + 1`; `: number` where a FLOAT is meant"
				: "say which it is: `as Int`, or `as number` where a FLOAT is meant",
		path: `outputs.${output}`,
	});
}

/** What each output is set to, by every `return`. */
function outputsOf(returned: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
	const found = new Map<string, Node[]>();
	const add = (name: string, node: Node) => found.set(name, [...(found.get(name) ?? []), node]);
	for (const node of returned) {
		const fields = isCallExpression(node) ? namedOutputs(node.expression, node.arguments[0]) : undefined;
		if (fields !== undefined) for (const [name, value] of fields) add(name, value);
		else if (isArrayLiteralExpression(node))
			node.elements.forEach((element, i) => {
				add(`o${i}`, element);
			});
		else add("o0", node);
	}
	return found;
}

function namedOutputs(callee: Node, argument: Node | undefined): readonly (readonly [string, Node])[] | undefined {
	if (!isIdentifier(callee) || callee.text !== "outputs") return undefined;
	if (argument === undefined || !isObjectLiteralExpression(argument)) return undefined;
	return argument.properties.flatMap((property): (readonly [string, Node])[] => {
		if (isPropertyAssignment(property)) return [[property.name.getText(), property.initializer]];
		return isShorthandPropertyAssignment(property) ? [[property.name.getText(), property.name]] : [];
	});
}
