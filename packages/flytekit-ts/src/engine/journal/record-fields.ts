import type { NodeKind } from "../events.js";
import type { CallPhase, ResultSource } from "./record.js";

/*
 * What numbers of a stored record stand for: places in these lists. They are only added to, at the end.
 */

export const KINDS: readonly NodeKind[] = ["task", "dynamic", "workflow", "launchPlan", "array", "branch", "gate"];
export const PHASES: readonly CallPhase[] = ["succeeded", "failed", "aborted"];
export const SOURCES: readonly ResultSource[] = ["run", "cache", "recovered"];
/** Of a failure; 0 where nothing is known. */
export const FAULTS = [undefined, "user", "system", "unknown"] as const;
export const STATES = ["queued", "running", "skipped", "reused"] as const;
export const TYPES = ["call", "attempt", "log", "graph", "state", "ask", "stretch", "states", "late"] as const;

/** The type of a segment's head among records. Readers that do not know it pass over it. */
export const HEAD = 100;
/** The types of many calls in one frame: of stores of version 3, and where each call has a check of its own. */
export const PACKED_CALLS = 101;
export const CHECKED_CALLS = 102;
/** The type of many elements of an array in one frame. */
export const PACKED_ELEMENTS = 103;
