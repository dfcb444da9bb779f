import { setTimeout as sleep } from "node:timers/promises";
import type { GraphView, NodeView, RunUpdate } from "../view-model.js";
import { executionDetail } from "./execution-view.js";
import type { Executions } from "./executions.js";
import { gatesOf } from "./gates.js";

/** How often an execution that is looked at is asked about. */
const EVERY_MS = 1500;

/** Tells of an execution: all there is, then what changes, until `signal` aborts. */
export async function follow(
	executions: Executions,
	id: string,
	tell: (update: RunUpdate) => void,
	signal: AbortSignal,
): Promise<void> {
	const looked = await executions.look(id, true);
	const { execution } = looked;
	const changed = changes();
	for (let isFirst = true; !signal.aborted; isFirst = false) {
		// first how it stands: what its nodes say afterwards is not older
		if (!isFirst) await execution.sync();
		const { isDone } = execution;
		const model = await executions.read(looked);
		const gates = isDone ? [] : await gatesOf(execution);
		tell({
			...(isFirst ? { reset: true as const } : {}),
			run: executionDetail(execution, await execution.failure()),
			graphs: changed("graph", model.graphs.values()),
			nodes: changed("node", model.nodes.values()),
			gates,
		});
		if (isDone) return aborted(signal);
		await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
	}
}

/** Keeps those that are not as they were when they were last asked about. */
function changes(): <T extends GraphView | NodeView>(kind: string, all: Iterable<T>) => T[] {
	const told = new Map<string, string>();
	return (kind, all) =>
		[...all].filter((one) => {
			const text = JSON.stringify(one);
			const key = `${kind} ${one.path}`;
			const isNew = told.get(key) !== text;
			told.set(key, text);
			return isNew;
		});
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
