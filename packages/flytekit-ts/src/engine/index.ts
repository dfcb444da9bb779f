export type { NodeFailure } from "../attempt/failure.js";
export type { ResultCache } from "./cache/port.js";
export { StoredCache, type StoredCacheOptions } from "./cache/stored-cache.js";
export { runEagerCall } from "./eager-call.js";
export type { NodeKind, RunCounts, RunEvent, RunListener, RunPhase } from "./events.js";
export { eventJson } from "./events.js";
export {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_DEPTH,
	outputsOrThrow,
	type RunOptions,
	type RunResult,
} from "./options.js";
export { printed } from "./printed.js";
export { runEntity, runGraph } from "./run.js";
export type { SignalPort, SignalRequest } from "./signals.js";
