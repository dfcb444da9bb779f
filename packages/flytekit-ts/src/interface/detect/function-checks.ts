import {
	isArrowFunction,
	isClassDeclaration,
	isClassExpression,
	isFunctionLikeDeclaration,
	isIdentifier,
	type Node,
	SyntaxKind,
} from "typescript-native/unstable/ast";
import { SignatureKind } from "typescript-native/unstable/sync";
import { unwrap } from "./bindings.js";
import type { BodyFunction, EntityCall } from "./calls.js";
import type { CheckedProgram } from "./checker.js";
import type { ProblemSink } from "./refusal.js";

/**
 * What the function itself must keep to, whatever its types: one parameter, one signature, no type parameters, no `this`.
 *
 * @returns whether its types are worth reading: a refusal of the shape would be followed by others that only confuse
 */
export function checkFunction(
	program: CheckedProgram,
	call: EntityCall,
	body: BodyFunction | undefined,
	sink: ProblemSink,
): boolean {
	const before = sink.count;
	if (body !== undefined) {
		checkParameters(body, sink);
		checkTypeParameters(body, sink);
		checkThis(body, sink);
	}
	checkOverloads(program, call, body, sink);
	return sink.count === before;
}

function checkParameters(body: BodyFunction, sink: ProblemSink): void {
	const [first, second] = body.parameters.filter((parameter) => !isThisParameter(parameter));
	const extra = second ?? (first?.dotDotDotToken === undefined ? undefined : first);
	if (extra === undefined) return;
	sink.add(
		{
			code: "INTERFACE_PARAMETER",
			text: second === undefined ? "the body takes a rest parameter" : "the body takes more than one parameter",
			wayOut: "take one object with a property for each input: `({ a, b }: { a: Int; b: Int }) => ...`",
		},
		extra,
	);
}

function checkTypeParameters(body: BodyFunction, sink: ProblemSink): void {
	const [parameter] = body.typeParameters ?? [];
	if (parameter === undefined) return;
	sink.add(
		{
			code: "INTERFACE_OPEN_GENERIC",
			text: `the function is generic (\`${parameter.getText()}\`), so its interface is open`,
			wayOut: "close it where the task is made, as in `task(first<Int>)`, or write a factory `<T>() => task(...)`",
		},
		parameter,
	);
}

function checkThis(body: BodyFunction, sink: ProblemSink): void {
	if (isArrowFunction(body)) return;
	const found = body.parameters.find(isThisParameter) ?? (body.body === undefined ? undefined : thisIn(body.body));
	if (found === undefined) return;
	sink.add(
		{
			code: "INTERFACE_THIS",
			text: "the body uses `this`, and the engine calls it without one",
			wayOut: "take what it needs as inputs, or use an arrow function over a constant of the module",
		},
		found,
	);
}

function checkOverloads(
	program: CheckedProgram,
	call: EntityCall,
	body: BodyFunction | undefined,
	sink: ProblemSink,
): void {
	const last = call.arguments?.at(-1);
	if (last === undefined) return;
	const argument = unwrap(last);
	// A function written in place has one signature; only a name may stand for several.
	if (argument === body || !isIdentifier(argument)) return;
	const type = program.checker.getTypeAtLocation(argument);
	if (type === undefined || program.checker.getSignaturesOfType(type, SignatureKind.Call).length < 2) return;
	sink.add(
		{
			code: "INTERFACE_OVERLOADS",
			text: `\`${argument.getText()}\` is overloaded, so it has no single interface`,
			wayOut: "wrap the overload you mean: `task(({ x }: { x: Int }) => f({ x }))`",
		},
		argument,
	);
}

function isThisParameter(parameter: Node): boolean {
	const name = (parameter as { name?: Node }).name;
	return name !== undefined && isIdentifier(name) && name.text === "this";
}

/** `this` in a function's own body: arrow functions share it, other functions and classes have their own. */
function thisIn(node: Node): Node | undefined {
	if (node.kind === SyntaxKind.ThisKeyword) return node;
	if (isClassDeclaration(node) || isClassExpression(node)) return undefined;
	if (isFunctionLikeDeclaration(node) && !isArrowFunction(node)) return undefined;
	return node.forEachChild(thisIn);
}
