import type { NodeInfo, RunModel } from "./run-model.js";

/** A node of two runs. */
export interface CompareRow {
	readonly path: string;
	readonly name: string;
	readonly states: readonly [string, string];
	readonly took: readonly [number | undefined, number | undefined];
	readonly by: number | undefined;
	readonly isSame: boolean;
}

/** The nodes of two runs, those first that ended otherwise, then by how much longer or shorter they took. */
export function rowsOf(one: RunModel, other: RunModel): CompareRow[] {
	const [first, second] = [nodesOf(one), nodesOf(other)];
	const rows = [...new Set([...first.keys(), ...second.keys()])].map((path): CompareRow => {
		const [a, b] = [first.get(path) ?? one.info(path), second.get(path) ?? other.info(path)];
		const took = [tookOf(a), tookOf(b)] as const;
		return {
			path,
			name: a.view === undefined ? b.name : a.name,
			states: [a.state, b.state],
			took,
			by: took[0] === undefined || took[1] === undefined ? undefined : took[1] - took[0],
			isSame: a.state === b.state,
		};
	});
	const weight = ({ isSame, by }: CompareRow) => (isSame ? 0 : 1e12) + Math.abs(by ?? 0);
	return rows.sort((x, y) => weight(y) - weight(x) || (x.path < y.path ? -1 : 1));
}

/** Nodes by their paths. A call is itself, whether it was folded into an array or not. */
function nodesOf(model: RunModel): ReadonlyMap<string, NodeInfo> {
	const found = new Map<string, NodeInfo>();
	const folded = new Set<string>();
	for (const [path, { call }] of model.nodes) {
		if (path === model.root) continue;
		if (!path.endsWith("]")) {
			found.set(path, model.info(path));
			continue;
		}
		// calls that share a container stay their array
		if (call === undefined || call.includes("-")) continue;
		const array = path.slice(0, path.lastIndexOf("["));
		folded.add(array);
		found.set(`${array.slice(0, array.lastIndexOf("/"))}/${call}`, model.info(path));
	}
	for (const array of folded) found.delete(array);
	return found;
}

function tookOf({ view }: NodeInfo): number | undefined {
	return view?.endedAt === undefined || view.startedAt === undefined ? undefined : view.endedAt - view.startedAt;
}
