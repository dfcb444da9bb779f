import { FlyteError } from "../errors/index.js";
import { nearest } from "../errors/nearest.js";
import { acceptsNone, conversionFailed, describeType, type Literal, reviveConstant } from "../types/index.js";
import { bind } from "./bind.js";
import type { Binding, BindingData } from "./binding.js";
import type { Callee, CallPlan, PlannedInput } from "./call-plan.js";
import type { CallTrace } from "./call-sites.js";
import { type CompilationState, markDraft } from "./compilation.js";
import { HANDLE_METHODS } from "./handle-methods.js";
import type { NodeDraft } from "./node-draft.js";
import { NO_PATH, NodeOutput, promised } from "./promised.js";

/**
 * Makes the node of a call inside a body and gives what the call returns there: one promised value, a tuple or an object of
 * them, or a bare handle when there is no output. flytekit: create_and_link_node.
 * Throws GRAPH_INPUTS for missing and unknown inputs, and what binding throws; then no node was made.
 */
export function call(
	state: CompilationState,
	plan: CallPlan,
	inputs: Readonly<Record<string, unknown>> | undefined,
	trace?: CallTrace,
): object {
	// From here to the node one function: it is all that a long loop does, and V8 meets it cold, where each layer is a cost of its
	// own, once for running it and once for compiling it inside each of those above it.
	const wanted = plan.inputs;
	if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs)) checkNames(plan.callee, inputs);
	// in place of Object.keys, which would make a list for each call
	else for (const name in inputs) if (!plan.known.has(name)) checkNames(plan.callee, inputs);
	const bindings = new Array<Binding>(wanted.length);
	for (let i = 0; i < wanted.length; i++) {
		const input = wanted[i] as PlannedInput;
		const { name, codec } = input;
		let value = inputs !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
		if (value === undefined) value = leftOut(plan, input, inputs);
		let data: BindingData;
		if (codec === undefined || (typeof value === "object" && value !== null)) {
			data = bind(state, value, input.type, input.path);
		} else {
			try {
				data = { kind: "literal", literal: codec.write(value, state.convert) as Literal };
			} catch (error) {
				conversionFailed(error, input.path, value);
			}
		}
		bindings[i] = { var: name, data };
	}
	const node = state.add(plan.target, bindings, plan.metadata, trace);
	const { single } = plan;
	if (single !== undefined) return promised(new NodeOutput(state, node, single.name, single.type, NO_PATH));
	return results(state, plan.callee, node);
}

/** What stands for an input that was not given: its default, or undefined. Throws GRAPH_INPUTS where it must be given. */
function leftOut(plan: CallPlan, input: PlannedInput, inputs: Readonly<Record<string, unknown>> | undefined): unknown {
	const { variable } = input;
	if (variable.default !== undefined) return reviveConstant(variable.default);
	if (!input.omissible) throw missing(plan.callee, inputs);
	return undefined;
}

/** Refuses inputs that the callee does not have, with the nearest name. Throws GRAPH_INPUTS. */
export function checkNames(callee: Callee, inputs: Readonly<Record<string, unknown>> | undefined): void {
	if (inputs === undefined) return;
	if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs)) {
		throw new FlyteError(
			"GRAPH_INPUTS",
			`${callee.name} takes one object with its inputs, got ${Array.isArray(inputs) ? "a list" : typeof inputs}`,
			{ entity: callee.name, wayOut: `call it as ${signature(callee)}` },
		);
	}
	const known = callee.interface.inputs;
	for (const name of Object.keys(inputs)) {
		if (known.has(name)) continue;
		const near = nearest(name, [...known.keys()]);
		throw new FlyteError("GRAPH_INPUTS", `${callee.name} has no input "${name}"`, {
			entity: callee.name,
			path: name,
			wayOut:
				known.size === 0
					? "it takes no inputs"
					: `${near === undefined ? "" : `did you mean "${near}"? `}it takes ${signature(callee)}`,
		});
	}
}

/** The error for inputs that were left out, all of them named. */
export function missing(callee: Callee, inputs: Readonly<Record<string, unknown>> | undefined): FlyteError {
	const names: string[] = [];
	for (const variable of callee.interface.inputs.values()) {
		const given = inputs !== undefined && Object.hasOwn(inputs, variable.name) ? inputs[variable.name] : undefined;
		if (given === undefined && variable.default === undefined && !variable.optional && !acceptsNone(variable.type)) {
			names.push(`${variable.name}: ${describeType(variable.type)}`);
		}
	}
	return new FlyteError("GRAPH_INPUTS", `${callee.name} was called without ${names.join(", ")}`, {
		entity: callee.name,
		wayOut: `call it as ${signature(callee)}`,
	});
}

/** `square({ x: Int, y?: number })`, for messages. */
export function signature(callee: Callee): string {
	const name = callee.name.slice(callee.name.lastIndexOf(".") + 1);
	if (callee.interface.inputs.size === 0) return `${name}()`;
	const inputs = [...callee.interface.inputs.values()].map((variable) => {
		const mark = variable.optional || variable.default !== undefined ? "?" : "";
		return `${variable.name}${mark}: ${describeType(variable.type)}`;
	});
	return `${name}({ ${inputs.join(", ")} })`;
}

/** What a node gives inside a body where it is not just one output. */
export function results(state: CompilationState, callee: Callee, node: NodeDraft): object {
	const { outputs, outputShape } = callee.interface;
	const whole: Record<string, unknown> | unknown[] = outputShape === "tuple" ? [] : Object.create(null);
	for (const output of outputs.values()) {
		const value = promised(new NodeOutput(state, node, output.name, output.type));
		if (Array.isArray(whole)) whole.push(value);
		else Object.defineProperty(whole, output.name, { value, enumerable: true });
	}
	return withHandle(whole, node, outputShape === "none");
}

/** Adds the node's methods beside outputs, out of sight of loops over them. */
function withHandle(whole: object, node: NodeDraft, empty: boolean): object {
	const plain = Array.isArray(whole) ? [...whole] : empty ? undefined : Object.assign(Object.create(null), whole);
	for (const name of HANDLE_METHODS) {
		if (!Object.hasOwn(whole, name)) Object.defineProperty(whole, name, { value: node.handle(name, whole) });
	}
	if (plain !== undefined) markDraft(plain, node);
	// biome-ignore lint/suspicious/noThenProperty: awaiting a call inside an async body gives its promised outputs
	Object.defineProperty(whole, "then", {
		value: (ok?: (value: unknown) => unknown) => Promise.resolve(plain).then(ok),
	});
	return markDraft(whole, node);
}
