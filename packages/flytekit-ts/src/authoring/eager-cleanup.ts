import type { TaskContext } from "../graph/entities.js";
import type { TaskMetadata } from "../graph/task-template.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { LiteralMap, MaybePromise } from "../types/index.js";
import { AutoContainerTask } from "./task/auto-container-task.js";
import type { TaskOptions } from "./task/options.js";
import type { TaskResolver } from "./task/resolver.js";
import type { ExecuteResult } from "./task/task.js";

/** Stops what an eager task started on a cluster and left running. */
export type EagerCleaner = (context: TaskContext) => Promise<void>;

let cleaner: EagerCleaner | undefined;

/**
 * Says how the executions of an eager task are stopped, where it starts executions: in a container on Flyte. Without one
 * there is nothing to stop: calls that an eager task makes here end with it.
 */
export function bindEagerCleaner(clean: EagerCleaner | undefined): void {
	cleaner = clean;
}

/** Names no task: every cleanup does the same, whatever its eager task is. flytekit: EagerFailureTaskResolver. */
export const eagerCleanupResolver: TaskResolver = {
	location: "flytekit-ts.eager-cleanup",
	loaderArgs: () => ["eager", "failure", "handler"],
	loadTask: async () =>
		new EagerCleanup("eager-cleanup", { inputs: new Map(), outputs: new Map(), outputShape: "none" }),
};

/**
 * Runs when the workflow around an eager task failed, and stops the executions that the task has started. Its inputs are the
 * workflow's, as Flyte asks of a failure handler; they are not looked at. flytekit: EagerFailureHandlerTask.
 */
export class EagerCleanup extends AutoContainerTask {
	readonly taskType = "eager_failure_handler_task";
	readonly metadata: TaskMetadata = { retries: 0, generatesDeck: false };
	declare readonly name: string;
	override readonly interface: TypedInterface;
	protected readonly options: TaskOptions = { taskResolver: eagerCleanupResolver };

	constructor(name: string, face: TypedInterface) {
		super();
		Object.defineProperty(this, "name", { value: name, enumerable: true });
		this.interface = face;
	}

	get moduleName(): string {
		return this.name.slice(0, Math.max(0, this.name.lastIndexOf(".")));
	}
	get exportName(): undefined {
		return undefined;
	}

	/** Without looking at the inputs: in a container their types are not known. Gives nothing. */
	override dispatchExecute(context: TaskContext, _inputs: LiteralMap): MaybePromise<LiteralMap> {
		return cleaner === undefined ? new Map() : cleaner(context).then(() => new Map());
	}
	execute(): ExecuteResult {
		return undefined;
	}
}
