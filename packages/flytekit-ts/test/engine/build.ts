// Graphs and tasks made by hand, for tests of the engine without authoring.
import type { BindingData } from "../../src/graph/binding.js";
import type {
	DynamicJobSpec,
	LaunchPlanEntity,
	TaskContext,
	TaskEntity,
	WorkflowEntity,
} from "../../src/graph/entities.js";
import type { Graph, Node, NodeTarget } from "../../src/graph/graph.js";
import type { TypedInterface } from "../../src/interface/typed-interface.js";
import type { Literal, LiteralMap } from "../../src/types/literal.js";

export const int = (n: number | bigint): Literal => ({ kind: "integer", value: BigInt(n) });
export const text = (s: string): Literal => ({ kind: "string", value: s });
export const list = (...items: Literal[]): Literal => ({ kind: "collection", items });

/** The JavaScript value of a literal made of the above, `undefined` for none. */
export function plain(literal: Literal | undefined): unknown {
	switch (literal?.kind) {
		case "integer":
			return Number(literal.value);
		case "float":
		case "string":
		case "boolean":
			return literal.value;
		case "collection":
			return literal.items.map(plain);
		case "map":
			return Object.fromEntries([...literal.entries].map(([k, v]) => [k, plain(v)]));
		case "error":
			return `error of ${literal.failedNodeId}: ${literal.message}`;
		default:
			return undefined;
	}
}

/** An interface of integers. Names with `?` are optional. */
export function ints(inputs: readonly string[], outputs: readonly string[] = ["o0"]): TypedInterface {
	const variable = (name: string) => ({
		name,
		type: { kind: "int" as const, native: "number" as const },
		literalType: { kind: "simple" as const, simple: "integer" as const },
	});
	return {
		inputs: new Map(
			inputs.map((written) => {
				const name = written.replace("?", "");
				return [name, { ...variable(name), optional: written.endsWith("?") }];
			}),
		),
		outputs: new Map(outputs.map((name) => [name, variable(name)])),
		outputShape: outputs.length === 0 ? "none" : "single",
	};
}

type Body = (inputs: Record<string, unknown>, context: TaskContext) => unknown;

/** A task on plain values: what `body` returns becomes `o0`; a Literal, a map of outputs or a spec is passed on. */
export function task(
	name: string,
	inputs: readonly string[],
	body: Body,
	retries = 0,
	outputs?: readonly string[],
): TaskEntity {
	return {
		entityKind: "task",
		name,
		interface: ints(inputs, outputs),
		metadata: { retries, generatesDeck: false },
		isDynamic: false,
		toTemplate() {
			throw new Error("not needed here");
		},
		async dispatchExecute(context: TaskContext, literals: LiteralMap) {
			const given: Record<string, unknown> = {};
			for (const [key, value] of literals) given[key] = plain(value);
			return toOutputs(await body(given, context));
		},
	};
}

/** The same as `task`, of a body that is not async: what it gives or throws is there at once. */
export function atOnce(name: string, inputs: readonly string[], body: Body, retries = 0): TaskEntity {
	return {
		...task(name, inputs, body, retries),
		dispatchExecute(context: TaskContext, literals: LiteralMap) {
			const given: Record<string, unknown> = {};
			for (const [key, value] of literals) given[key] = plain(value);
			const result = body(given, context);
			return result instanceof Promise ? result.then(toOutputs) : toOutputs(result);
		},
	};
}

export function dynamic(name: string, inputs: readonly string[], body: Body): TaskEntity {
	return { ...task(name, inputs, body), isDynamic: true };
}

function toOutputs(value: unknown): LiteralMap | DynamicJobSpec {
	if (value instanceof Map) return value as LiteralMap;
	if (typeof value === "object" && value !== null && "kind" in value) {
		if (value.kind === "dynamicJobSpec") return value as DynamicJobSpec;
		return new Map([["o0", value as Literal]]);
	}
	if (value === undefined) return new Map();
	return new Map([["o0", toLiteral(value)]]);
}

function toLiteral(value: unknown): Literal {
	if (typeof value === "number") return int(value);
	if (typeof value === "string") return text(value);
	if (typeof value === "boolean") return { kind: "boolean", value };
	if (Array.isArray(value)) return list(...value.map(toLiteral));
	throw new Error(`no literal for ${String(value)}`);
}

/** `"n0.o0"`: an output; `".x"`: the workflow's input; numbers, lists of these; a literal. */
export type From = string | number | Literal | readonly From[];

export function bindingData(from: From): BindingData {
	if (typeof from === "number") return { kind: "literal", literal: int(from) };
	if (typeof from === "string") {
		const [node = "", variable = ""] = from.split(".");
		return { kind: "promise", node, var: variable, path: [] };
	}
	if (Array.isArray(from)) return { kind: "collection", items: from.map(bindingData) };
	return { kind: "literal", literal: from as Literal };
}

export function bindings(inputs: Record<string, From>) {
	return Object.entries(inputs).map(([name, from]) => ({ var: name, data: bindingData(from) }));
}

export function node(
	id: string,
	target: TaskEntity | WorkflowEntity | LaunchPlanEntity | NodeTarget,
	inputs: Record<string, From> = {},
	more: { after?: readonly string[]; retries?: number; timeoutMs?: number; location?: Node["location"] } = {},
): Node {
	const { after = [], location, ...metadata } = more;
	return {
		id,
		target: "entityKind" in target ? asTarget(target) : target,
		inputs: bindings(inputs),
		after,
		metadata: { name: id, ...metadata },
		...(location === undefined ? {} : { location }),
	};
}

function asTarget(entity: TaskEntity | WorkflowEntity | LaunchPlanEntity): NodeTarget {
	if (entity.entityKind === "task") return { kind: "task", task: entity };
	if (entity.entityKind === "workflow") return { kind: "workflow", workflow: entity };
	return { kind: "launchPlan", launchPlan: entity };
}

export function graph(
	nodes: readonly Node[],
	outputs: Record<string, From> = {},
	more: Partial<Graph> & { takes?: readonly string[] } = {},
): Graph {
	const { takes = [], ...rest } = more;
	return {
		kind: "workflow",
		name: "m.main",
		interface: ints(takes, Object.keys(outputs)),
		nodes,
		outputs: bindings(outputs),
		failurePolicy: "failImmediately",
		interruptible: false,
		...rest,
	};
}

export function workflow(name: string, made: Graph): WorkflowEntity {
	const named = { ...made, name };
	return { entityKind: "workflow", name, interface: made.interface, isReference: false, toGraph: () => named };
}

export function spec(made: Graph): DynamicJobSpec {
	return { kind: "dynamicJobSpec", graph: { ...made, kind: "dynamic" } };
}

export function launchPlan(
	name: string,
	of: WorkflowEntity,
	defaults: LiteralMap,
	fixed: LiteralMap,
): LaunchPlanEntity {
	return {
		entityKind: "launchPlan",
		name,
		interface: of.interface,
		workflow: of,
		isReference: false,
		defaultInputs: defaults,
		fixedInputs: fixed,
		options: {},
	};
}

export function mapped(
	element: TaskEntity | LaunchPlanEntity,
	more: {
		bound?: readonly string[];
		parallelism?: number;
		minSuccesses?: number;
		minSuccessRatio?: number;
		retries?: number;
	} = {},
): NodeTarget {
	const { bound = [], retries, ...rest } = more;
	const elementMetadata = { name: element.name, ...(retries === undefined ? {} : { retries }) };
	return {
		kind: "array",
		element,
		name: `map_${element.name}`,
		interface: element.interface,
		bound,
		elementMetadata,
		...rest,
	};
}
