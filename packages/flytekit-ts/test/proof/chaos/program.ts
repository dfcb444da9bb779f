import { writeSync } from "node:fs";
import type { TaskEntity } from "../../../src/graph/entities.js";
import { dynamic, graph, node, spec, task } from "../../engine/build.js";

/** Calls of the dynamic. */
export const TASKS = 200;
/** So many of them are equal in entity and inputs: only what they wait for, or their order, tells them apart. Each gives something else. */
export const EQUAL = 20;
export const CHAINS = 36;

/**
 * A dynamic of {@link TASKS} tasks: chains, of which each task takes the result of the one before, and tasks that are equal to each
 * other. Each writes its key and a line to `witness` when it begins and one when it ends: with O_APPEND, so that lines of several
 * processes stay whole.
 */
export function program(witness: number): TaskEntity {
	const step = task("m.step", ["i", "x"], async ({ i, x }, { nodePath, callKey }) => {
		writeSync(witness, `k ${nodePath} ${callKey}\ns ${nodePath}\n`);
		await wait(4 + ((i as number) % 7));
		writeSync(witness, `e ${nodePath}\n`);
		return ((x as number) * 31 + (i as number)) % 1_000_003;
	});
	const tick = task("m.tick", [], async (_, { nodePath, callKey }) => {
		writeSync(witness, `k ${nodePath} ${callKey}\ns ${nodePath}\n`);
		await wait(6);
		writeSync(witness, `e ${nodePath}\n`);
		return Number(nodePath.slice("main/dn".length));
	});
	return dynamic("m.main", [], () => {
		const nodes = Array.from({ length: TASKS }, (_, i) => {
			const before = i < CHAINS ? undefined : `dn${i - CHAINS}`;
			// spread over the run, so that every kill finds some of them committed and some not
			if (i % (TASKS / EQUAL) === 9) return node(`dn${i}`, tick, {}, { after: before === undefined ? [] : [before] });
			return node(`dn${i}`, step, { i, x: before === undefined ? i : `${before}.o0` });
		});
		return spec(graph(nodes, { o0: nodes.map(({ id }) => `${id}.o0`) }));
	});
}

function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
