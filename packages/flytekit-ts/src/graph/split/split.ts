import type { TaskEntity } from "../entities.js";
import { FOLD_CONCURRENCY, type FoldSettings, foldGraph, stagesOf } from "../fold/index.js";
import type { Graph, Node } from "../graph.js";
import { Cutter } from "./cut.js";
import { planShares } from "./plan.js";
import type { ShareDraft } from "./share.js";
import { spliced } from "./splice.js";

/** How a graph is split. */
export interface SplitSettings {
	/** Calls of one share at most. */
	readonly most: number;
	readonly fold: FoldSettings;
	/** Lists of so many values out of shares are put together by a share of their own. Default {@link JOIN_FROM}, or as many as a share has. */
	readonly joinFrom?: number;
	/** Where a share's file will be. */
	locate(file: string): string;
}

/** A part of a dynamic's graph that a dynamic of its own makes. */
export interface Share {
	/** Id of its node. */
	readonly id: string;
	/** As people are told of it: `square [dn0-dn24999]`. */
	readonly name: string;
	/** Its graph, folded; without nodes where it only puts a list together. */
	readonly graph: Graph;
	/** Calls in it. */
	readonly calls: number;
	/** Name of the file that holds its graph. */
	readonly file: string;
}

/** A graph in parts. */
export interface SplitGraph {
	/** Folded, with a node for each share. */
	readonly graph: Graph;
	readonly shares: readonly Share[];
}

/** A container that puts a list together is worth it from about so many values: each takes 38 bytes where it is named alone. */
export const JOIN_FROM = 100;

/**
 * Splits a graph into nested dynamics, each with a share of its calls; undefined where nothing can be cut, or the dynamic makes none.
 * Shares of the calls of one task run one after the other, as the elements of the one array would that they were: never more at a time
 * than the dynamic's concurrency, and Flyte keeps the state of those that run only.
 */
export function splitGraph(graph: Graph, dynamic: TaskEntity, settings: SplitSettings): SplitGraph | undefined {
	const { most, fold, joinFrom = Math.max(8, Math.min(JOIN_FROM, most)), locate } = settings;
	const stages = stagesOf(graph);
	const plan = planShares(graph, stages, most);
	if (plan.shares.length === 0) return undefined;
	const cutter = new Cutter(graph, stages, plan, joinFrom, fold);
	const placed: { readonly stage: number; readonly position: number; readonly node: () => Node | undefined }[] = [];
	const shares: Share[] = [];
	const isChained = (fold.concurrency ?? FOLD_CONCURRENCY) !== 0;
	const own: FoldSettings = { ...fold, mode: fold.mode === "require" ? "auto" : fold.mode };
	for (const [position, node] of graph.nodes.entries()) {
		if ((plan.shareOf[position] as number) >= 0) continue;
		const rewritten = cutter.node(node);
		placed.push({ stage: stages.stageOf[position] as number, position, node: () => rewritten });
	}
	const outputs = cutter.outputs();
	const shareNode = (draft: ShareDraft, name: string, calls: number): Node | undefined => {
		const task = dynamic.shareTask?.(draft.interface);
		if (task === undefined) return undefined;
		const { graph: folded } = foldGraph(draft.graph(graph), { ...own, ids: `${draft.id}an` });
		shares.push({ id: draft.id, name, graph: spliced(folded, draft.lists), calls, file: draft.file });
		return draft.node(task, name, locate(draft.file));
	};
	for (const [share, positions] of plan.shares.entries()) {
		const draft = cutter.drafts[share] as ShareDraft;
		const before = plan.before[share];
		if (isChained && before !== undefined) draft.after.add((cutter.drafts[before] as ShareDraft).id);
		const position = positions[0] as number;
		const node = () => shareNode(draft, cutter.nameOf(share), positions.length);
		placed.push({ stage: stages.stageOf[position] as number, position, node });
	}
	placed.sort((a, b) => a.stage - b.stage || a.position - b.position);
	const nodes = placed.map(({ node }) => node());
	const joins = cutter.joins.map(({ draft, name }) => shareNode(draft, name, 0));
	const all = [...nodes, ...joins];
	if (!all.every((node) => node !== undefined)) return undefined;
	return { graph: foldGraph({ ...graph, nodes: all, outputs }, own).graph, shares };
}
