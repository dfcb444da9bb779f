import type { SerializationSettings } from "../../src/config/serialization-settings.js";
import { currentConvert } from "../../src/graph/runner-port.js";
import {
	encodeDynamicJobSpec,
	encodeLaunchPlan,
	encodeLiteralMap,
	encodeTaskSpec,
	encodeWorkflowSpec,
	type FunctionTask,
	isDynamicJobSpec,
	type LaunchPlanEntity,
	type LiteralMap,
	type TaskEntity,
	toLiteral,
	type WorkflowEntity,
} from "../../src/plugin.js";
import { Writer } from "../../src/wire/codec/writer.js";
import { writeContainer } from "../../src/wire/to-proto/task.js";
import type { Golden } from "./corpus.js";
import { fast, fastWithoutLocation, standard, withEnvironment } from "./settings.js";

/** A message of ours. */
export interface Made {
	/** Full name: `flyteidl.admin.TaskSpec`. */
	readonly message: string;
	readonly bytes: Uint8Array;
}

/** The twins' modules by the name of their Python source: `g_tasks`. */
export type Modules = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** What our twin of a golden's entity gives. Throws what making it throws, and when there is no twin. */
export async function madeBy(golden: Golden, modules: Modules): Promise<Made> {
	const { name } = golden;
	const [entity = "", ...rest] = name.split("__");
	const suffix = rest.join("__");
	const settings = settingsOf(entity, suffix);
	switch (golden.group) {
		case "tasks":
			if (entity.startsWith("wf_")) return taskSpec(twin(modules, ["g_workflows"], entity.slice(3)), settings);
			return taskSpec(twin(modules, ["g_tasks", "g_sd"], entity), settings);
		case "workflows":
			return workflowSpec(twin(modules, ["g_workflows"], entity), settings);
		case "launchplans":
			return launchPlan(twin(modules, ["g_launchplans"], entity), settings, suffix === "options");
		case "maps": {
			const made = twin(modules, ["g_map"], entity);
			if (suffix === "task") return taskSpec(mappedIn(made), settings);
			return entity.startsWith("mt_") ? taskSpec(made, settings) : workflowSpec(made, settings);
		}
		case "dynamics": {
			const made = twin(modules, ["g_dynamic"], entity);
			if (suffix.startsWith("run_")) return run(made as FunctionTask, suffix);
			return suffix === "" ? workflowSpec(made, settings) : taskSpec(made, settings);
		}
		case "containers":
			return container(modules, entity, suffix, settings);
	}
}

function settingsOf(entity: string, suffix: string): SerializationSettings {
	if (suffix === "env") return withEnvironment(entity);
	if (suffix === "fast_no_location") return fastWithoutLocation;
	return suffix === "fast" || suffix.endsWith("__fast") ? fast : standard;
}

function twin(modules: Modules, sources: readonly string[], name: string): unknown {
	for (const source of sources) {
		const found = modules.get(source)?.[name];
		if (found !== undefined) return found;
	}
	throw new Error(`no twin: ${sources.join(" or ")} exports no ${name}`);
}

function taskSpec(task: unknown, settings: SerializationSettings): Made {
	return { message: "flyteidl.admin.TaskSpec", bytes: encodeTaskSpec(task as TaskEntity, settings) };
}

function workflowSpec(workflow: unknown, settings: SerializationSettings): Made {
	return { message: "flyteidl.admin.WorkflowSpec", bytes: encodeWorkflowSpec(workflow as WorkflowEntity, settings) };
}

/** `overlaid`: with what an operator gives at registration, as flytekit's Options in peer/make_goldens.py. */
function launchPlan(plan: unknown, settings: SerializationSettings, overlaid: boolean): Made {
	const given = plan as LaunchPlanEntity;
	const overlay = {
		labels: { ol: "1" },
		annotations: { oa: "2" },
		rawOutputPrefix: "s3://o/",
		maxParallelism: 9,
		overwriteCache: true,
	};
	const registered = overlaid ? Object.create(given, { options: { value: { ...given.options, ...overlay } } }) : given;
	return { message: "flyteidl.admin.LaunchPlan", bytes: encodeLaunchPlan(registered as LaunchPlanEntity, settings) };
}

/** The map's own template in a workflow that is one map. */
function mappedIn(workflow: unknown): unknown {
	for (const { target } of (workflow as WorkflowEntity).toGraph().nodes) if (target.kind === "array") return target;
	throw new Error("the workflow has no map");
}

/** Runs a dynamic as its container would, with the inputs that the golden's name says: `run_n2_sq` is n = 2, s = "q". */
async function run(dynamic: FunctionTask, suffix: string): Promise<Made> {
	const [inputs = "", how] = suffix.slice("run_".length).split("__");
	const result = await dynamic.dispatchExecute(
		{ nodePath: "n0", executionId: "conformance", attempt: 0, signal: new AbortController().signal },
		await literalsOf(dynamic, inputs.split("_")),
	);
	if (!isDynamicJobSpec(result)) return { message: "flyteidl.core.LiteralMap", bytes: encodeLiteralMap(result) };
	const settings = how === "notfast" ? standard : fast;
	return { message: "flyteidl.core.DynamicJobSpec", bytes: encodeDynamicJobSpec(result.graph, settings) };
}

async function literalsOf(dynamic: FunctionTask, parts: readonly string[]): Promise<LiteralMap> {
	const literals = new Map();
	for (const part of parts) {
		const variable = [...dynamic.interface.inputs.values()].find(({ name }) => part.startsWith(name));
		if (variable === undefined) throw new Error(`${dynamic.name} has no input for "${part}"`);
		const text = part.slice(variable.name.length);
		const value = variable.type.kind === "string" ? text : Number(text);
		literals.set(variable.name, await toLiteral(value, variable.type, currentConvert(), variable.name));
	}
	return literals;
}

const CONTAINERS: Readonly<Record<string, readonly [source: string, name: string]>> = {
	task: ["g_tasks", "t_int"],
	map_arraynode: ["g_map", "mt_simple"],
	map_arraynode_partial: ["g_map", "mt_partial"],
	map_legacy: ["g_map", "mt_legacy"],
	dynamic: ["g_dynamic", "d_loop"],
	eager: ["g_runtime", "r_eager"],
	async_task: ["g_runtime", "r_async"],
};

function container(modules: Modules, label: string, suffix: string, settings: SerializationSettings): Made {
	if (label === "eager_as_workflow") {
		if (suffix === "task_g_runtime_r_eager") return taskSpec(twin(modules, ["g_runtime"], "r_eager"), settings);
		const workflow = asWorkflow(twin(modules, ["g_runtime"], "r_eager"));
		if (suffix === "") return workflowSpec(workflow, settings);
		const handler = workflow.toGraph().onFailure?.target;
		if (handler?.kind !== "task") throw new Error("the eager's workflow has no failure handler");
		return taskSpec(handler.task, settings);
	}
	const [source, name] = CONTAINERS[label] ?? ["", label];
	const template = (twin(modules, [source], name) as TaskEntity).toTemplate(settings);
	if (template.container === undefined) throw new Error(`${label} has no container`);
	const w = new Writer();
	writeContainer(w, template.container);
	return { message: "flyteidl.core.Container", bytes: w.bytes() };
}

function asWorkflow(eager: unknown): WorkflowEntity {
	const made = (eager as { asWorkflow?: () => WorkflowEntity }).asWorkflow?.();
	if (made === undefined) throw new Error("an eager task has no form as a workflow yet");
	return made;
}
