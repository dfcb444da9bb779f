import { FlyteError } from "../../errors/index.js";
import type { TaskEntity } from "../entities.js";
import type { Batch } from "../graph.js";

/**
 * What becomes of equal calls when a dynamic's graph is emitted. "auto": those that can fold do, the others stay nodes. "require":
 * what cannot fold is an error. "off": every call stays a node.
 */
export type FoldMode = "auto" | "off" | "require";

/** The modes, for options and flags. */
export const FOLD_MODES: readonly FoldMode[] = ["auto", "off", "require"];

/** Calls of one task that fold at least, unless settings say otherwise. */
export const FOLD_THRESHOLD = 8;

/**
 * Elements of a folded array that run at a time, unless the dynamic says otherwise: as many nodes as Flyte runs at a time in an
 * execution (flyteadmin.maxParallelism). An array node without a number runs all of its elements at once.
 */
export const FOLD_CONCURRENCY = 25;

/**
 * Elements of one array, unless settings say otherwise: its first event takes 41 bytes for each, and flyteadmin takes no message
 * above 4 MiB. More calls become several arrays.
 */
export const FOLD_ELEMENTS = 80_000;

/** How a graph is folded. */
export interface FoldSettings {
	readonly mode: FoldMode;
	/** Default {@link FOLD_THRESHOLD}. */
	readonly threshold?: number;
	/** Default {@link FOLD_CONCURRENCY}; 0 is unlimited. */
	readonly concurrency?: number;
	/** Calls of one container, whatever the called tasks say. */
	readonly batch?: Batch;
	/** Default {@link FOLD_ELEMENTS}. */
	readonly elements?: number;
	/** What ids of array nodes begin with: `an` when left out. */
	readonly ids?: string;
}

/**
 * Whether a graph that is too large for Flyte goes into several: "auto" where the budget says so, a number wherever it has more
 * calls than that, each part with at most so many. "off": never.
 */
export type Split = "auto" | "off" | number;

/** What a dynamic may say of how its graph is emitted, beside what every entity says. */
export interface FoldWish {
	readonly fold?: FoldMode | undefined;
	/** Elements of a folded array at a time. */
	readonly foldConcurrency?: number | undefined;
	/** Calls that one container makes: of a dynamic those of its arrays, of a task its own. */
	readonly batch?: Batch | undefined;
	/** Whether its graph is split where that is too large. */
	readonly split?: Split | undefined;
}

/** Name of the variable by which a registration tells containers how to fold, whatever their dynamics say. */
export const FOLD_VARIABLE = "FLYTEKIT_TS_FOLD";

/** How the graph of `dynamic` is folded: as `over` says, else the dynamic itself, else "auto". */
export function foldSettingsOf(dynamic: TaskEntity, over?: FoldMode): FoldSettings {
	const { fold, foldConcurrency, batch } = dynamic as TaskEntity & FoldWish;
	return {
		mode: over ?? fold ?? "auto",
		...(foldConcurrency === undefined ? {} : { concurrency: foldConcurrency }),
		...(batch === undefined ? {} : { batch }),
	};
}

/** What {@link FOLD_VARIABLE} says; undefined for nothing. Throws GRAPH_FOLD for what is no mode. */
export function foldModeOf(text: string | undefined): FoldMode | undefined {
	if (text === undefined || text === "") return undefined;
	if ((FOLD_MODES as readonly string[]).includes(text)) return text as FoldMode;
	throw new FlyteError("GRAPH_FOLD", `the variable ${FOLD_VARIABLE} is ${JSON.stringify(text)}`, {
		path: FOLD_VARIABLE,
		wayOut: `it is one of ${FOLD_MODES.join(", ")}`,
	});
}
