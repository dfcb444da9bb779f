import { FlyteError } from "../errors/index.js";
import { nearest } from "../errors/nearest.js";
import type { InputVariable, TypedInterface, Variable } from "../interface/typed-interface.js";
import { describeType, reviveConstant } from "../types/index.js";
import { bind } from "./bind.js";
import type { Binding } from "./binding.js";
import { type CompilationState, markDraft } from "./compilation.js";
import type { NodeMetadata, NodeTarget } from "./graph.js";
import type { NodeDraft } from "./node-draft.js";
import { NodeOutput, promised } from "./promised.js";

/** Who is called, for bindings and messages. */
export interface Callee {
	readonly name: string;
	readonly interface: TypedInterface;
}

/**
 * Makes the node of a call inside a body and gives what the call returns there: one promised value, a tuple or an object of
 * them, or a bare handle when there is no output. flytekit: create_and_link_node.
 * Throws GRAPH_INPUTS for missing and unknown inputs, and what binding throws; then no node was made.
 */
export function call(
	state: CompilationState,
	callee: Callee,
	target: NodeTarget,
	metadata: NodeMetadata,
	inputs: Readonly<Record<string, unknown>> | undefined,
	stack?: { stack?: string },
): object {
	const bindings = bindInputs(state, callee, inputs);
	const node = state.add(target, bindings, metadata, stack);
	return results(state, callee, node);
}

const sorted = new WeakMap<TypedInterface, readonly InputVariable[]>();

/** Inputs by name: the order in which flytekit binds, so that equal calls give equal messages. */
function inputsByName(of: TypedInterface): readonly InputVariable[] {
	let list = sorted.get(of);
	if (list === undefined) {
		list = [...of.inputs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
		sorted.set(of, list);
	}
	return list;
}

const NO_BINDINGS: readonly Binding[] = [];

/** One binding for each input of the callee: given, default, or none for an optional one. */
export function bindInputs(
	state: CompilationState,
	callee: Callee,
	inputs: Readonly<Record<string, unknown>> | undefined,
): readonly Binding[] {
	checkNames(callee, inputs);
	const variables = inputsByName(callee.interface);
	if (variables.length === 0) return NO_BINDINGS;
	const bindings: Binding[] = [];
	for (const variable of variables) {
		const { name } = variable;
		const given = inputs !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
		const value = given === undefined && variable.default !== undefined ? reviveConstant(variable.default) : given;
		if (value === undefined && !variable.optional && !acceptsNone(variable)) throw missing(callee, inputs);
		bindings.push({ var: name, data: bind(state, value, variable.type, `${callee.name} input ${name}`) });
	}
	return bindings;
}

/** Whether leaving it out, or undefined, is a value of its type. */
export function acceptsNone(variable: Variable): boolean {
	const { type } = variable;
	if (type.kind === "none") return true;
	return type.kind === "union" && type.variants.some((variant) => variant.kind === "none");
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
		if (given === undefined && variable.default === undefined && !variable.optional && !acceptsNone(variable)) {
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

/** What a call gives inside a body. */
function results(state: CompilationState, callee: Callee, node: NodeDraft): object {
	const { outputs, outputShape } = callee.interface;
	if (outputShape === "single") {
		for (const output of outputs.values()) return promised(new NodeOutput(state, node, output.name, output.type));
	}
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
	for (const name of ["withOverrides", "before"] as const) {
		if (!Object.hasOwn(whole, name)) Object.defineProperty(whole, name, { value: node.handle(name, whole) });
	}
	if (plain !== undefined) markDraft(plain, node);
	// biome-ignore lint/suspicious/noThenProperty: awaiting a call inside an async body gives its promised outputs
	Object.defineProperty(whole, "then", {
		value: (ok?: (value: unknown) => unknown) => Promise.resolve(plain).then(ok),
	});
	return markDraft(whole, node);
}
