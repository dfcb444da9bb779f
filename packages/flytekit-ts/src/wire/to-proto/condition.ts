import type { Condition, Operand } from "../../graph/graph.js";
import type { Literal } from "../../types/literal.js";
import { writePrimitive, writeScalar } from "../codec/write-literal.js";
import type { Writer } from "../codec/writer.js";

/** flyteidl.core.ComparisonExpression.Operator, by position. */
export const COMPARISONS = ["eq", "ne", "gt", "ge", "lt", "le"] as const;
/** flyteidl.core.ConjunctionExpression.LogicalOperator, by position. */
export const CONJUNCTIONS = ["and", "or"] as const;

/** Content of a flyteidl.core.BooleanExpression. */
export function writeCondition(w: Writer, condition: Condition): void {
	const mark = w.size;
	if (condition.kind === "compare") {
		writeOperand(w, 3, condition.right);
		writeOperand(w, 2, condition.left);
		writeEnum(w, COMPARISONS.indexOf(condition.operator));
		w.close(2, mark);
		return;
	}
	writeCondition(w, condition.right);
	w.close(3, mark);
	const left = w.size;
	writeCondition(w, condition.left);
	w.close(2, left);
	writeEnum(w, CONJUNCTIONS.indexOf(condition.kind));
	w.close(1, mark);
}

function writeEnum(w: Writer, value: number): void {
	if (value !== 0) w.uint32(1, value);
}

function writeOperand(w: Writer, field: number, operand: Operand): void {
	const mark = w.size;
	if (operand.kind === "var") w.string(2, operand.var);
	else {
		const inner = w.size;
		// The older field for primitives: flytekit writes it and every propeller reads it.
		if (isPrimitive(operand.literal)) {
			writePrimitive(w, operand.literal);
			w.close(1, inner);
		} else {
			writeScalar(w, operand.literal);
			w.close(3, inner);
		}
	}
	w.close(field, mark);
}

const PRIMITIVES = new Set<Literal["kind"]>(["integer", "float", "string", "boolean", "datetime", "duration"]);

function isPrimitive(literal: Literal): boolean {
	return PRIMITIVES.has(literal.kind);
}
