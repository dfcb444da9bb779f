import { type Int, workflow } from "flytekit-ts";
import { encodeWorkflowSpec } from "flytekit-ts/plugin";
import { count } from "./arguments.js";
import { type Figures, measure } from "./measure.js";
import { t1 } from "./programs.js";
import { ready } from "./ready.js";
import { settings } from "./settings.js";

let size = 0;

/** A static workflow with as many nodes as the bench was asked for. */
export const wide = workflow(() => Array.from({ length: size }, (_, a) => t1({ a: a as Int })));

/** Compiles a static workflow of N nodes and writes its spec's bytes. */
export async function run(args: string[]): Promise<Figures> {
	size = count(args, 0);
	await ready();
	const { value: bytes, ...figures } = await measure(() => encodeWorkflowSpec(wide, settings));
	return { n: size, ...figures, spec_bytes: bytes.length, bytes_per_node: Math.round(bytes.length / size) };
}
