import type { SerializationSettings } from "../config/serialization-settings.js";
import { FlyteError, formatPlace } from "../errors/index.js";
import { isDynamicJobSpec, type TaskContext, type TaskEntity } from "../graph/entities.js";
import { type FoldedCalls, type FoldMode, type FoldReport, foldGraph, type Split } from "../graph/fold/index.js";
import type { Graph } from "../graph/graph.js";
import { couldBeMapText } from "../interface/could-be-map.js";
import type { LiteralMap } from "../types/literal.js";
import { type Emission, emitDynamic } from "./emit.js";
import { LIMITS, type Limit } from "./limits.js";
import { type Prediction, predict } from "./predict.js";

/** How a prediction stands to a limit. */
export interface Against {
	readonly limit: Limit;
	readonly size: number;
	readonly isOver: boolean;
	/** About how many calls of these it takes to reach it. */
	readonly callsAt: number;
}

/** What a dynamic with certain inputs costs Flyte's engine, and what it will meet. */
export interface Budget {
	readonly name: string;
	/** Calls that its body makes. */
	readonly calls: number;
	/** As it is emitted: folded, and in parts where it would be too large. */
	readonly emission: Emission;
	/** Of futures.pb: of a graph in parts, of the one around them. */
	readonly emitted: Prediction;
	/** Of the largest of its parts, where it is in parts: without the values that its inputs bring. */
	readonly largest?: Prediction;
	/** With a node for each call, where that is something else. */
	readonly unfolded?: Prediction;
	/** The limits in the order in which they are met. */
	readonly limits: readonly Against[];
	/** What would make it fit, or cost less. */
	readonly advice: readonly string[];
}

/** Calls up to which it is worked out what a node for each of them would cost: more is a matter of gigabytes. */
const COMPARED = 200_000;

/**
 * Runs a dynamic's body with these inputs and predicts what the graph that it makes costs on Flyte. None of its tasks runs. Throws
 * what the body throws, and BUDGET_NO_GRAPH for what makes no graph.
 */
export async function budgetOf(
	dynamic: TaskEntity,
	inputs: LiteralMap,
	context: TaskContext,
	settings: SerializationSettings,
	{ fold, split }: { readonly fold?: FoldMode | undefined; readonly split?: Split | undefined } = {},
): Promise<Budget> {
	const spec = dynamic.isDynamic ? await dynamic.dispatchExecute?.(context, inputs) : undefined;
	if (spec === undefined || !isDynamicJobSpec(spec)) {
		throw new FlyteError("BUDGET_NO_GRAPH", `${dynamic.name} makes no graph`, {
			entity: dynamic.name,
			wayOut: "a budget is for dynamics, with inputs for which they call something",
		});
	}
	const emission = await emitDynamic(dynamic, spec.graph, settings, {
		fold,
		split,
		locate: (file) =>
			`s3://a-bucket/metadata/propeller/${settings.project}-${settings.domain}-a0123456789/n0/data/0/${file}`,
	});
	const { graph } = emission;
	const emitted = predict(graph, settings);
	const calls = spec.graph.nodes.length;
	const largest = largestShare(emission, settings);
	const limits = LIMITS.map((limit): Against => {
		const whole = limit.size(emitted);
		const size = largest === undefined ? whole : Math.max(whole, limit.size(largest));
		// shares do not grow, there are more of them
		const callsAt = whole === 0 ? Number.POSITIVE_INFINITY : Math.floor((calls * limit.bytes) / whole);
		return { limit, size, isOver: size > limit.bytes, callsAt };
	}).sort((a, b) => a.callsAt - b.callsAt);
	return {
		name: dynamic.name,
		calls,
		emission,
		emitted,
		...(largest === undefined ? {} : { largest }),
		...(graph === spec.graph || calls > COMPARED ? {} : { unfolded: predict(spec.graph, settings) }),
		limits,
		advice: adviceFor(spec.graph, emission, emitted, limits),
	};
}

/** Those without calls give values, and no graph. */
function largestShare({ shares }: Emission, settings: SerializationSettings): Prediction | undefined {
	const [first, ...others] = shares.filter(({ graph: { nodes } }) => nodes.length > 0);
	if (first === undefined) return undefined;
	const { graph } = others.reduce((a, b) => (b.bytes.length > a.bytes.length ? b : a), first);
	return predict(graph, settings);
}

function adviceFor(
	original: Graph,
	{ report, shares }: Emission,
	emitted: Prediction,
	limits: readonly Against[],
): readonly string[] {
	const advice: string[] = [];
	if (report.mode === "off") {
		const { report: could } = foldGraph(original, { mode: "auto" });
		if (could.nodesAfter < could.nodesBefore) {
			advice.push(`fold: "auto" makes ${could.nodesAfter} nodes of these ${could.nodesBefore}`);
		}
	}
	for (const { callee, calls, wayOut, text } of report.left) {
		if (calls < 100) continue;
		advice.push(`${calls} calls of ${callee} stay nodes (${text})${wayOut === undefined ? "" : `: ${wayOut}`}`);
	}
	const containers = emitted.elements;
	if (
		containers >= 100 &&
		!original.nodes.every(({ target }) => target.kind === "array" && target.chunk !== undefined)
	) {
		const auto = Math.max(1, Math.ceil(containers / Math.min(100, Math.ceil(containers / 25))));
		advice.push(
			`${containers} containers start, each in half a second at least: where calls are short, batch: "auto" makes ${auto} of them`,
		);
	}
	const map = couldBeMap(original, report);
	if (map !== undefined) {
		const { text, wayOut } = couldBeMapText({ task: map.task });
		advice.push(`${text}${map.location === undefined ? "" : ` (${formatPlace(map.location)})`}: ${wayOut}`);
	}
	const fatal = limits.find(({ isOver, limit }) => isOver && limit.isFatal);
	if (fatal !== undefined && shares.length === 0) {
		advice.push('split: "auto", on the dynamic, makes nested dynamics of it, each with a share of the calls');
	}
	if (fatal !== undefined) {
		advice.push(
			`split it: dynamics that are called by one, each with at most ${Math.max(1, Math.floor(fatal.callsAt / 2)).toLocaleString("en-US")} of the calls; or a workflow with a map over an input, whose graph does not grow`,
		);
	}
	return advice;
}

/** The calls of one task for each of a list of constants, where that is all it does but for at most one call that takes what they gave. */
function couldBeMap({ nodes }: Graph, { arrays, nodesAfter }: FoldReport): FoldedCalls | undefined {
	const [only, ...others] = arrays;
	if (only === undefined || others.length > 0 || nodesAfter > 2) return undefined;
	const first = nodes.find(({ id }) => id === only.first);
	return first?.inputs.every(({ data }) => data.kind === "literal") === true ? only : undefined;
}
