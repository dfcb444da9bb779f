import { FlyteError } from "../errors/index.js";
import { describeType, type Literal, type NativeType, toLiteral } from "../types/index.js";
import type { Binding } from "./binding.js";
import type { CompilationState } from "./compilation.js";
import type { Condition, Operand } from "./graph.js";
import { isStructPart, type NodeOutput, outputOf } from "./promised.js";

export type Comparator = Extract<Condition, { kind: "compare" }>["operator"];

const CONDITION = Symbol.for("flytekit-ts.condition");

/** A condition as authors build it: what it compares are still outputs and plain values. */
export type ConditionDraft =
	| {
			readonly kind: "compare";
			readonly operator: Comparator;
			readonly left: unknown;
			readonly right: unknown;
			/** What the author called, where that is not the operator. */
			readonly called?: "isTrue" | "isFalse";
	  }
	| { readonly kind: "and" | "or"; readonly left: ConditionDraft; readonly right: ConditionDraft };

/** Marks a condition, so that a promised boolean or a plain one given in its place is noticed. */
export function conditionDraft(draft: ConditionDraft): ConditionDraft {
	return Object.defineProperty(draft, CONDITION, { value: true });
}

/** Whether `value` was made by eq, and, isTrue and their like, of whichever loaded copy. */
export function isConditionDraft(value: unknown): value is ConditionDraft {
	return typeof value === "object" && value !== null && (value as { [CONDITION]?: boolean })[CONDITION] === true;
}

/** What Flyte's engine compares: one kind of primitive with the same kind. */
const COMPARABLE = new Set<NativeType["kind"]>(["int", "float", "string", "enum", "boolean", "datetime", "duration"]);

/**
 * Turns the conditions of one conditional into the wire's, whose operands name inputs of the branch node, and collects the
 * bindings of these inputs.
 */
export class Comparisons {
	readonly #state: CompilationState;
	readonly #name: string;
	readonly #inputs = new Map<string, NodeOutput>();

	constructor(state: CompilationState, name: string) {
		this.#state = state;
		this.#name = name;
	}

	/** Bindings of all operands so far, by name. */
	get bindings(): readonly Binding[] {
		return [...this.#inputs]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, output]) => ({ var: name, data: output }));
	}

	/** Throws GRAPH_BRANCH for what Flyte's engine cannot compare, and what converting a constant throws. */
	add(draft: ConditionDraft): Condition {
		if (draft.kind !== "compare") {
			return { kind: draft.kind, left: this.add(draft.left), right: this.add(draft.right) };
		}
		const { operator, called = operator } = draft;
		const left = outputOf(draft.left);
		const right = outputOf(draft.right);
		const type = left?.type ?? right?.type;
		if (type === undefined) {
			throw this.#unfit(
				`${called}() compares two plain values`,
				"compare a call's output or an input; decide what is known now with a plain if",
			);
		}
		for (const output of [left, right]) if (output !== undefined) this.#check(output, operator, called);
		if (left !== undefined && right !== undefined && !comparable(left.type, right.type)) {
			throw this.#unfit(
				`${called}() compares ${left.describe()} (${describeType(left.type)}) with ${right.describe()} (${describeType(right.type)})`,
				"Flyte compares values of one type only: convert one of them in a task",
			);
		}
		return {
			kind: "compare",
			operator,
			left: left === undefined ? this.#constant(draft.left, type, called) : this.#variable(left),
			right: right === undefined ? this.#constant(draft.right, type, called) : this.#variable(right),
		};
	}

	#check(output: NodeOutput, operator: Comparator, called: string): void {
		const { type } = output;
		const of = `${output.describe()} (${describeType(type)})`;
		if (!this.#state.sees(output.scope)) {
			throw this.#unfit(`${of} belongs to another graph`, "pass it in as an input, or make the call in this body");
		}
		if (!COMPARABLE.has(type.kind)) {
			throw this.#unfit(
				`${called}() cannot compare ${of}`,
				"Flyte compares numbers, strings, booleans, dates and durations, none of them optional: make the decision in a task that returns a boolean, and use isTrue()",
			);
		}
		if (isStructPart(output)) {
			throw this.#unfit(
				`${called}() cannot compare ${of}, a field of a struct`,
				"Flyte's engine does not look into structs when it compares: return the field from a task, or decide there",
			);
		}
		if (type.kind === "boolean" && operator !== "eq" && operator !== "ne") {
			throw this.#unfit(`${called}() cannot compare ${of}`, "booleans are equal or not: use eq, ne, isTrue or isFalse");
		}
	}

	#constant(value: unknown, type: NativeType, called: string): Operand {
		const literal = toLiteral(value, type, this.#state.convert, `conditional "${this.#name}" ${called}()`);
		return { kind: "constant", literal: literal as Literal };
	}

	/**
	 * `n0.o0`, or `.a` for an input of the workflow, which are flytekit's names. Where two parts of one output are compared
	 * the second is named with its path: flytekit would compare the first one twice.
	 */
	#variable(output: NodeOutput): Operand {
		const plain = `${output.node}.${output.var}`;
		const exact = output.path.length === 0 ? plain : `${plain}.${output.path.join(".")}`;
		for (const name of [plain, exact]) {
			const known = this.#inputs.get(name);
			if (known === undefined || samePart(known, output)) {
				this.#inputs.set(name, output);
				return { kind: "var", var: name };
			}
		}
		const name = `${exact}.${this.#inputs.size}`;
		this.#inputs.set(name, output);
		return { kind: "var", var: name };
	}

	#unfit(what: string, wayOut: string): FlyteError {
		return new FlyteError("GRAPH_BRANCH", `conditional "${this.#name}" in ${this.#state.name}: ${what}`, {
			entity: this.#state.name,
			wayOut,
		});
	}
}

function samePart(a: NodeOutput, b: NodeOutput): boolean {
	return a.path.length === b.path.length && a.path.every((step, i) => step === b.path[i]);
}

function comparable(a: NativeType, b: NativeType): boolean {
	const kind = (type: NativeType) => (type.kind === "enum" ? "string" : type.kind);
	return kind(a) === kind(b);
}
