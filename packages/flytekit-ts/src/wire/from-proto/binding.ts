import { FlyteError } from "../../errors/index.js";
import type { AttributePath, Binding, BindingData } from "../../graph/binding.js";
import type { Condition, Operand } from "../../graph/graph.js";
import { MAP_DEPTH, MAX_LITERAL_DEPTH } from "../../types/literal.js";
import type { BooleanExpression, Operand as OperandMessage } from "../gen/flyteidl/core/condition.js";
import type { Binding as BindingMessage, BindingData as DataMessage } from "../gen/flyteidl/core/literals.js";
import type { PromiseAttribute } from "../gen/flyteidl/core/types.js";
import { COMPARISONS, CONJUNCTIONS } from "../to-proto/condition.js";
import { literalFrom, literalTypeFrom, maybe, named, needed, scalarFrom } from "./values.js";

/** Id of the node that Flyte's compiler puts before all others. */
export const START_NODE = "start-node";
/** And after them. */
export const END_NODE = "end-node";

export function bindingFrom(message: BindingMessage): Binding {
	return { var: message.var, data: dataFrom(needed(message.binding, `the binding of "${message.var}"`, "data"), 0) };
}

function dataFrom(message: DataMessage, depth: number): BindingData {
	if (depth > MAX_LITERAL_DEPTH) {
		throw new FlyteError("WIRE_DEPTH", `a binding is nested deeper than ${MAX_LITERAL_DEPTH} levels`);
	}
	const value = needed(message.value, "a binding", "value");
	const union = message.union?.targetType;
	const unionType = maybe("unionType", union && literalTypeFrom(union));
	switch (value.$case) {
		case "scalar":
			return { kind: "literal", literal: scalarFrom(value.value) };
		case "offloadedMetadata":
			return { kind: "literal", literal: literalFrom({ value, hash: "", metadata: new Map() }) };
		case "promise": {
			const { nodeId, var: variable, attrPath } = value.value;
			// the compiler names the node of its own that holds the workflow's inputs
			const node = nodeId === START_NODE ? "" : nodeId;
			return { kind: "promise", node, var: variable, path: pathFrom(attrPath), ...unionType };
		}
		case "collection":
			return { kind: "collection", items: value.value.bindings.map((item) => dataFrom(item, depth + 1)), ...unionType };
		case "map": {
			const entries = [...value.value.bindings].map(([key, item]) => [key, dataFrom(item, depth + MAP_DEPTH)] as const);
			return { kind: "map", entries: new Map(entries), ...unionType };
		}
	}
}

function pathFrom(steps: readonly PromiseAttribute[]): AttributePath {
	return steps.map((step) => needed(step.value, "a step of an attribute path", "value").value);
}

export function conditionFrom(message: BooleanExpression | undefined): Condition {
	const expr = needed(message?.expr, "a condition", "expression");
	if (expr.$case === "comparison") {
		const { operator, leftValue, rightValue } = expr.value;
		return {
			kind: "compare",
			operator: named(COMPARISONS, operator, "ComparisonExpression.Operator"),
			left: operandFrom(leftValue),
			right: operandFrom(rightValue),
		};
	}
	const { operator, leftExpression, rightExpression } = expr.value;
	return {
		kind: named(CONJUNCTIONS, operator, "LogicalOperator"),
		left: conditionFrom(leftExpression),
		right: conditionFrom(rightExpression),
	};
}

function operandFrom(message: OperandMessage | undefined): Operand {
	const value = needed(message?.val, "a comparison", "operand");
	switch (value.$case) {
		case "var":
			return { kind: "var", var: value.value };
		case "scalar":
			return { kind: "constant", literal: scalarFrom(value.value) };
		case "primitive":
			return { kind: "constant", literal: scalarFrom({ value }) };
	}
}
