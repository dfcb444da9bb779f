import type { Diagnostic } from "typescript-native/unstable/sync";

/*
 * TypeScript's errors name the types of this package, which their author did not write: what to do about those that bodies of
 * workflows and dynamics meet most. The codes are the same in all versions; the texts are those of the pinned compiler.
 */

const PLAIN = "correct the TypeScript error: types that do not hold say nothing reliable of the interface";
/** What calls and inputs are typed as inside a body. */
const PROMISED = /'(?:Called|Promised|PromisedValue)</;
/** A type that names itself by being inferred. */
const CIRCULAR: ReadonlySet<number> = new Set([7022, 7023, 7024]);
/** Operators: what they cannot be applied to. */
const OPERATORS: ReadonlySet<number> = new Set([2362, 2363, 2365, 2367, 2447, 2736]);
/** A test of what is always there. */
const TESTS: ReadonlySet<number> = new Set([2774, 2801]);

/** What to do about an error of the compiler's own. */
export function wayOutOf(diagnostic: Diagnostic): string {
	const { code } = diagnostic;
	const text = textOf(diagnostic);
	if (CIRCULAR.has(code)) {
		return "write the result's type of what calls itself: `({ n }: { n: Int }): Bindable<Int> => ...` in workflows and dynamics, where a call gives no value yet, `async ({ n }: { n: Int }): Promise<Int> => ...` in eager tasks";
	}
	if (TESTS.has(code) || (OPERATORS.has(code) && PROMISED.test(text))) {
		return "what a call gives in a body is no value yet, nor are a workflow's inputs: decide with conditional(), compute in a task, or hand it to a dynamic, whose inputs are values";
	}
	const between =
		/'(?:Called|Promised|PromisedValue)<(.+?)(?:, "\w+")?>' is not assignable to type 'Bindable<(.+?)>'/.exec(text);
	if (between !== null) {
		return `the call gives ${between[1]} and the input takes ${between[2]}: change one of them, or put a task between that makes the one of the other`;
	}
	if (text.includes("a workflow's body is not async")) {
		return "take `async` and `await` out: a workflow only wires calls together; what has to wait is a task, or a dynamic, whose body may be async";
	}
	if (/to parameter of type '\(inputs: Inputs<[\s\S]*Types of parameters/.test(text)) {
		return "a workflow takes one object of promised inputs: `({ n }: Inputs<{ n: Int }>) => ...`";
	}
	if (/^(?:Argument of type|Type) '(?:Called|Promised|PromisedValue)</.test(text)) {
		return "what a call gives in a body is no value yet: declare what holds it, or what the body returns, as `Bindable<...>` of the value's type, or leave its type out";
	}
	return PLAIN;
}

/** All that it says: the chain goes into ever smaller parts. */
function textOf({ text, messageChain = [] }: Diagnostic): string {
	return [text, ...messageChain.map(textOf)].join("\n");
}
