import { FlyteError } from "../../errors/index.js";
import { type Binding, forEachPromise } from "../../graph/binding.js";
import { callsInName } from "../../graph/fold/ranges.js";
import type {
	ArrayTarget,
	BranchTarget,
	GateTarget,
	Node,
	NodeMetadata,
	NodeOverrides,
	NodeTarget,
} from "../../graph/graph.js";
import type {
	ArrayNode,
	BranchNode,
	GateNode,
	NodeMetadata as MetadataMessage,
	Node as NodeMessage,
	TaskNodeOverrides,
	WorkflowNode,
} from "../gen/flyteidl/core/workflow.js";
import { arrayTarget } from "./array.js";
import { bindingFrom, conditionFrom } from "./binding.js";
import type { Library } from "./library.js";
import { extendedFrom, podFrom, resourceListFrom } from "./task-template.js";
import { identifierFrom, literalTypeFrom, maybe, millisecondsFrom, needed, said } from "./values.js";

/** Makes nodes of one spec. */
export function nodeFrom(message: NodeMessage, library: Library): Node {
	const { id } = message;
	const inputs = message.inputs.map(bindingFrom);
	const value = needed(message.target, `node "${id}"`, "target");
	const overrides = value.$case === "taskNode" ? value.value.overrides : undefined;
	return {
		id,
		target: targetFrom(value, id, inputs, library, message.metadata),
		inputs,
		after: orderOnly(message.upstreamNodeIds, inputs),
		metadata: metadataFrom(message.metadata, id),
		...maybe("overrides", overrides && overridesFrom(overrides)),
		...maybe("outputAliases", aliasesFrom(message)),
	};
}

function aliasesFrom({ outputAliases }: NodeMessage): ReadonlyMap<string, string> | undefined {
	return outputAliases.length === 0 ? undefined : new Map(outputAliases.map(({ var: name, alias }) => [name, alias]));
}

function targetFrom(
	value: NonNullable<NodeMessage["target"]>,
	id: string,
	inputs: readonly Binding[],
	library: Library,
	metadata: MetadataMessage | undefined,
): NodeTarget {
	switch (value.$case) {
		case "taskNode":
			return { kind: "task", task: library.task(identifierFrom(value.value.reference?.value, `node "${id}"`)) };
		case "workflowNode":
			return workflowTarget(value.value, id, library);
		case "branchNode":
			return branchTarget(value.value, id, library, metadata?.name);
		case "gateNode":
			return gateTarget(value.value, id, inputs);
		case "arrayNode":
			return foldedCalls(elementOf(value.value, id, library), metadata?.name);
	}
}

function workflowTarget(message: WorkflowNode, id: string, library: Library): NodeTarget {
	const reference = needed(message.reference, `node "${id}"`, "reference");
	const called = identifierFrom(reference.value, `node "${id}"`);
	return reference.$case === "subWorkflowRef"
		? { kind: "workflow", workflow: library.workflow(called) }
		: { kind: "launchPlan", launchPlan: library.launchPlan(called) };
}

function branchTarget(message: BranchNode, id: string, library: Library, name = id): BranchTarget {
	const block = needed(message.ifElse, `branch node "${id}"`, "condition");
	const blocks = [needed(block.case, `branch node "${id}"`, "first case"), ...block.other];
	const { default: last } = block;
	const otherwise: BranchTarget["otherwise"] =
		last === undefined
			? undefined
			: last.$case === "elseNode"
				? { kind: "node", node: nodeFrom(last.value, library) }
				: { kind: "fail", message: last.value.message, failedNodeId: last.value.failedNodeId };
	return {
		kind: "branch",
		name,
		cases: blocks.map(({ condition, thenNode }) => ({
			condition: conditionFrom(condition),
			node: nodeFrom(needed(thenNode, `a case of branch node "${id}"`, "node"), library),
		})),
		...maybe("otherwise", otherwise),
	};
}

function gateTarget(message: GateNode, id: string, inputs: readonly Binding[]): GateTarget {
	const condition = needed(message.condition, `gate node "${id}"`, "condition");
	switch (condition.$case) {
		case "approve":
			return { kind: "gate", gate: "approve", signal: condition.value.signalId, output: inputs[0]?.var ?? "o0" };
		case "signal": {
			const { signalId, type, outputVariableName } = condition.value;
			return {
				kind: "gate",
				gate: "signal",
				signal: signalId,
				type: literalTypeFrom(needed(type, `gate node "${id}"`, "type")),
				output: outputVariableName,
			};
		}
		case "sleep":
			return {
				kind: "gate",
				gate: "sleep",
				durationMs: millisecondsFrom(needed(condition.value.duration, `gate node "${id}"`, "duration")),
			};
	}
}

/** Says which calls the elements of a folded array are, as far as its name tells. */
function foldedCalls(target: ArrayTarget, name: string | undefined): ArrayTarget {
	const ids = name === undefined ? undefined : callsInName(name);
	return ids === undefined ? target : { ...target, calls: ids.map((id) => ({ id })) };
}

function elementOf(message: ArrayNode, id: string, library: Library): ArrayTarget {
	const inner = needed(message.node, `array node "${id}"`, "node");
	const owner = `array node "${id}"`;
	const called = needed(inner.target, owner, "element");
	const common = { name: inner.id, metadata: metadataFrom(inner.metadata, inner.id) };
	if (called.$case === "taskNode") {
		const overrides = called.value.overrides && overridesFrom(called.value.overrides);
		const task = identifierFrom(called.value.reference?.value, owner);
		return arrayTarget(message, { ...common, ...maybe("overrides", overrides), task }, library);
	}
	if (called.$case === "workflowNode" && called.value.reference?.$case === "launchplanRef") {
		return arrayTarget(message, { ...common, plan: identifierFrom(called.value.reference.value, owner) }, library);
	}
	throw new FlyteError("WIRE_UNSUPPORTED", `${owner} calls neither a task nor a launch plan`, { node: id });
}

function metadataFrom(message: MetadataMessage | undefined, id: string): NodeMetadata {
	const retries = message?.retries?.retries ?? 0;
	return {
		name: message?.name ?? id,
		...maybe("timeoutMs", message?.timeout && millisecondsFrom(message.timeout)),
		...maybe("retries", retries === 0 ? undefined : retries),
		...maybe("interruptible", message?.interruptibleValue?.value),
		...maybe("cacheable", message?.cacheableValue?.value),
		...maybe("cacheVersion", message?.cacheVersionValue?.value),
		...maybe("cacheSerializable", message?.cacheSerializableValue?.value),
	};
}

function overridesFrom(message: TaskNodeOverrides): NodeOverrides {
	const { resources, extendedResources, containerImage, podTemplate } = message;
	return {
		...maybe("requests", resources && resourceListFrom(resources.requests)),
		...maybe("limits", resources && resourceListFrom(resources.limits)),
		...maybe("containerImage", said(containerImage)),
		...maybe("podTemplate", podTemplate && podFrom(podTemplate)),
		...maybe("extendedResources", extendedResources && extendedFrom(extendedResources)),
	};
}

/** Upstream ids that no data comes from: the model does not repeat the others. */
function orderOnly(upstream: readonly string[], inputs: readonly Binding[]): readonly string[] {
	if (upstream.length === 0) return upstream;
	const sources = new Set<string>();
	for (const { data } of inputs) forEachPromise(data, (promise) => sources.add(promise.node));
	return upstream.filter((id) => !sources.has(id));
}
