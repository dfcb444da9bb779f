import { FlyteError } from "../errors/index.js";
import type { BranchTarget, Condition, Node, Operand } from "../graph/graph.js";
import type { Literal, LiteralMap } from "../types/literal.js";

/** The node that a conditional runs for these inputs: the first case that holds, else `otherwise`. Throws ENGINE_BRANCH_FAIL, ENGINE_BRANCH_NONE, ENGINE_CONDITION. */
export function chooseCase(branch: BranchTarget, inputs: LiteralMap): Node {
	for (const { condition, node } of branch.cases) if (holds(condition, inputs, branch.name)) return node;
	if (branch.otherwise?.kind === "node") return branch.otherwise.node;
	if (branch.otherwise?.kind === "fail") {
		throw new FlyteError("ENGINE_BRANCH_FAIL", `conditional "${branch.name}" failed: ${branch.otherwise.message}`);
	}
	throw new FlyteError("ENGINE_BRANCH_NONE", `no case of conditional "${branch.name}" holds, and it has no else`, {
		wayOut: "end it with .else(...) or .elseFail(...)",
	});
}

/** As Flyte's engine decides: both sides of `and` and `or` are always evaluated. */
function holds(condition: Condition, inputs: LiteralMap, branch: string): boolean {
	if (condition.kind === "compare") {
		const left = operand(condition.left, inputs, branch);
		const right = operand(condition.right, inputs, branch);
		return compare(condition.operator, left, right, branch);
	}
	const left = holds(condition.left, inputs, branch);
	const right = holds(condition.right, inputs, branch);
	return condition.kind === "and" ? left && right : left || right;
}

function operand(side: Operand, inputs: LiteralMap, branch: string): Literal {
	if (side.kind === "constant") return side.literal;
	const value = inputs.get(side.var);
	if (value !== undefined) return value;
	throw new FlyteError("ENGINE_CONDITION", `conditional "${branch}" compares "${side.var}", which has no value`);
}

type Operator = (Condition & { kind: "compare" })["operator"];

function compare(operator: Operator, left: Literal, right: Literal, branch: string): boolean {
	if (left.kind === "none" || right.kind === "none") {
		if (operator === "eq") return left.kind === right.kind;
		if (operator === "ne") return left.kind !== right.kind;
		throw refused(branch, `"${operator}" has no meaning where a side has no value (${left.kind}, ${right.kind})`);
	}
	if (left.kind !== right.kind) {
		throw refused(branch, `Flyte compares values of one type only, these are ${left.kind} and ${right.kind}`);
	}
	const a = comparable(left, branch);
	const b = comparable(right, branch);
	if (typeof a === "boolean" && operator !== "eq" && operator !== "ne") {
		throw refused(branch, `"${operator}" has no meaning for booleans`);
	}
	const equal = a === b;
	const greater = typeof a === "string" ? codePointsGreater(a, b as string) : a > b;
	switch (operator) {
		case "eq":
			return equal;
		case "ne":
			return !equal;
		case "gt":
			return greater;
		case "ge":
			return equal || greater;
		// written from "greater" as Flyte's engine does: it decides what NaN is
		case "lt":
			return !(greater || equal);
		case "le":
			return !greater;
	}
}

function comparable(value: Literal, branch: string): bigint | number | string | boolean {
	switch (value.kind) {
		case "integer":
		case "float":
		case "string":
		case "boolean":
			return value.value;
		case "datetime":
		case "duration":
			return value.seconds; // whole seconds only: Flyte's engine leaves the nanoseconds out
		default:
			throw refused(
				branch,
				`only numbers, strings, booleans, dates and durations can be compared, this is a ${value.kind}`,
			);
	}
}

/** Strings in the order of their UTF-8 bytes, which is that of code points and not of UTF-16. */
function codePointsGreater(a: string, b: string): boolean {
	const end = Math.min(a.length, b.length);
	for (let i = 0; i < end; i++) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(i);
		if (x === y) continue;
		// a surrogate stands for a code point above all others
		const xPair = x >= 0xd800 && x <= 0xdfff;
		const yPair = y >= 0xd800 && y <= 0xdfff;
		return xPair === yPair ? x > y : xPair;
	}
	return a.length > b.length;
}

function refused(branch: string, why: string): FlyteError {
	return new FlyteError("ENGINE_CONDITION", `conditional "${branch}": ${why}`);
}
