import type { ContainerPhase } from "./failure.js";

/** How far a container's attempt is: what ends it from outside is charged to the part that was running. */
export interface Progress {
	phase: ContainerPhase;
	/** Milliseconds that one attempt of the task may take, once it is loaded; undefined where it has no timeout. */
	timeoutMs?: number;
}
