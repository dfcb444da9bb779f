import { readFileSync, statSync } from "node:fs";
import { sourceFrame } from "./frame.js";
import { formatLocation, type SourceLocation } from "./location.js";
import { placeOf, userFrames } from "./stack-frames.js";

/** A longer file is no source that somebody wrote. */
const MAX_SOURCE_BYTES = 4 * 1024 * 1024;

/** What an error knows of its place. */
interface Placed {
	readonly location?: SourceLocation;
	readonly frame?: string;
}

/**
 * An error's stack as people see it when nobody caught it: what happened, the place in their source with the lines around
 * it, the way out, then the frames of their own code. `raw` is V8's text; its frames stand where none is the user's and no place is
 * known.
 */
export function shownStack<D extends Placed>(
	name: string,
	details: D,
	raw: string,
	render: (details: D) => string,
): string {
	const frames = userFrames(raw);
	const location = details.location ?? placeOf(frames);
	const frame = details.frame ?? (location && frameAt(location));
	const text = render({
		...details,
		...(location === undefined ? {} : { location }),
		...(frame === undefined ? {} : { frame }),
	});
	return `${name}: ${text}\n${frames || placeFrame(location) || framesOf(raw)}`.trimEnd();
}

/** The lines of source around a place; undefined where the file cannot be read or has no such line. */
function frameAt({ file, line, column }: SourceLocation): string | undefined {
	try {
		if (statSync(file).size > MAX_SOURCE_BYTES) return undefined;
		return sourceFrame(readFileSync(file, "utf8"), line, column) || undefined;
	} catch {
		return undefined;
	}
}

/** The known place as a frame: V8 keeps ten of them, and these may all be this package's. */
function placeFrame(location: SourceLocation | undefined): string {
	return location === undefined ? "" : `    at ${formatLocation(location)}`;
}

function framesOf(raw: string): string {
	return raw
		.split("\n")
		.filter((line) => /^\s+at /.test(line))
		.join("\n");
}
