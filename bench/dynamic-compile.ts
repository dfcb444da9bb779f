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
import { count, flag } from "./arguments.js";
import { expectEqual, type Figures, measure } from "./measure.js";
import { chain, fanIn, loop } from "./programs.js";
import { ready } from "./ready.js";
import { settings } from "./settings.js";

const SHAPES = { loop, chain, fanin: fanIn };

/**
 * A dynamic's inputs to the bytes of its futures.pb, as a container does it, with its calls as nodes or (--fold auto) folded. With
 * --out, that file and the dynamic's own template are written.
 */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0);
	const shape = flag(args, "shape") ?? "loop";
	const out = flag(args, "out");
	const mode = (flag(args, "fold") ?? "off") as FoldMode;
	if (!Object.hasOwn(SHAPES, shape)) throw new Error(`--shape is one of ${Object.keys(SHAPES).join(", ")}`);
	if (!FOLD_MODES.includes(mode)) throw new Error(`--fold is one of ${FOLD_MODES.join(", ")}`);
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
	const { value: bytes, ...figures } = await measure(async () => {
		const began = performance.now();
		const spec = await dynamic.dispatchExecute(context, inputs);
		if (!isDynamicJobSpec(spec)) throw new Error("the dynamic made no graph");
		compiled = performance.now() - began;
		expectEqual("nodes", spec.graph.nodes.length, shape === "fanin" ? n + 1 : n);
		const { graph } = foldGraph(spec.graph, { mode });
		nodes = graph.nodes.length;
		return encodeDynamicJobSpec(graph, settings);
	});
	if (out !== undefined) {
		await mkdir(out, { recursive: true });
		await writeFile(join(out, "futures.pb"), bytes);
		await writeFile(join(out, "task.pb"), encodeTaskSpec(dynamic, settings));
	}
	return {
		n,
		shape,
		fold: mode,
		nodes,
		...figures,
		dispatch_execute_s: Math.round(compiled * 1e3) / 1e6,
		spec_bytes: bytes.length,
		bytes_per_node: Math.round(bytes.length / n),
		cpu_us_per_node: Math.round((figures.cpu_s / n) * 1e7) / 10,
	};
}
