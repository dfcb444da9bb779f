import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeDynamicJobSpec, encodeTaskSpec, isDynamicJobSpec, type LiteralMap } from "flytekit-ts/plugin";
import { count, flag } from "./arguments.js";
import { expectEqual, type Figures, measure } from "./measure.js";
import { chain, loop } from "./programs.js";
import { ready } from "./ready.js";
import { settings } from "./settings.js";

/**
 * A dynamic's inputs to the bytes of its futures.pb, as a container does it. With --out, that file and the dynamic's own
 * template are written.
 */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0);
	const shape = flag(args, "shape") ?? "loop";
	const out = flag(args, "out");
	await ready();
	const dynamic = shape === "chain" ? chain : loop;
	const inputs: LiteralMap = new Map([["n", { kind: "integer", value: BigInt(n) }]]);
	const context = {
		nodePath: dynamic.name,
		executionId: "bench",
		attempt: 0,
		signal: new AbortController().signal,
	};
	let compiled = 0;
	const { value: bytes, ...figures } = await measure(async () => {
		const began = performance.now();
		const spec = await dynamic.dispatchExecute(context, inputs);
		if (!isDynamicJobSpec(spec)) throw new Error("the dynamic made no graph");
		compiled = performance.now() - began;
		expectEqual("nodes", spec.graph.nodes.length, n);
		return encodeDynamicJobSpec(spec.graph, settings);
	});
	if (out !== undefined) {
		await mkdir(out, { recursive: true });
		await writeFile(join(out, "futures.pb"), bytes);
		await writeFile(join(out, "task.pb"), encodeTaskSpec(dynamic, settings));
	}
	return {
		n,
		shape,
		...figures,
		dispatch_execute_s: Math.round(compiled * 1e3) / 1e6,
		spec_bytes: bytes.length,
		bytes_per_node: Math.round(bytes.length / n),
		cpu_us_per_node: Math.round((figures.cpu_s / n) * 1e7) / 10,
	};
}
