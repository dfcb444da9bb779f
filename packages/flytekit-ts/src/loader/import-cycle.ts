import { relative } from "node:path";

/** The shortest circle of imports that goes through `file`: `[a, b, a]`. Undefined when it is in none. */
export function importCycle(
	imports: readonly (readonly [from: string, to: string])[],
	file: string,
): string[] | undefined {
	const next = new Map<string, string[]>();
	for (const [from, to] of imports) {
		const targets = next.get(from);
		if (targets === undefined) next.set(from, [to]);
		else targets.push(to);
	}
	const cameFrom = new Map<string, string>();
	const queue = [file];
	for (let i = 0; i < queue.length; i++) {
		const from = queue[i] as string;
		for (const to of next.get(from) ?? []) {
			if (to === file) return pathTo(from, cameFrom, file);
			if (cameFrom.has(to)) continue;
			cameFrom.set(to, from);
			queue.push(to);
		}
	}
	return undefined;
}

/** Whether any files import each other in a circle. */
export function hasCycle(imports: readonly (readonly [from: string, to: string])[]): boolean {
	return [...new Set(imports.map(([from]) => from))].some((file) => importCycle(imports, file) !== undefined);
}

function pathTo(last: string, cameFrom: ReadonlyMap<string, string>, file: string): string[] {
	const path = [file];
	for (let at: string | undefined = last; at !== undefined && at !== file; at = cameFrom.get(at)) path.unshift(at);
	return [file, ...path];
}

/** `src/a.ts -> src/b.ts -> src/a.ts`. */
export function cycleText(cycle: readonly string[], root: string): string {
	return cycle.map((file) => relative(root, file)).join(" -> ");
}
