import type { TaskEntity } from "../../graph/entities.js";
import type { NodeMetadata, NodeOverrides } from "../../graph/graph.js";
import { ISOLATIONS, type Isolation, isolationWish, isReplaced } from "../../graph/isolation.js";
import { bytesOf } from "../../graph/resources.js";

/** How the attempts of a call are kept apart from the thread that runs the graph. */
export interface Apart {
	readonly isolate: Isolation;
	/** Whether that was asked for; if not, a timeout alone did it. */
	readonly isAsked: boolean;
	/** Milliseconds that one attempt may take. */
	readonly timeoutMs: number | undefined;
	/** Bytes. */
	readonly memoryLimit: number | undefined;
	/** When the call's first attempt began, by the run's monotonic clock. */
	firstBegan?: number;
}

/** What a node says of the call it makes. */
export interface CallSpec {
	readonly metadata?: NodeMetadata | undefined;
	readonly overrides?: NodeOverrides | undefined;
}

/**
 * Where a call's attempts run: as far away as the task, the run or a timeout wants, whichever is farthest. A body that a test
 * put in the task's place stays in the test's process. Undefined: right here, for as long as it takes.
 */
export function apartOf(task: TaskEntity, spec: CallSpec | undefined, ofRun: Isolation | undefined): Apart | undefined {
	const timeoutMs = spec?.metadata?.timeoutMs ?? task.metadata.timeoutMs ?? 0;
	const wish = isolationWish(task);
	const own = wish.isolate;
	if (timeoutMs === 0 && (own ?? "none") === "none" && (ofRun ?? "none") === "none") return undefined;
	const timeout = timeoutMs === 0 ? undefined : timeoutMs;
	if (isReplaced(task)) {
		return timeout === undefined
			? undefined
			: { isolate: "none", isAsked: false, timeoutMs: timeout, memoryLimit: undefined };
	}
	const asked = farthest(own ?? "none", ofRun ?? "none");
	const isolate = timeout === undefined ? asked : farthest(asked, "thread");
	const limit = spec?.overrides?.limits?.memory;
	const memoryLimit = limit === undefined ? wish.memoryLimit : bytesOf(limit);
	return { isolate, isAsked: asked !== "none", timeoutMs: timeout, memoryLimit };
}

function farthest(a: Isolation, b: Isolation): Isolation {
	return ISOLATIONS.indexOf(a) > ISOLATIONS.indexOf(b) ? a : b;
}
