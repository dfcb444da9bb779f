import type { EagerAttempt, EagerService } from "../authoring/eager-service.js";
import type { TaskEntity } from "../graph/entities.js";

/** Task type of what stops executions that an eager task has left running. */
const CLEANUP = "eager_failure_handler_task";

type Serve = (attempt: EagerAttempt) => Promise<EagerService>;

let load: (() => Promise<{ serveEager: Serve }>) | undefined;

/** Says where the client of a deployment is loaded from: by eager tasks alone, for it is as large as all the rest. */
export function provideEager(given: typeof load): void {
	load = given;
}

/**
 * Has an eager task's calls run on the deployment that runs the task, and its cleanup stop them there; undefined for other tasks, and
 * where no deployment runs it: this machine's engine runs such calls itself.
 */
export async function serveEager(task: TaskEntity, attempt: EagerAttempt): Promise<EagerService | undefined> {
	const { execution } = attempt.flyte;
	const starts = task.metadata.isEager === true || (task as { taskType?: string }).taskType === CLEANUP;
	if (!starts || load === undefined || execution.name === "" || attempt.env.FLYTEKIT_TS_NODE_PATH !== undefined) {
		return undefined;
	}
	return (await load()).serveEager(attempt);
}
