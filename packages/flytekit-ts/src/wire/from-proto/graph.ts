import type { Identifier } from "../../config/identifier.js";
import type { WorkflowEntity } from "../../graph/entities.js";
import type { Graph } from "../../graph/graph.js";
import type { EntityDocs } from "../../graph/task-template.js";
import type { TypedInterface } from "../../interface/typed-interface.js";
import { WorkflowSpec } from "../gen/flyteidl/admin/workflow.js";
import { DynamicJobSpec } from "../gen/flyteidl/core/dynamic_job.js";
import type { WorkflowTemplate } from "../gen/flyteidl/core/workflow.js";
import { bindingFrom } from "./binding.js";
import { checkMessage } from "./check.js";
import { interfaceFrom } from "./interface.js";
import { type FromProtoOptions, Library } from "./library.js";
import { nodeFrom } from "./node.js";
import { docsFrom, templateFrom } from "./task-template.js";
import { identifierFrom, maybe } from "./values.js";

/** What a DynamicJobSpec does not say of the dynamic that it came from. */
export interface DynamicOptions extends FromProtoOptions {
	readonly name?: string;
	readonly interface?: TypedInterface;
}

const NO_INTERFACE: TypedInterface = { inputs: new Map(), outputs: new Map(), outputShape: "none" };

/**
 * The graph of a flyteidl.core.DynamicJobSpec (futures.pb), with its tasks and sub-workflows as entities. It runs as it is
 * once `findTask` gives entities that run.
 * Throws WIRE_* with offset and place for bytes that are no such message, or that lack a part.
 */
export function graphFromDynamicJobSpec(spec: Uint8Array | DynamicJobSpec, options: DynamicOptions = {}): Graph {
	if (spec instanceof Uint8Array) checkMessage("flyteidl.core.DynamicJobSpec", spec);
	const message = spec instanceof Uint8Array ? DynamicJobSpec.decode(spec) : spec;
	const library = new Library(options);
	for (const template of message.tasks) library.addTemplate(templateFrom(template));
	addWorkflows(message.subworkflows, library);
	return {
		kind: "dynamic",
		name: options.name ?? "dynamic",
		interface: options.interface ?? NO_INTERFACE,
		nodes: message.nodes.map((node) => nodeFrom(node, library)),
		outputs: message.outputs.map(bindingFrom),
		failurePolicy: "failImmediately",
		interruptible: false,
	};
}

/** The workflow of a flyteidl.admin.WorkflowSpec; `options.tasks` gives what the spec only names. Throws as {@link graphFromDynamicJobSpec}. */
export function workflowFromProto(spec: Uint8Array | WorkflowSpec, options: FromProtoOptions = {}): WorkflowEntity {
	if (spec instanceof Uint8Array) checkMessage("flyteidl.admin.WorkflowSpec", spec);
	const message = spec instanceof Uint8Array ? WorkflowSpec.decode(spec) : spec;
	const library = new Library(options);
	addWorkflows(message.subWorkflows, library);
	const template = message.template ?? missing;
	const id = identifierFrom(template.id, "a workflow template");
	return workflowEntity(id, template, library, docsFrom(message.description));
}

/** The graph of a flyteidl.admin.WorkflowSpec. Throws as {@link graphFromDynamicJobSpec}. */
export function graphFromWorkflowSpec(spec: Uint8Array | WorkflowSpec, options: FromProtoOptions = {}): Graph {
	return workflowFromProto(spec, options).toGraph();
}

const missing: Partial<WorkflowTemplate> = {};

function addWorkflows(templates: readonly WorkflowTemplate[], library: Library): void {
	for (const template of templates) {
		const id = identifierFrom(template.id, "a workflow template");
		library.addWorkflow(id, workflowEntity(id, template, library));
	}
}

function workflowEntity(
	id: Identifier,
	template: Partial<WorkflowTemplate>,
	library: Library,
	docs?: EntityDocs,
): WorkflowEntity {
	const face = interfaceFrom(template.interface);
	let graph: Graph | undefined;
	return {
		entityKind: "workflow",
		name: id.name,
		id,
		interface: face,
		isReference: false,
		...maybe("docs", docs),
		// Made when asked for: by then all templates of the spec are known.
		toGraph() {
			graph ??= graphFrom(id.name, face, template, library);
			return graph;
		},
	};
}

function graphFrom(name: string, face: TypedInterface, t: Partial<WorkflowTemplate>, library: Library): Graph {
	const { nodes = [], outputs = [], failureNode } = t;
	return {
		kind: "workflow",
		name,
		interface: face,
		nodes: nodes.map((node) => nodeFrom(node, library)),
		outputs: outputs.map(bindingFrom),
		failurePolicy: t.metadata?.onFailure === 1 ? "failAfterExecutableNodesComplete" : "failImmediately",
		interruptible: t.metadataDefaults?.interruptible ?? false,
		...maybe("onFailure", failureNode && nodeFrom(failureNode, library)),
	};
}
