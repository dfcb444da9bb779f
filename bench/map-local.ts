import { count } from "./arguments.js";
import { asCommand, expectEqual, type Figures, measure } from "./measure.js";
import { mapped, mapWorkflow } from "./programs.js";
import { ready } from "./ready.js";

/** A map over N items, run here: called directly, then as the only node of a workflow. */
export async function run(args: string[]): Promise<Figures> {
	const n = count(args, 0);
	await ready();
	asCommand();
	const a = Array.from({ length: n }, (_, i) => i);
	const direct = await measure(() => mapped({ a }));
	expectEqual("last output", direct.value[n - 1], n);
	const inWorkflow = await measure(() => mapWorkflow({ xs: a }));
	expectEqual("last output", inWorkflow.value[n - 1], n);
	const { wall_s, cpu_s } = direct;
	return { n, wall_s, cpu_s, in_workflow_wall_s: inWorkflow.wall_s, in_workflow_cpu_s: inWorkflow.cpu_s };
}
