import type { Identifier, ResourceType } from "../../config/identifier.js";
import { LaunchPlan, LaunchPlanSpec, LaunchPlanState } from "../gen/flyteidl/admin/launch_plan.js";
import { TaskSpec } from "../gen/flyteidl/admin/task.js";
import { WorkflowSpec } from "../gen/flyteidl/admin/workflow.js";
import { TaskTemplate } from "../gen/flyteidl/core/tasks.js";
import { WorkflowTemplate } from "../gen/flyteidl/core/workflow.js";
import { AdminServiceDefinition } from "../gen/flyteidl/service/admin.js";
import { idKey } from "../to-proto/identifier.js";
import { launchPlanRecord, taskRecord, workflowRecord } from "./entity-records.js";
import { identifierFrom, identifierMessage, nameMessage, resourceTypeNumber } from "./identifiers.js";
import { invoke } from "./invoke.js";
import { pageOf, sortMessage } from "./paging.js";
import type { EntityName, LaunchPlanRecord, ListOptions, Page, TaskRecord, WorkflowRecord } from "./records.js";
import type { AdminTransport } from "./transport.js";

/**
 * Registers one entity. `spec` is what encodeTaskSpec, encodeWorkflowSpec or encodeLaunchPlan wrote. Throws REMOTE_EXISTS when the
 * version is there, whatever its content.
 */
export async function createEntity(transport: AdminTransport, id: Identifier, spec: Uint8Array): Promise<void> {
	const about = { about: idKey(id) };
	const message = identifierMessage(id);
	switch (id.resourceType) {
		case "task":
			await invoke(
				transport,
				AdminServiceDefinition,
				(m) => m.createTask,
				{ id: message, spec: TaskSpec.decode(spec) },
				about,
			);
			return;
		case "workflow":
			await invoke(
				transport,
				AdminServiceDefinition,
				(m) => m.createWorkflow,
				{ id: message, spec: WorkflowSpec.decode(spec) },
				about,
			);
			return;
		default:
			await invoke(
				transport,
				AdminServiceDefinition,
				(m) => m.createLaunchPlan,
				{ id: message, spec: LaunchPlan.decode(spec).spec },
				about,
			);
	}
}

export async function getTask(transport: AdminTransport, id: Identifier): Promise<TaskRecord> {
	const request = { id: identifierMessage(id) };
	return taskRecord(await invoke(transport, AdminServiceDefinition, (m) => m.getTask, request, { about: idKey(id) }));
}

export async function getWorkflow(transport: AdminTransport, id: Identifier): Promise<WorkflowRecord> {
	const request = { id: identifierMessage(id) };
	return workflowRecord(
		await invoke(transport, AdminServiceDefinition, (m) => m.getWorkflow, request, { about: idKey(id) }),
	);
}

export async function getLaunchPlan(transport: AdminTransport, id: Identifier): Promise<LaunchPlanRecord> {
	const request = { id: identifierMessage(id) };
	return launchPlanRecord(
		await invoke(transport, AdminServiceDefinition, (m) => m.getLaunchPlan, request, { about: idKey(id) }),
	);
}

/**
 * The entity as the server keeps it: bytes of core.TaskTemplate, of core.WorkflowTemplate (the primary one, as it was
 * compiled) or of admin.LaunchPlanSpec. Throws REMOTE_NOT_FOUND.
 */
export async function keptEntity(transport: AdminTransport, id: Identifier): Promise<Uint8Array> {
	const request = { id: identifierMessage(id) };
	const about = { about: idKey(id) };
	switch (id.resourceType) {
		case "task": {
			const { closure } = await invoke(transport, AdminServiceDefinition, (m) => m.getTask, request, about);
			const template = closure?.compiledTask?.template;
			return template === undefined ? new Uint8Array() : TaskTemplate.encode(template).finish();
		}
		case "workflow": {
			const { closure } = await invoke(transport, AdminServiceDefinition, (m) => m.getWorkflow, request, about);
			const template = closure?.compiledWorkflow?.primary?.template;
			return template === undefined ? new Uint8Array() : WorkflowTemplate.encode(template).finish();
		}
		default: {
			const { spec } = await invoke(transport, AdminServiceDefinition, (m) => m.getLaunchPlan, request, about);
			return spec === undefined ? new Uint8Array() : LaunchPlanSpec.encode(spec).finish();
		}
	}
}

/** The launch plan of that name that schedules run. Throws REMOTE_NOT_FOUND where none is active. */
export async function getActiveLaunchPlan(transport: AdminTransport, of: EntityName): Promise<LaunchPlanRecord> {
	const about = `the active launch plan ${of.project}:${of.domain}:${of.name ?? ""}`;
	const request = { id: nameMessage(of) };
	return launchPlanRecord(
		await invoke(transport, AdminServiceDefinition, (m) => m.getActiveLaunchPlan, request, { about }),
	);
}

export async function setLaunchPlanState(
	transport: AdminTransport,
	id: Identifier,
	state: "active" | "inactive",
): Promise<void> {
	const request = {
		id: identifierMessage(id),
		state: state === "active" ? LaunchPlanState.ACTIVE : LaunchPlanState.INACTIVE,
	};
	await invoke(transport, AdminServiceDefinition, (m) => m.updateLaunchPlan, request, { about: idKey(id) });
}

/** Ids of one kind of entity, newest first: all versions of a name, or of all names. */
export async function listIds(
	transport: AdminTransport,
	kind: ResourceType,
	of: EntityName,
	options: ListOptions = {},
): Promise<Page<Identifier>> {
	const request = listRequest(of, options);
	const about = { about: `${kind}s of ${of.project}:${of.domain}` };
	const ids = (items: readonly { readonly id: Parameters<typeof identifierFrom>[0] }[]) =>
		items.map(({ id }) => identifierFrom(id, `a ${kind} of a list`));
	switch (kind) {
		case "task": {
			const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listTasks, request, about);
			return pageOf(ids(reply.tasks), reply.token);
		}
		case "workflow": {
			const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listWorkflows, request, about);
			return pageOf(ids(reply.workflows), reply.token);
		}
		default: {
			const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listLaunchPlans, request, about);
			return pageOf(ids(reply.launchPlans), reply.token);
		}
	}
}

export async function listTasks(
	transport: AdminTransport,
	of: EntityName,
	options: ListOptions = {},
): Promise<Page<TaskRecord>> {
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listTasks, listRequest(of, options));
	return pageOf(reply.tasks.map(taskRecord), reply.token);
}

export async function listWorkflows(
	transport: AdminTransport,
	of: EntityName,
	options: ListOptions = {},
): Promise<Page<WorkflowRecord>> {
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listWorkflows, listRequest(of, options));
	// A list brings closures without graphs: only ids are to be relied on.
	return pageOf(
		reply.workflows.map((workflow) =>
			workflowRecord({
				...workflow,
				closure: workflow.closure && { ...workflow.closure, compiledWorkflow: undefined },
			}),
		),
		reply.token,
	);
}

export async function listLaunchPlans(
	transport: AdminTransport,
	of: EntityName,
	options: ListOptions = {},
): Promise<Page<LaunchPlanRecord>> {
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listLaunchPlans, listRequest(of, options));
	return pageOf(reply.launchPlans.map(launchPlanRecord), reply.token);
}

/** Names of one kind of entity in a domain. */
export async function listNames(
	transport: AdminTransport,
	kind: ResourceType,
	of: { readonly project: string; readonly domain: string },
	options: ListOptions = {},
): Promise<Page<string>> {
	const request = {
		resourceType: resourceTypeNumber(kind),
		project: of.project,
		domain: of.domain,
		limit: options.limit ?? 100,
		token: options.token ?? "",
		filters: options.filters ?? "",
		sortBy: sortMessage(options.sortBy),
		org: "",
	};
	const reply = await invoke(transport, AdminServiceDefinition, (m) => m.listNamedEntities, request);
	return pageOf(
		reply.entities.map(({ id }) => id?.name ?? ""),
		reply.token,
	);
}

function listRequest(of: EntityName, options: ListOptions) {
	return {
		id: nameMessage(of),
		limit: options.limit ?? 100,
		token: options.token ?? "",
		filters: options.filters ?? "",
		sortBy: sortMessage(options.sortBy ?? { key: "created_at", direction: "descending" }),
	};
}
