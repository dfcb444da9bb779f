import { FlyteError } from "../errors/index.js";
import { placeOf, traceAbove } from "../errors/stack-frames.js";
import type { CallTrace } from "../graph/call-sites.js";
import { type CompilationState, currentCompilation } from "../graph/compilation.js";
import { approvalNode, GATE_TIMEOUT_MS, gateNode } from "../graph/gate-draft.js";
import { givesOnly } from "../graph/node-results.js";
import { outputOf } from "../graph/promised.js";
import type { DetectedInterface } from "../interface/detected.js";
import { siteAt } from "../interface/provider.js";
import { detectedFromSchemas, isSchema, type Of, type Schema } from "../interface/schema/index.js";
import { toTypedInterface } from "../interface/to-typed-interface.js";
import { duration, isDuration } from "../types/index.js";
import type { Called, GateInput, NodeHandle, Promised, PromisedValue, Time } from "./api-types.js";
import { refuseProblems } from "./detected.js";

/**
 * Holds one output of a call back until a person approves it; what it returns is that output, approved. `timeout` is how long
 * to wait (one hour), then the node fails. flytekit: approve. Throws GRAPH_GATE for what is no output of a call.
 */
export function approve<T>(upstream: PromisedValue<T, any>, name: string, timeout?: Time): Promised<T> & NodeHandle {
	const state = bodyOf("approve", name);
	const gate = { name: named(state, "approve", name), timeoutMs: waiting(state, "approve", timeout) };
	return approvalNode(state, outputOf(upstream), gate, state.sites.at(approve, approve as () => unknown)) as never;
}

/**
 * Pauses for `length`. Order what comes after it with `before`: `const pause = sleep("10s"); pause.before(next)`.
 * flytekit: sleep. A pause longer than an hour gets the time to end, which flytekit's does not.
 */
export function sleep(length: Time): Called<void> {
	const state = bodyOf("sleep", String(length));
	const durationMs = duration(length).ms;
	if (!(durationMs >= 0)) {
		throw new FlyteError("GRAPH_GATE", `sleep("${String(length)}") in ${state.name}: the time is negative`, {
			entity: state.name,
			wayOut: 'give a length of time: sleep("10s")',
		});
	}
	// the node's own time limit counts the pause too
	const timeoutMs = durationMs < GATE_TIMEOUT_MS ? GATE_TIMEOUT_MS : durationMs + GATE_TIMEOUT_MS;
	return gateNode(
		state,
		{
			target: { kind: "gate", gate: "sleep", durationMs },
			name: "sleep-gate",
			timeoutMs,
			gives: givesOnly([], "none"),
		},
		state.sites.at(sleep, sleep as () => unknown),
	) as never;
}

/**
 * Waits for a value that a person gives: on the terminal, by API, on Flyte's page. Its type is the type argument,
 * `waitForInput<Int>("limit", "2h")`, or a schema, `waitForInput("limit", flyte.int(), "2h")`. `timeout` is how long to wait (one
 * hour), then the node fails. flytekit: wait_for_input.
 */
export function waitForInput<S extends Schema>(name: string, schema: S, timeout?: Time): Promised<Of<S>> & NodeHandle;
export function waitForInput<T = never>(name: string, timeout?: Time): Promised<T> & NodeHandle & GateInput<T>;
export function waitForInput(name: string, ...args: readonly unknown[]): object {
	const state = bodyOf("waitForInput", name);
	const signal = named(state, "waitForInput", name);
	const trace = traceAbove(waitForInput);
	const schema = isSchema(args[0]) ? args[0] : undefined;
	const timeout = (schema === undefined ? args[0] : args[1]) as Time | undefined;
	const several = typeof timeout === "object" && !isDuration(timeout);
	const read =
		schema === undefined && !several ? written(state, name, trace) : fromSchema(state, name, args[0] as Schema);
	const gives = toTypedInterface(read);
	const [variable] = gives.outputs.values();
	if (gives.outputShape !== "single" || variable === undefined) {
		throw new FlyteError("GRAPH_GATE", `waitForInput("${name}") in ${state.name} waits for no single value`, {
			entity: state.name,
			wayOut: 'say its type: waitForInput<Int>("limit", "2h"), or waitForInput("limit", flyte.int(), "2h")',
		});
	}
	const { literalType: type } = variable;
	return gateNode(
		state,
		{
			target: { kind: "gate", gate: "signal", signal, type, output: variable.name },
			name: signal,
			timeoutMs: waiting(state, "waitForInput", timeout),
			gives,
		},
		trace,
	);
}

function fromSchema(state: CompilationState, name: string, schema: Schema): DetectedInterface {
	return detectedFromSchemas({ outputs: schema }, `waitForInput("${name}") in ${state.name}`);
}

/** The type argument of the call, as the detector read it. Throws GRAPH_GATE where it did not, and its refusals. */
function written(state: CompilationState, name: string, trace: CallTrace): DetectedInterface {
	const place = placeOf(trace.stack ?? "");
	const site = place === undefined ? undefined : siteAt(place.file, place.line, place.column);
	if (site !== undefined) refuseProblems(site);
	if (site?.interface !== undefined) return site.interface;
	throw new FlyteError("GRAPH_GATE", `the type that waitForInput("${name}") in ${state.name} waits for is not known`, {
		entity: state.name,
		...(place === undefined ? {} : { location: place }),
		wayOut: 'say it as a schema: waitForInput("limit", flyte.int(), "2h")',
	});
}

function bodyOf(gate: string, name: string): CompilationState {
	const state = currentCompilation();
	if (state !== undefined) return state;
	throw new FlyteError("AUTHORING_LATE_CALL", `${gate}("${name}") was called where no graph is being made`, {
		wayOut: "call it inside a workflow's or dynamic's body: a gate is a node that Flyte waits at",
	});
}

function named(state: CompilationState, gate: string, name: string): string {
	if (typeof name === "string" && name !== "") return name;
	throw new FlyteError("GRAPH_GATE", `${gate}() in ${state.name} has no name`, {
		entity: state.name,
		wayOut: "give it one: whoever answers finds the gate by it",
	});
}

function waiting(state: CompilationState, gate: string, timeout: Time | undefined): number {
	const ms = timeout === undefined ? GATE_TIMEOUT_MS : duration(timeout).ms;
	if (ms > 0) return ms;
	throw new FlyteError(
		"GRAPH_GATE",
		`${gate}() in ${state.name}: a timeout of ${String(timeout)} leaves no time to answer`,
		{
			entity: state.name,
			wayOut: 'give a length of time: "2h"',
		},
	);
}
