import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in a built file, as stacks and our own messages write it. Bounded, so that no text makes the search long. */
const PLACE = /((?:file:\/\/)?\/[^\s():]{1,400}\.[cm]?js):(\d{1,7}):(\d{1,7})/g;

/**
 * `text` with the places in built files turned into those of the sources, by the source maps that were packaged beside the files;
 * others stay. The maps are read here and not at the start: most tasks need none.
 */
export function withSourcePlaces(text: string): string {
	const maps = new Map<string, SourceMap | undefined>();
	return text.replace(PLACE, (place: string, path: string, line: string, column: string) => {
		const file = path.startsWith("file://") ? fileURLToPath(path) : path;
		if (!maps.has(file)) maps.set(file, mapOf(file));
		const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
		if (entry === undefined || !("originalSource" in entry) || entry.originalSource === undefined) return place;
		const source = shown(file, entry.originalSource);
		return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
	});
}

function mapOf(file: string): SourceMap | undefined {
	try {
		return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")) as SourceMapPayload);
	} catch {
		return undefined; // none there, or none that can be read: the built place is better than nothing
	}
}

/** A source as the project names it: relative to the code's folder, whatever that is called here. */
function shown(file: string, source: string): string {
	const path = source.startsWith("file://") ? fileURLToPath(source) : resolve(dirname(file), source);
	const inside = relative(process.cwd(), path);
	return inside.startsWith("..") ? path : inside;
}
