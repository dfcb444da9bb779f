import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
	encodeDynamicJobSpec,
	encodeTaskSpec,
	FOLD_MODES,
	type FoldMode,
	foldGraph,
	isDynamicJobSpec,
	type LiteralMap,
} from "flytekit-ts/plugin";
import { optimizeLater } from "../packages/flytekit-ts/src/attempt/optimize-later.js";
import { type EmittedShare, emitDynamic } from "../packages/flytekit-ts/src/budget/index.js";
import type { Graph } from "../packages/flytekit-ts/src/graph/graph.js";
import { count, flag } from "./arguments.js";
import { expectEqual, type Figures, measure } from "./measure.js";
import { chain, fanIn, loop } from "./programs.js";
import { ready } from "./ready.js";
import { settings } from "./settings.js";

const SHAPES = { loop, chain, fanin: fanIn };

/**
 * A dynamic's inputs to the bytes of its futures.pb, as a container does it, with its calls as nodes or (--fold auto) folded, and
 * (--split auto) in shares where that is too large. With --out, these files and templates of the dynamic and its shares are written.
 */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0);
	const shape = flag(args, "shape") ?? "loop";
	const out = flag(args, "out");
	const mode = (flag(args, "fold") ?? "off") as FoldMode;
	if (!Object.hasOwn(SHAPES, shape)) throw new Error(`--shape is one of ${Object.keys(SHAPES).join(", ")}`);
	if (!FOLD_MODES.includes(mode)) throw new Error(`--fold is one of ${FOLD_MODES.join(", ")}`);
	const split = flag(args, "split") === "auto" ? "auto" : "off";
	await ready();
	const dynamic = SHAPES[shape as keyof typeof SHAPES];
	const inputs: LiteralMap = new Map([["n", { kind: "integer", value: BigInt(n) }]]);
	const context = {
		nodePath: dynamic.name,
		executionId: "bench",
		attempt: 0,
		signal: new AbortController().signal,
	};
	let compiled = 0;
	let nodes = 0;
	let shares: readonly EmittedShare[] = [];
	let around: Graph | undefined;
	const { value: bytes, ...figures } = await measure(async () => {
		optimizeLater();
		const began = performance.now();
		const spec = await dynamic.dispatchExecute(context, inputs);
		if (!isDynamicJobSpec(spec)) throw new Error("the dynamic made no graph");
		compiled = performance.now() - began;
		expectEqual("nodes", spec.graph.nodes.length, shape === "fanin" ? n + 1 : n);
		if (split === "auto") {
			const emission = await emitDynamic(dynamic, spec.graph, settings, { fold: mode, split, locate });
			({ shares, graph: around } = emission);
			nodes = around.nodes.length;
			return emission.futures;
		}
		const { graph } = foldGraph(spec.graph, { mode });
		nodes = graph.nodes.length;
		return encodeDynamicJobSpec(graph, settings);
	});
	if (out !== undefined) {
		await mkdir(out, { recursive: true });
		await writeFile(join(out, "futures.pb"), bytes);
		await writeFile(join(out, "task.pb"), encodeTaskSpec(dynamic, settings));
		for (const { id, file, bytes: share } of shares) {
			await writeFile(join(out, file), share);
			const { target } = around?.nodes.find((node) => node.id === id) ?? {};
			if (target?.kind === "task") await writeFile(join(out, `task-${file}`), encodeTaskSpec(target.task, settings));
		}
	}
	return {
		n,
		shape,
		fold: mode,
		nodes,
		...(shares.length === 0 ? {} : { shares: shares.length, share_bytes: largest(shares) }),
		...figures,
		dispatch_execute_s: Math.round(compiled * 1e3) / 1e6,
		spec_bytes: bytes.length,
		bytes_per_node: Math.round(bytes.length / n),
		cpu_us_per_node: Math.round((figures.cpu_s / n) * 1e7) / 10,
	};
}

function locate(file: string): string {
	return `s3://bucket/metadata/propeller/flytesnacks-development-a0123456789/n0/data/0/${file}`;
}

function largest(shares: readonly EmittedShare[]): number {
	return shares.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
}
