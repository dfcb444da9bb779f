import { writeSync } from "node:fs";
import type { TaskEntity } from "../../../src/graph/entities.js";
import { dynamic, graph, node, spec, task } from "../../engine/build.js";

/** Calls of the dynamic. */
export const TASKS = 200;
/** So many of them are equal in all but their order: only an ordinal tells them apart. */
export const EQUAL = 20;
export const CHAINS = 36;

/** Whether a node's call is one of those that are equal. */
export function isEqual(path: string): boolean {
	return Number(path.slice("main/dn".length)) % (TASKS / EQUAL) === 9;
}

/**
 * A dynamic of {@link TASKS} tasks: chains, of which each task takes the result of the one before, and tasks that are equal to each
 * other. Each writes a line to `witness` when it begins and one when it ends: with O_APPEND, so that lines of several processes
 * stay whole.
 */
export function program(witness: number): TaskEntity {
	const step = task("m.step", ["i", "x"], async ({ i, x }, { nodePath }) => {
		writeSync(witness, `s ${nodePath}\n`);
		await wait(4 + ((i as number) % 7));
		writeSync(witness, `e ${nodePath}\n`);
		return ((x as number) * 31 + (i as number)) % 1_000_003;
	});
	const tick = task("m.tick", [], async (_, { nodePath }) => {
		writeSync(witness, `s ${nodePath}\n`);
		await wait(6);
		writeSync(witness, `e ${nodePath}\n`);
		return 7;
	});
	return dynamic("m.main", [], () => {
		const nodes = Array.from({ length: TASKS }, (_, i) => {
			const before = i < CHAINS ? undefined : `dn${i - CHAINS}`;
			// spread over the run, so that every kill finds some of them committed and some not
			if (isEqual(`main/dn${i}`)) return node(`dn${i}`, tick, {}, { after: before === undefined ? [] : [before] });
			return node(`dn${i}`, step, { i, x: before === undefined ? i : `${before}.o0` });
		});
		return spec(graph(nodes, { o0: nodes.map(({ id }) => `${id}.o0`) }));
	});
}

function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
