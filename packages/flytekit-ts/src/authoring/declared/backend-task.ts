import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { ContainerSpec, K8sPodSpec } from "../../graph/task-template.js";
import type { GivenOf, Schema, SchemaFields } from "../../interface/schema/index.js";
import type { JsonObject } from "../../types/index.js";
import type { NativeInputs } from "../callable.js";
import { checkOptions } from "../options.js";
import { FunctionTask, type FunctionTaskSetup } from "../task/function-task.js";
import { TASK_OPTIONS, type TaskOptions } from "../task/options.js";
import type { SchemaResult } from "../task.js";

/** Options that mean something for a task without a container. */
export interface BackendTaskOptions<S extends SchemaFields, T extends Schema | SchemaFields | undefined>
	extends Pick<TaskOptions, "cache" | "retries" | "timeout" | "interruptible" | "secrets" | "deprecated" | "docs"> {
	readonly inputs?: S;
	readonly outputs?: T;
}

/** What a plugin's factory gives the constructor. */
export interface BackendTaskSetup extends Omit<FunctionTaskSetup, "taskFunction"> {
	/** The template's custom field: what the backend reads. */
	readonly custom?: JsonObject;
	/** Runs it here; without one it runs only on Flyte. */
	readonly local?: (inputs: NativeInputs) => unknown;
}

/**
 * A task that a backend of Flyte runs, a connector (agent) say: it has a template, and no container of ours. flytekit:
 * AsyncAgentExecutorMixin.
 */
export class BackendTask<I = any, O = any> extends FunctionTask<I, O> {
	private readonly custom: JsonObject | undefined;

	constructor({ custom, local, ...setup }: BackendTaskSetup) {
		super({ ...setup, taskFunction: (inputs) => (local === undefined ? this.notHere() : local(inputs)) });
		this.custom = custom;
	}

	override get runsEntrypoint(): boolean {
		return false;
	}
	override getContainer(_settings: SerializationSettings): ContainerSpec | undefined {
		return undefined;
	}
	override getK8sPod(_settings: SerializationSettings): K8sPodSpec | undefined {
		return undefined;
	}
	override getCustom(_settings: SerializationSettings): JsonObject | undefined {
		return this.custom;
	}

	private notHere(): never {
		throw new FlyteError("AUTHORING_HERE", `task ${this.name} of type ${this.taskType} runs only on Flyte`, {
			entity: this.name,
			wayOut: "run it on a cluster, or patch it in a test: `using _ = patch(task, fn)` from flytekit-ts/testing",
		});
	}
}

/** What `connectorTask({ ... })` takes. */
export interface ConnectorTaskOptions<S extends SchemaFields, T extends Schema | SchemaFields | undefined>
	extends BackendTaskOptions<S, T> {
	/** The type by which Flyte finds the connector: `bigquery_query_job_task`. */
	readonly taskType: string;
	readonly taskTypeVersion?: number;
	/** What the connector reads: the template's custom field. */
	readonly custom?: JsonObject;
}

/**
 * A task that a connector (agent) of the deployment runs. Here there is only its template: patch it in tests. flytekit: the
 * tasks of its agent plugins.
 */
export function connectorTask<S extends SchemaFields = {}, T extends Schema | SchemaFields | undefined = undefined>(
	options: ConnectorTaskOptions<S, T>,
): FunctionTask<GivenOf<S>, SchemaResult<T>>;
export function connectorTask(
	options: ConnectorTaskOptions<SchemaFields, Schema | SchemaFields | undefined>,
): FunctionTask {
	checkOptions("connectorTask", options, [
		...TASK_OPTIONS,
		"taskType",
		"taskTypeVersion",
		"custom",
		"inputs",
		"outputs",
	]);
	const { taskType, taskTypeVersion, custom, inputs = {}, outputs, ...rest } = options;
	if (typeof taskType !== "string" || taskType === "") {
		throw new FlyteError("AUTHORING_OPTION", "connectorTask() needs a taskType", {
			path: "taskType",
			wayOut: "name the type that the deployment's connector answers to",
		});
	}
	const Versioned = class extends BackendTask {
		override get taskTypeVersion(): number {
			return taskTypeVersion ?? 0;
		}
	};
	return new Versioned({
		factory: "connectorTask",
		above: connectorTask,
		options: rest,
		schemas: { inputs, ...(outputs === undefined ? {} : { outputs }) },
		taskType,
		...(custom === undefined ? {} : { custom }),
	});
}
