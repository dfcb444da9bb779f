import type { AttemptPhase } from "../graph/entities.js";

/** Where an attempt in a container stood when it failed: around the task's own phases are those of the container. */
export type ContainerPhase = "load" | "read" | AttemptPhase | "write";

/** What ended an attempt, and where it stood. */
export class AttemptFailure {
	readonly thrown: unknown;
	readonly phase: ContainerPhase;

	constructor(phase: ContainerPhase, thrown: unknown) {
		this.phase = phase;
		this.thrown = thrown;
	}
}
