import type { RunModel } from "../model/run-model.js";

/** A node of the timeline. */
export interface TimelineRow {
	readonly path: string;
	readonly name: string;
	readonly queuedAt: number;
	readonly startedAt: number | undefined;
	readonly endedAt: number | undefined;
	readonly isCritical: boolean;
}

/** What is drawn: rows by when they began, and the time that they span. */
export interface Timeline {
	readonly rows: readonly TimelineRow[];
	readonly from: number;
	readonly to: number;
	readonly placeOf: ReadonlyMap<string, number>;
}

/** All nodes that have begun, elements of arrays left out: the array's own row stands for them. */
export function timelineOf(model: RunModel): Timeline {
	const critical = criticalPath(model);
	const rows: TimelineRow[] = [];
	let from = model.run?.startedAt ?? Number.POSITIVE_INFINITY;
	let to = model.run?.endedAt ?? (model.run?.state === "running" ? Date.now() : 0);
	for (const [path, view] of model.nodes) {
		const began = view.queuedAt ?? view.startedAt;
		if (began === undefined || path.endsWith("]") || view.state === "skipped") continue;
		if (path === model.root && model.graphs.size > 0) continue;
		rows.push({
			path,
			name: model.info(path).name,
			queuedAt: began,
			startedAt: view.startedAt,
			endedAt: view.endedAt,
			isCritical: critical.has(path),
		});
		from = Math.min(from, began);
		to = Math.max(to, view.endedAt ?? began);
	}
	rows.sort((a, b) => a.queuedAt - b.queuedAt || (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.path < b.path ? -1 : 1));
	const placeOf = new Map(rows.map(({ path }, index) => [path, index]));
	return { rows, from: Number.isFinite(from) ? from : 0, to: Math.max(to, from + 1), placeOf };
}

/**
 * The chain of nodes that the end had to wait for: from the one that ended last, back along whatever it waited for longest, and the
 * same inside of each that holds a graph.
 */
export function criticalPath(model: RunModel): ReadonlySet<string> {
	const found = new Set<string>();
	const waiting = [model.root];
	for (let root = waiting.pop(); root !== undefined; root = waiting.pop()) {
		const graph = model.graphs.get(root);
		if (graph === undefined) continue;
		const endOf = (index: number) => model.nodes.get(`${root}/${graph.nodes[index]?.id}`)?.endedAt;
		let at = -1;
		let latest = Number.NEGATIVE_INFINITY;
		for (let index = 0; index < graph.nodes.length; index++) {
			const end = endOf(index);
			if (end !== undefined && end > latest) {
				latest = end;
				at = index;
			}
		}
		const seen = new Set<number>();
		while (at !== -1 && !seen.has(at)) {
			seen.add(at);
			const node = graph.nodes[at];
			if (node === undefined) break;
			const path = `${root}/${node.id}`;
			found.add(path);
			waiting.push(path);
			let next = -1;
			let last = Number.NEGATIVE_INFINITY;
			for (const need of node.needs) {
				const end = endOf(need);
				if (end !== undefined && end > last) {
					last = end;
					next = need;
				}
			}
			at = next;
		}
	}
	return found;
}
