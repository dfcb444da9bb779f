import { currentState, withState } from "../context/async-state.js";
import { FlyteError, type SourceLocation, withPlace } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import { type ConvertContext, describeType } from "../types/index.js";
import { bind, isVoidCall } from "./bind.js";
import type { Binding } from "./binding.js";
import { CompilationState } from "./compilation.js";
import { refuseReferences } from "./dynamic-references.js";
import { compileFailureNode, type FailureHandler } from "./failure-node.js";
import type { FailurePolicy, Graph } from "./graph.js";
import { NodeOutput, outputOf, promised } from "./promised.js";
import { assertNoCycle } from "./validate.js";

/** What a body is compiled as. */
export interface CompileRequest {
	readonly kind: "workflow" | "dynamic";
	readonly name: string;
	readonly interface: TypedInterface;
	readonly convert: ConvertContext;
	/** Where the entity was made: the place of errors that no line of the body stands for. */
	readonly location?: SourceLocation | undefined;
	readonly failurePolicy?: FailurePolicy;
	readonly interruptible?: boolean;
	/** Runs when the workflow failed. */
	readonly onFailure?: FailureHandler | undefined;
}

/**
 * Runs a static workflow's body once, with promised inputs, and gives its graph. Every call starts from nothing: a failed
 * compile leaves nothing behind. Throws GRAPH_ASYNC_BODY when the body is async, and what calls in it throw.
 */
export function compileWorkflow(request: CompileRequest, body: (inputs: object) => unknown): Graph {
	try {
		return compileBody(request, body);
	} catch (error) {
		throw withPlace(error, request.location);
	}
}

function compileBody(request: CompileRequest, body: (inputs: object) => unknown): Graph {
	const state = new CompilationState("workflow", request.name, request.convert);
	const inputs = Object.create(null);
	for (const input of request.interface.inputs.values()) {
		const value = promised(new NodeOutput(state, undefined, input.name, input.type));
		Object.defineProperty(inputs, input.name, { value, enumerable: true });
	}
	const returned = withState({ compilation: state }, () => body(inputs));
	if (returned instanceof Promise) {
		returned.catch(() => {}); // its failure is not the news
		throw new FlyteError("GRAPH_ASYNC_BODY", `the body of workflow ${request.name} is async`, {
			entity: request.name,
			wayOut: "a workflow only wires calls together: take `async` and `await` out, or make it a dynamic",
		});
	}
	const outputs = bindOutputs(state, request, returned);
	if (state.pending.length > 0) {
		for (const conversion of state.pending) conversion.catch(() => {});
		throw new FlyteError(
			"GRAPH_LOCAL_CONSTANT",
			`workflow ${request.name} holds a local file or dataset as a constant`,
			{
				entity: request.name,
				wayOut: "make it an input of the workflow, or name it by a URI that is already in storage",
			},
		);
	}
	const graph = finish(state, request, outputs);
	if (request.onFailure === undefined) return graph;
	return { ...graph, onFailure: compileFailureNode(state, request.interface, request.onFailure, inputs) };
}

/** Runs a dynamic's body with its native inputs and gives the graph of the calls it made. */
export async function compileDynamic(request: CompileRequest, body: () => unknown): Promise<Graph> {
	const state = new CompilationState("dynamic", request.name, request.convert);
	try {
		const returned = await withState({ ...currentState(), compilation: state }, async () => body());
		const outputs = bindOutputs(state, request, returned);
		for (let i = 0; i < state.pending.length; i++) await state.pending[i];
		return finish(state, request, outputs);
	} catch (error) {
		throw withPlace(error, request.location);
	} finally {
		state.sealed = true;
		for (const conversion of state.pending) conversion.catch(() => {});
	}
}

function finish(state: CompilationState, request: CompileRequest, outputs: readonly Binding[]): Graph {
	state.seal();
	assertNoCycle(state.name, state.nodes);
	if (state.kind === "dynamic") refuseReferences(state.name, state.nodes);
	return {
		kind: state.kind,
		name: request.name,
		interface: request.interface,
		nodes: state.nodes,
		outputs,
		failurePolicy: request.failurePolicy ?? "failImmediately",
		interruptible: request.interruptible ?? false,
	};
}

/** Binds what the body returned to the declared outputs. Throws GRAPH_OUTPUTS when their number or names differ. */
function bindOutputs(state: CompilationState, request: CompileRequest, returned: unknown): readonly Binding[] {
	const variables = [...request.interface.outputs.values()];
	const what = (name: string) => `${request.name} output ${name}`;
	switch (request.interface.outputShape) {
		case "none":
			if (givesNothing(returned)) return [];
			throw outputsError(request, "nothing", returned);
		case "single": {
			const variable = variables[0] as (typeof variables)[number];
			return [{ var: variable.name, data: bind(state, returned, variable.type, what(variable.name)) }];
		}
		case "tuple": {
			const items = outputOf(returned) === undefined ? returned : undefined;
			if (!Array.isArray(items) || items.length !== variables.length) {
				throw outputsError(request, `a list of ${variables.length} values in order`, returned);
			}
			return variables.map((variable, i) => ({
				var: variable.name,
				data: bind(state, items[i], variable.type, what(variable.name)),
			}));
		}
		case "named": {
			const fields = namedFields(returned);
			if (fields === undefined) throw outputsError(request, "outputs({ ... })", returned);
			for (const key of Object.keys(fields)) {
				if (!request.interface.outputs.has(key)) throw outputsError(request, `no output "${key}"`, returned);
			}
			return variables.map((variable) => {
				if (!Object.hasOwn(fields, variable.name)) throw outputsError(request, `output "${variable.name}"`, returned);
				return { var: variable.name, data: bind(state, fields[variable.name], variable.type, what(variable.name)) };
			});
		}
	}
}

/** Calls without outputs may be returned: an arrow function gives what it calls. */
function givesNothing(returned: unknown): boolean {
	if (returned === undefined || returned === null || isVoidCall(returned)) return true;
	if (Array.isArray(returned)) return returned.every(givesNothing);
	const named = (returned as { [NAMED]?: object })[NAMED];
	return named !== undefined && Object.keys(named).length === 0;
}

const NAMED = Symbol.for("flytekit-ts.outputs");

/** Wraps several named outputs; {@link namedFields} takes them out again. */
export function namedOutputs(fields: object): object {
	return Object.defineProperty(Object.create(null), NAMED, { value: fields });
}

/** The fields of `outputs({ ... })`, or of a call whose outputs are named. */
export function namedFields(value: unknown): Readonly<Record<string, unknown>> | undefined {
	if (typeof value !== "object" || value === null || outputOf(value) !== undefined || Array.isArray(value)) {
		return undefined;
	}
	return (value as { [NAMED]?: Record<string, unknown> })[NAMED] ?? (value as Record<string, unknown>);
}

function outputsError(request: CompileRequest, expected: string, returned: unknown): FlyteError {
	const output = outputOf(returned);
	const got =
		output !== undefined
			? `${output.describe()} (${describeType(output.type)})`
			: returned === null
				? "null"
				: Array.isArray(returned)
					? `a list of ${returned.length}`
					: typeof returned;
	const declared = [...request.interface.outputs.values()].map(
		(variable) => `${variable.name}: ${describeType(variable.type)}`,
	);
	return new FlyteError("GRAPH_OUTPUTS", `the body of ${request.name} must return ${expected}, it returned ${got}`, {
		entity: request.name,
		location: request.location,
		wayOut:
			declared.length === 0
				? "it declares no outputs: declare what it returns, or return nothing"
				: `its declared outputs are ${declared.join(", ")}`,
	});
}
