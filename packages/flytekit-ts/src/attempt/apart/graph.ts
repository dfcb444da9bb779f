import { FlyteError } from "../../errors/index.js";
import type { DynamicJobSpec, TaskEntity } from "../../graph/entities.js";
import { madeTasks } from "../../graph/made-tasks.js";
import { mappedName } from "../../graph/shown-name.js";

/**
 * The graph that a dynamic made elsewhere, with the tasks of this process. Throws ATTEMPT_GRAPH for what is not here: tasks that
 * the body made, launch plans.
 */
export async function graphOf(bytes: Uint8Array, dynamic: TaskEntity): Promise<DynamicJobSpec> {
	const { graphFromDynamicJobSpec } = await import("../../wire/from-proto/index.js");
	const graph = graphFromDynamicJobSpec(bytes, {
		name: dynamic.name,
		interface: dynamic.interface,
		findTask: ({ name }) => taskNamed(name, dynamic),
		findElement: ({ name }) => taskNamed(mappedName(name) ?? name, dynamic),
		findLaunchPlan: ({ name }) => {
			throw notHere(`launch plan ${name}`, dynamic);
		},
	});
	return { kind: "dynamicJobSpec", graph };
}

function taskNamed(name: string, dynamic: TaskEntity): TaskEntity | undefined {
	const [task, ...others] = madeTasks(name);
	if (task === undefined || others.length > 0) throw notHere(`task ${name}`, dynamic);
	return task;
}

function notHere(what: string, dynamic: TaskEntity): FlyteError {
	return new FlyteError(
		"ATTEMPT_GRAPH",
		`${dynamic.name} ran apart, and calls ${what}, which is not found here by its name`,
		{
			entity: dynamic.name,
			wayOut: 'give the dynamic neither a timeout nor "isolate", and its tasks what they need',
		},
	);
}
