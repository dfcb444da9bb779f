import type { SerializationSettings } from "../config/serialization-settings.js";
import type { TaskEntity } from "../graph/entities.js";
import {
	type FoldMode,
	type FoldReport,
	type FoldSettings,
	type FoldWish,
	foldGraph,
	foldLines,
	foldSettingsOf,
	type Split,
} from "../graph/fold/index.js";
import type { Graph } from "../graph/graph.js";
import { type Share, type SplitGraph, splitGraph } from "../graph/split/index.js";
import { encodeDynamicJobSpec } from "../wire/index.js";
import type { Limit } from "./limits.js";
import type { Prediction } from "./predict.js";

/** A dynamic's graph as it goes to Flyte. */
export interface Emission {
	/** What futures.pb holds. */
	readonly graph: Graph;
	readonly futures: Uint8Array;
	/** What folding decided about the whole graph. */
	readonly report: FoldReport;
	/** Parts that nested dynamics make, each with the file that its container reads; they are written before futures.pb. */
	readonly shares: readonly EmittedShare[];
	/** Why there are some. */
	readonly split?: SplitReason;
}

export type EmittedShare = Share & { readonly bytes: Uint8Array };

/** The limit that the whole would break, or what the dynamic says. */
export interface SplitReason {
	/** Calls that a share has at most. */
	readonly most: number;
	readonly limit?: Limit;
	/** Of what the limit is about, in bytes. */
	readonly size?: number;
}

/** How a dynamic's graph is emitted, where that is not as the dynamic says. */
export interface EmitOptions {
	readonly fold?: FoldMode | undefined;
	readonly split?: Split | undefined;
	/** Where a file beside futures.pb will be. */
	locate(file: string): string;
}

/** A share is to be well below the limit: what its inputs hold comes on top. */
const PART = 0.5;
/** Bytes of a resource that Flyte keeps where its cache has 1 GiB, and a little less. */
const KEPT = 900_000;
const SAMPLE = 1000;
const FEWEST = 1000;
/** Below this nothing of a graph comes near a limit that is fatal: its event is less than three times as large. */
const SMALL = 1024 * 1024;

/**
 * What a dynamic's container writes: its graph, folded, and where a limit of Flyte's that makes it fail would be broken split into
 * nested dynamics, as far as it can be. Throws GRAPH_FOLD, and what cannot be written.
 */
export async function emitDynamic(
	dynamic: TaskEntity,
	graph: Graph,
	settings: SerializationSettings,
	{ fold, split, locate }: EmitOptions,
): Promise<Emission> {
	const folding = foldSettingsOf(dynamic, fold);
	const folded = foldGraph(graph, folding);
	const { report } = folded;
	const futures = encodeDynamicJobSpec(folded.graph, settings);
	const whole: Emission = { graph: folded.graph, futures, report, shares: [] };
	const wish = split ?? (dynamic as TaskEntity & FoldWish).split ?? "auto";
	if (typeof wish === "number") {
		if (graph.nodes.length <= wish) return whole;
		const made = splitGraph(graph, dynamic, { most: wish, fold: folding, locate });
		return made === undefined ? whole : emitted(made, { most: wish }, whole, settings);
	}
	if (wish === "off" || futures.length < SMALL) return whole;
	return (await splitToFit(dynamic, graph, whole, settings, folding, locate)) ?? whole;
}

/** Smaller and smaller shares, until nothing breaks a limit any more. Undefined where nothing does as it is, or nothing can be cut. */
async function splitToFit(
	dynamic: TaskEntity,
	graph: Graph,
	whole: Emission,
	settings: SerializationSettings,
	fold: FoldSettings,
	locate: (file: string) => string,
): Promise<Emission | undefined> {
	const { predict } = await import("./predict.js");
	const { brokenBy, worstOf } = await import("./limits.js");
	// where its file alone is too large that is the worst of it, and no more need be known of a million calls
	const worst = brokenBy(whole.futures.length) ?? worstOf(predict(whole.graph, settings));
	if (worst === undefined) return undefined;
	const { limit, size } = worst;
	const calls = graph.nodes.length;
	const room = Math.floor((PART * calls * limit.bytes) / size);
	const first = Math.max(1, Math.min(room, keptCalls(predict, graph, settings, fold)));
	let best: Emission | undefined;
	for (let most = first; most >= 1; most = Math.floor(most / 2)) {
		const made = splitGraph(graph, dynamic, { most, fold, locate });
		if (made === undefined) continue;
		best = emitted(made, { most, limit, size }, whole, settings);
		const isLarge = best.shares.some(({ bytes, graph: { nodes } }) => nodes.length > 0 && bytes.length > limit.bytes);
		if (!isLarge && worstOf(predict(best.graph, settings)) === undefined) return best;
		// more and more shares of less and less: it is something else that is too large
		if (best.shares.length > 2000) return best;
	}
	return best;
}

/**
 * Of how many calls a share's resource is one that Flyte keeps, and does not compile again in each round: as a sample of them says. Not
 * fewer than {@link FEWEST}: where each is large, a container for every few of them would cost more than it saves.
 */
function keptCalls(
	predict: (graph: Graph, settings: SerializationSettings) => Prediction,
	graph: Graph,
	settings: SerializationSettings,
	fold: FoldSettings,
): number {
	const nodes = graph.nodes.slice(0, SAMPLE);
	const mode = fold.mode === "require" ? "auto" : fold.mode;
	const { graph: sample } = foldGraph({ ...graph, nodes, outputs: [] }, { ...fold, mode });
	const { resourceBytes } = predict(sample, settings);
	return Math.max(FEWEST, Math.floor((nodes.length * KEPT) / resourceBytes));
}

function emitted(
	{ graph, shares }: SplitGraph,
	split: SplitReason,
	{ report }: Emission,
	settings: SerializationSettings,
): Emission {
	return {
		graph,
		futures: encodeDynamicJobSpec(graph, settings),
		report,
		shares: shares.map((share) => ({ ...share, bytes: encodeDynamicJobSpec(share.graph, settings) })),
		split,
	};
}

/** What was decided, in lines for people. */
export function emissionLines({ report, shares, split, graph }: Emission): readonly string[] {
	const lines = foldLines(report);
	if (split === undefined) return lines;
	const { most, limit, size } = split;
	const why =
		limit === undefined || size === undefined
			? "as the dynamic says"
			: `${limit.what} would have ${size.toLocaleString("en-US")} bytes, and ${limit.setting} takes ${limit.bytes.toLocaleString("en-US")}`;
	return [
		...lines,
		`split into ${shares.length} nested dynamics of up to ${most.toLocaleString("en-US")} calls, ${graph.nodes.length} nodes in all: ${why}`,
		...shares
			.slice(0, 10)
			.map(({ id, name, calls }) => `${id}: ${calls === 0 ? "" : `${calls.toLocaleString("en-US")} calls, `}${name}`),
		...(shares.length > 10 ? [`and ${shares.length - 10} more`] : []),
	];
}
