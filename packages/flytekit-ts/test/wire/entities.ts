import type { SerializationSettings } from "../../src/config/serialization-settings.js";
import type { SourceLocation } from "../../src/errors/index.js";
import type { Binding, BindingData } from "../../src/graph/binding.js";
import type { LaunchPlanEntity, TaskEntity, WorkflowEntity } from "../../src/graph/entities.js";
import type { Graph, Node, NodeTarget } from "../../src/graph/graph.js";
import type { TaskTemplate } from "../../src/graph/task-template.js";
import type { InputVariable, TypedInterface, Variable } from "../../src/interface/typed-interface.js";
import type { LiteralType } from "../../src/types/literal-type.js";

export const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [] },
	env: {},
};

const INT: LiteralType = { kind: "simple", simple: "integer" };

/** An interface of integers, as it is read from a spec. */
export function ints(inputs: readonly string[], outputs: readonly string[]): TypedInterface {
	const variable = (name: string): Variable => ({ name, type: { kind: "int", native: "exact" }, literalType: INT });
	const input = (name: string): InputVariable => ({ ...variable(name), optional: false });
	return {
		inputs: new Map(inputs.map((name) => [name, input(name)])),
		outputs: new Map(outputs.map((name) => [name, variable(name)])),
		outputShape: outputs.length === 0 ? "none" : "single",
	};
}

/** A task that takes `a` and gives `o0`, in a container of `image`. */
export function task(name: string, image = "img:1", location?: SourceLocation): TaskEntity {
	const face = ints(["a"], ["o0"]);
	const metadata = { retries: 0, generatesDeck: false };
	return {
		entityKind: "task",
		name,
		isDynamic: false,
		interface: face,
		metadata,
		...(location === undefined ? {} : { location }),
		toTemplate: ({ project, domain, version }) => template(name, image, { project, domain, version }),
	};
}

export function template(
	name: string,
	image = "img:1",
	{ project, domain, version } = { project: "p", domain: "d", version: "v1" },
): TaskTemplate {
	return {
		id: { resourceType: "task", project, domain, name, version },
		type: "python-task",
		taskTypeVersion: 0,
		metadata: { retries: 0, generatesDeck: false },
		interface: ints(["a"], ["o0"]),
		container: { image, command: [], args: ["run", name], env: new Map(), requests: {}, limits: {} },
	};
}

/** A workflow of the nodes that `make` gives, made anew each time as authoring does. */
export function workflow(name: string, make: () => Node[], location?: SourceLocation): WorkflowEntity {
	return {
		entityKind: "workflow",
		name,
		interface: ints(["a"], ["o0"]),
		isReference: false,
		...(location === undefined ? {} : { location }),
		toGraph: () => graph(make(), "workflow", name),
	};
}

export function launchPlan(name: string, of: WorkflowEntity): LaunchPlanEntity {
	return {
		entityKind: "launchPlan",
		name,
		interface: of.interface,
		workflow: of,
		isReference: false,
		defaultInputs: new Map(),
		fixedInputs: new Map(),
		options: {},
	};
}

export function node(id: string, target: NodeTarget, more: Partial<Node> = {}): Node {
	return { id, target, inputs: [], after: [], metadata: { name: id }, ...more };
}

export function taskNode(id: string, called: TaskEntity, more: Partial<Node> = {}): Node {
	return node(id, { kind: "task", task: called }, more);
}

export function promise(from: string, variable = "o0"): BindingData {
	return { kind: "promise", node: from, var: variable, path: [] };
}

export function bind(name: string, data: BindingData): Binding {
	return { var: name, data };
}

export function graph(nodes: readonly Node[], kind: Graph["kind"] = "dynamic", name = "g"): Graph {
	return {
		kind,
		name,
		interface: ints(["a"], ["o0"]),
		nodes,
		outputs: [],
		failurePolicy: "failImmediately",
		interruptible: false,
	};
}
