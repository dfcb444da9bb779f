import { currentState, withState } from "../context/async-state.js";
import { FlyteError, type SourceLocation } from "../errors/index.js";
import { placeOf } from "../errors/stack-frames.js";
import type { TypedInterface, Variable } from "../interface/typed-interface.js";
import { assignability, describeType } from "../types/index.js";
import { results } from "./call.js";
import type { CallTrace } from "./call-sites.js";
import { Comparisons, isConditionDraft } from "./comparison.js";
import type { CompilationState, OpenConditional } from "./compilation.js";
import type { BranchTarget } from "./graph.js";
import type { NodeDraft } from "./node-draft.js";
import { givesOnly, outputsOfNode, rememberOutputs } from "./node-results.js";
import { NodeOutput, outputOf, promised } from "./promised.js";

interface Case {
	readonly node: NodeDraft;
	/** What the case gave back: the outputs that the conditional can have. */
	readonly gives: TypedInterface;
}

/**
 * A conditional while its cases are added. The calls of all its cases are nodes of one level, numbered from 0; the
 * conditional itself becomes a node when its else is there. flytekit: ConditionalSection.
 */
export class BranchDraft implements OpenConditional {
	readonly #state: CompilationState;
	readonly #level: CompilationState;
	readonly #name: string;
	readonly #trace: CallTrace;
	readonly #comparisons: Comparisons;
	readonly #cases: BranchTarget["cases"][number][] = [];
	readonly #given: Case[] = [];

	constructor(state: CompilationState, name: string, trace: CallTrace) {
		if (typeof name !== "string" || name === "") {
			throw new FlyteError("GRAPH_BRANCH", `a conditional in ${state.name} has no name`, {
				entity: state.name,
				wayOut: 'give it one: conditional("size").if(...)',
			});
		}
		this.#state = state;
		this.#level = state.level();
		this.#name = name;
		this.#trace = trace;
		this.#comparisons = new Comparisons(state, name);
		state.open.add(this);
	}

	/** Adds a case. Throws GRAPH_BRANCH for what is no condition, and for a body that is not one call. */
	add(word: string, condition: unknown, body: unknown): void {
		this.#assertOpen(word);
		if (!isConditionDraft(condition)) throw this.#noCondition(word, condition);
		const compared = this.#comparisons.add(condition);
		const one = this.#compileCase(word, body);
		this.#given.push(one);
		this.#cases.push({ condition: compared, node: one.node });
	}

	/** Ends it with a call that runs where no condition holds; gives the conditional's output(s). */
	otherwise(body: unknown): object {
		this.#assertOpen("else");
		const one = this.#compileCase("else", body);
		this.#given.push(one);
		return this.#finish({ kind: "node", node: one.node });
	}

	/** Ends it with a failure where no condition holds; gives the conditional's output(s). */
	fail(message: unknown): object {
		this.#assertOpen("elseFail");
		if (typeof message !== "string" || message === "") {
			throw this.#unfit("elseFail() takes the message of the failure", 'write elseFail("no case for this size")');
		}
		return this.#finish({ kind: "fail", message, failedNodeId: this.#name });
	}

	unfinished(): FlyteError {
		return this.#unfit(
			"it has no else, so nothing says what runs when no case holds",
			"end it with .else(...) or .elseFail(...)",
		);
	}

	#compileCase(word: string, body: unknown): Case {
		if (typeof body !== "function") {
			throw this.#unfit(
				`${word}() takes a function that makes the call, not the call itself`,
				"write .else(() => square({ x })): a call outside of the function would run whatever the condition says",
			);
		}
		const before = this.#level.nodes.length;
		const returned = withState({ ...currentState(), compilation: this.#level }, () => body());
		if (returned instanceof Promise) {
			returned.catch(() => {}); // its failure is not the news
			throw this.#unfit(`the function given to ${word}() is async`, "a case makes one call; it does not wait");
		}
		const made = this.#level.nodes.length - before;
		const node = this.#level.nodes.at(-1);
		if (made !== 1 || node === undefined) {
			throw this.#unfit(
				made === 0
					? `the function given to ${word}() makes no call`
					: `the function given to ${word}() makes ${made} calls`,
				made === 0
					? "a case runs one task, workflow, launch plan or conditional: pass a value on through a small task"
					: "a case runs one: put the calls into a workflow and call that, or make those that every case needs before the conditional",
			);
		}
		return { node, gives: this.#returned(word, returned, node) };
	}

	/** Outputs of what a case's function returned: those of its node, or the one that it picked. */
	#returned(word: string, returned: unknown, node: NodeDraft): TypedInterface {
		const output = outputOf(returned);
		if (output === undefined) {
			if (returned !== undefined && this.#level.draftOf(returned) !== node) throw this.#strange(word);
			return outputsOfNode(node);
		}
		if (output.source !== node) throw this.#strange(word);
		const variable = outputsOfNode(node).outputs.get(output.var);
		if (output.path.length > 0 || variable === undefined) {
			throw this.#unfit(
				`the function given to ${word}() returns ${output.describe()}, a part of an output`,
				"a case gives whole outputs: take the part of what the conditional returns",
			);
		}
		return givesOnly([variable], "single");
	}

	#finish(otherwise: BranchTarget["otherwise"] & {}): object {
		const state = this.#state;
		state.open.delete(this);
		if (this.#cases.length === 0) throw this.#unfit("it has no case", "begin it with .if(condition, () => call)");
		this.#level.seal();
		const gives = this.#common();
		const target: BranchTarget = { kind: "branch", name: this.#name, cases: this.#cases, otherwise };
		const node = state.add(target, this.#comparisons.bindings, { name: this.#name }, this.#trace);
		rememberOutputs(node, gives);
		return resultOf(state, node, this.#name, gives);
	}

	/** The outputs that every case gives; they must agree on the type. Throws GRAPH_BRANCH. */
	#common(): TypedInterface {
		const [first, ...others] = this.#given as [Case, ...Case[]];
		const variables: Variable[] = [];
		for (const variable of first.gives.outputs.values()) {
			const twins = others.map((other) => other.gives.outputs.get(variable.name));
			if (twins.includes(undefined)) continue;
			for (const twin of twins as Variable[]) this.#assertSame(variable, twin);
			variables.push(variable);
		}
		const { outputShape } = first.gives;
		if (variables.length === first.gives.outputs.size) return givesOnly(variables, outputShape);
		return givesOnly(variables, outputShape === "tuple" && variables.length === 1 ? "single" : outputShape);
	}

	#assertSame(a: Variable, b: Variable): void {
		const reason = assignability(a.literalType, b.literalType) ?? assignability(b.literalType, a.literalType);
		if (reason === undefined) return;
		throw this.#unfit(
			`its cases give output ${a.name} as ${describeType(a.type)} and as ${describeType(b.type)}`,
			"what comes after the conditional needs one type: convert it in the cases",
		);
	}

	#assertOpen(word: string): void {
		if (this.#state.open.has(this)) return;
		throw this.#unfit(`${word}() came after it was finished`, "start another conditional");
	}

	#noCondition(word: string, given: unknown): FlyteError {
		const output = outputOf(given);
		if (output !== undefined) {
			return this.#unfit(
				`${word}() was given ${output.describe()}, which has no value yet`,
				output.type.kind === "boolean" ? "write isTrue(...) or isFalse(...) around it" : "compare it: gt(x, 10)",
			);
		}
		return this.#unfit(
			`${word}() was given ${typeof given === "boolean" ? `${given}, which is decided already` : typeof given}`,
			"give a condition of eq, ne, lt, le, gt, ge, isTrue, isFalse, and, or; what is known now is for a plain if",
		);
	}

	#strange(word: string): FlyteError {
		return this.#unfit(
			`the function given to ${word}() returns something else than the call it makes`,
			"return the call: .if(gt(x, 10), () => square({ x }))",
		);
	}

	#unfit(what: string, wayOut: string): FlyteError {
		const location: SourceLocation | undefined = placeOf(this.#trace.stack ?? "");
		return new FlyteError("GRAPH_BRANCH", `conditional "${this.#name}" in ${this.#state.name}: ${what}`, {
			entity: this.#state.name,
			...(location === undefined ? {} : { location }),
			wayOut,
		});
	}
}

/** What user code holds for a node that calls no entity. */
export function resultOf(state: CompilationState, node: NodeDraft, name: string, gives: TypedInterface): object {
	const [only] = gives.outputs.values();
	if (gives.outputShape === "single" && only !== undefined) {
		return promised(new NodeOutput(state, node, only.name, only.type));
	}
	return results(state, { name, interface: gives }, node);
}
