import type { Identifier } from "../../config/identifier.js";
import { FlyteError } from "../../errors/index.js";
import type { WorkflowEntity } from "../../graph/entities.js";
import { END_NODE, START_NODE } from "../from-proto/binding.js";
import { workflowFromProto } from "../from-proto/graph.js";
import { interfaceFrom } from "../from-proto/interface.js";
import { launchPlanFromProto } from "../from-proto/launch-plan.js";
import { templateFrom } from "../from-proto/task-template.js";
import { maybe, needed } from "../from-proto/values.js";
import type { LaunchPlan } from "../gen/flyteidl/admin/launch_plan.js";
import type { Task } from "../gen/flyteidl/admin/task.js";
import type { Workflow } from "../gen/flyteidl/admin/workflow.js";
import type { CompiledWorkflowClosure } from "../gen/flyteidl/core/compiler.js";
import type { WorkflowTemplate } from "../gen/flyteidl/core/workflow.js";
import { idKey } from "../to-proto/identifier.js";
import { identifierFrom } from "./identifiers.js";
import { dateFrom } from "./parts.js";
import type { LaunchPlanRecord, TaskRecord, WorkflowRecord } from "./records.js";

/** Throws WIRE_MISSING where the server left the template out. */
export function taskRecord(message: Task): TaskRecord {
	const id = identifierFrom(message.id, "a task");
	const template = needed(message.closure?.compiledTask?.template, `task "${id.name}"`, "template");
	return {
		id,
		// What is kept may be without an id: that of the task around it counts.
		template: { ...templateFrom({ ...template, id: message.id }), id },
		...maybe("createdAt", dateFrom(message.closure?.createdAt)),
	};
}

/** Throws WIRE_* for a closure that lacks a part. */
export function workflowRecord(message: Workflow): WorkflowRecord {
	const id = identifierFrom(message.id, "a workflow");
	const closure = message.closure?.compiledWorkflow;
	return {
		id,
		workflow: closure === undefined ? unread(id) : workflowFromClosure(closure),
		...maybe("createdAt", dateFrom(message.closure?.createdAt)),
	};
}

/** A workflow of which a list told only the id. */
function unread(id: Identifier): WorkflowEntity {
	return {
		entityKind: "workflow",
		name: id.name,
		id,
		interface: { inputs: new Map(), outputs: new Map(), outputShape: "none" },
		isReference: true,
		toGraph() {
			throw new FlyteError("WIRE_NO_TEMPLATE", `a list told only the id of ${idKey(id)}`, { wayOut: "fetch it" });
		},
	};
}

/** Throws WIRE_* for a closure that lacks a part. */
export function workflowFromClosure(closure: CompiledWorkflowClosure): WorkflowEntity {
	const sub = closure.subWorkflows.flatMap(({ template }) => (template === undefined ? [] : [withoutEnds(template)]));
	const template = needed(closure.primary?.template, "a compiled workflow", "template");
	const tasks = closure.tasks.flatMap(({ template }) => (template === undefined ? [] : [templateFrom(template)]));
	return workflowFromProto({ template: withoutEnds(template), subWorkflows: sub, description: undefined }, { tasks });
}

/** The compiler puts two nodes of its own around a graph, which nobody wrote and which call nothing. */
function withoutEnds(template: WorkflowTemplate): WorkflowTemplate {
	return {
		...template,
		nodes: template.nodes
			.filter(({ id }) => id !== START_NODE && id !== END_NODE)
			.map((node) => ({ ...node, upstreamNodeIds: node.upstreamNodeIds.filter((id) => id !== START_NODE) })),
	};
}

/** Throws WIRE_* for a plan that lacks a part. */
export function launchPlanRecord(message: LaunchPlan): LaunchPlanRecord {
	const plan = launchPlanFromProto(message);
	const { closure } = message;
	const inputs = new Map([...(closure?.expectedInputs?.parameters ?? [])].map(([name, p]) => [name, p.var]));
	const face = interfaceFrom({
		inputs: { variables: new Map([...inputs].flatMap(([name, v]) => (v === undefined ? [] : [[name, v] as const]))) },
		outputs: closure?.expectedOutputs,
	});
	const optional = (name: string) =>
		closure?.expectedInputs?.parameters.get(name)?.behavior?.$case === "required" ? {} : { optional: true };
	return {
		id: plan.id as Identifier,
		state: closure?.state === 1 ? "active" : "inactive",
		plan,
		interface: {
			...face,
			inputs: new Map([...face.inputs].map(([name, input]) => [name, { ...input, ...optional(name) }])),
		},
		...maybe("createdAt", dateFrom(closure?.createdAt)),
		...maybe("updatedAt", dateFrom(closure?.updatedAt)),
	};
}
