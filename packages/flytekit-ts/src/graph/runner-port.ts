import { currentBlobAccess } from "../context/blob-access.js";
import { FlyteError } from "../errors/index.js";
import type { ConvertContext, LiteralMap } from "../types/index.js";
import type { Entity } from "./entities.js";
import { isHeld } from "./held-runs.js";

/**
 * Runs one entity here, through literals: the engine, seen from authoring. Bound once by the package's front door, so that
 * `await square({ x: 4 })` reaches the engine without authoring importing it, and tests can put another in its place.
 */
export interface LocalRunner {
	run(entity: Entity, inputs: LiteralMap, place?: ConvertContext): Promise<LiteralMap>;
	/** Where the files of the run that is about to begin go, to be given to `run`; where all go when it is left out or undefined. */
	place?(): Promise<ConvertContext | undefined>;
}

let bound: LocalRunner | undefined;
const NEVER: LocalRunner = { run: () => new Promise(() => {}) };

/** Sets the runner that calls at top level reach; returns the one before. */
export function bindLocalRunner(runner: LocalRunner | undefined): LocalRunner | undefined {
	const before = bound;
	bound = runner;
	return before;
}

/** The bound runner. Throws GRAPH_NO_RUNNER where only a part of the package was loaded. */
export function localRunner(): LocalRunner {
	if (isHeld()) return NEVER;
	if (bound === undefined) throw noFrontDoor("no engine is bound to run this call");
	return bound;
}

/** Where the code that is running reads and writes blobs: its attempt's place, else the default one. Throws GRAPH_NO_RUNNER. */
export function currentConvert(): ConvertContext {
	const access = currentBlobAccess();
	if (access === undefined) throw noFrontDoor("no blob store is bound to convert files and datasets");
	return access;
}

function noFrontDoor(what: string): FlyteError {
	return new FlyteError("GRAPH_NO_RUNNER", what, {
		wayOut: "import from the package's front door, `flytekit-ts`, which binds the local engine and its stores",
	});
}
