import { FlyteError } from "../errors/index.js";
import type { LaunchPlanEntity, TaskEntity } from "../graph/entities.js";
import type { NodeMetadata } from "../graph/graph.js";
import { isEntity } from "./callable.js";
import { FunctionTask } from "./task/function-task.js";

/** What runs for each element of a map: a task, one that is registered already, or a launch plan. */
export type MapElement = FunctionTask | ((TaskEntity | LaunchPlanEntity) & { constructNodeMetadata?(): NodeMetadata });

const KINDS = {
	dynamic: ["a dynamic", "Flyte's array node runs no dynamics: map a launch plan of a workflow that calls it"],
	eager: ["an eager task", "Flyte's array node runs no eager tasks: map a task"],
	map: ["a map", "Flyte's array node takes no arrays: map a task that takes a list, or a launch plan"],
	workflow: ["a workflow", "Flyte's array node runs launch plans of workflows: mapTask(launchPlan(workflow))"],
} as const;

/** The element that a value is. Throws AUTHORING_MAP for what Flyte's array node cannot run. */
export function mapElement(value: unknown): MapElement {
	if (value instanceof FunctionTask && value.executionMode === "default") {
		if (value.runsEntrypoint) return value;
		throw new FlyteError("AUTHORING_MAP", `mapTask() takes no task of type ${value.taskType}`, {
			wayOut: "a map's container runs this package's entrypoint; map a launch plan of a workflow that calls the task",
		});
	}
	const kind = (value as { kind?: unknown } | undefined)?.kind as keyof typeof KINDS;
	if (isEntity(value) && !Object.hasOwn(KINDS, kind ?? "")) {
		if (value.entityKind === "launchPlan") return value;
		if (value.entityKind === "task" && value.id !== undefined) return value;
	}
	const [what, wayOut] = KINDS[kind] ?? ["something else", "give it a task or a launch plan"];
	throw new FlyteError("AUTHORING_MAP", `mapTask() takes a task or a launch plan, not ${what}`, { wayOut });
}
