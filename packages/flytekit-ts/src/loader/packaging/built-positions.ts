import { dirname, resolve } from "node:path";
import type { BuiltPosition } from "../../interface/provider.js";
import type { PackagedModule } from "./packaged-modules.js";
import { mappingsOf } from "./source-map.js";

/** A built file of JavaScript with its map, whose sources are relative to it, as if it lay in the project. */
export interface MappedFile {
	/** Relative to the root of the packaged code. */
	readonly path: string;
	readonly code: string;
	readonly map: string;
}

/** A callee as it may stand in a built file: `task`, `ns.task`, `(0, lib.task)`. */
const CALLEE = /(?:\(0, )?(?:[\p{ID_Start}$_#][\p{ID_Continue}$]*\s*\??\.\s*)*(?=[\p{ID_Start}$_#])/uy;

/**
 * Where each call that makes an entity ended up in the built files. A container looks entities up by the stack of the call that
 * made them, and reads no source maps for it: they cost more than the rest of its start.
 */
export function builtPositions(
	files: readonly MappedFile[],
	modules: readonly PackagedModule[],
	root: string,
): BuiltPosition[] {
	const wanted = new Map<string, Map<string, { readonly module: number; readonly site: number }>>();
	for (const [module, { file, detected }] of modules.entries()) {
		const places = detected.sites.map(
			({ location }, site) => [`${location.line}:${location.column}`, { module, site }] as const,
		);
		wanted.set(file, new Map(places));
	}
	const positions: BuiltPosition[] = [];
	for (const { path, code, map } of files) {
		const { sources, mappings } = JSON.parse(map) as { sources: readonly string[]; mappings: string };
		const places = sources.map((source) => wanted.get(resolve(root, dirname(path), source)));
		if (places.every((place) => place === undefined)) continue;
		const lines = code.split("\n");
		for (const { line, column, source, sourceLine, sourceColumn } of mappingsOf(mappings)) {
			const found = places[source]?.get(`${sourceLine + 1}:${sourceColumn + 1}`);
			if (found === undefined) continue;
			const columns = new Set([column, calledColumn(lines[line] ?? "", column)]);
			for (const at of columns) positions.push({ file: path, line: line + 1, column: at + 1, ...found });
		}
	}
	return positions;
}

/** Where a stack places the call of the callee that starts at `column`: at its last name, which has no mapping of its own. */
function calledColumn(line: string, column: number): number {
	CALLEE.lastIndex = column;
	return column + (CALLEE.exec(line)?.[0].length ?? 0);
}
