import type { TaskEntity } from "./entities.js";

/**
 * How far a task is kept apart from the process that runs its graph: in it, in a thread, or in a process of its own. flyteidl
 * knows none of it: on Flyte each attempt has a container.
 */
export type Isolation = "none" | "thread" | "process";

/** From the nearest to the farthest. */
export const ISOLATIONS: readonly Isolation[] = ["none", "thread", "process"];

/** What a task may say, beside what every entity says, of where its attempts run here. */
export interface IsolationWish {
	/** The least it wants. Undefined: whatever the run says. */
	readonly isolate?: Isolation | undefined;
	/** Most memory an attempt may use, in bytes, where that can be watched: `limits.mem`. */
	readonly memoryLimit?: number | undefined;
	/**
	 * Absolute path of the source file that another thread or process loads to find it by its name; undefined where there is
	 * none. Throws where the task's place in its source is not known.
	 */
	readonly sourceFile?: string | undefined;
}

/** What the task says of it; plain entities say nothing. */
export function isolationWish(task: TaskEntity): IsolationWish {
	return task as TaskEntity & IsolationWish;
}

/** Whether something stands in for the task's body (flytekit-ts/testing): that is the test's, and runs in its process. */
export function isReplaced(task: TaskEntity): boolean {
	return Object.hasOwn(task, "dispatchExecute");
}
