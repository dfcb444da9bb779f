import { fileURLToPath } from "node:url";
import type { SourceLocation } from "./location.js";

// Where this package's own code lies, unless it was bundled into something else. Source maps turn dist/ into src/.
const OWN = /^(?:file:\/\/)?(.*\/flytekit-ts\/)(?:src|dist)\//.exec(import.meta.url)?.[1];

/** Stack traces end after the message; a message may be megabytes, and what comes after it never is. */
const TAIL = 32 * 1024;
const MAX_FRAMES = 12;

/**
 * The frames of `stack` (an Error's) that are the user's: those of Node and of this package are left out, so that the first
 * one is where to look. Lines as V8 writes them, indented by four; "" when there are none.
 */
export function userFrames(stack: string): string {
	const frames: string[] = [];
	for (const line of stack.slice(-TAIL).split("\n")) {
		if (!/^\s+at /.test(line)) {
			frames.length = 0; // text of the message that only looked like frames
			continue;
		}
		if (isUserFrame(line)) frames.push(`    ${line.trim()}`);
	}
	if (frames.length > MAX_FRAMES) frames.length = MAX_FRAMES;
	return frames.join("\n");
}

function isUserFrame(line: string): boolean {
	if (/\(?node:|\(native\)|\(<anonymous>\)|^\s+at <anonymous>$|node_modules[\\/]flytekit-ts[\\/]/.test(line))
		return false;
	if (OWN === undefined || /\.(test|spec)\.[cm]?[jt]sx?/.test(line)) return true;
	return !line.includes(`${OWN}src/`) && !line.includes(`${OWN}dist/`);
}

const PLACE = /^\s+at (?:.*? \()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/** The place that a frame's line names; undefined for frames of Node and of code that is in no file. */
export function placeOfFrame(line: string): SourceLocation | undefined {
	const match = PLACE.exec(line);
	if (match === null) return undefined;
	const path = match[1] as string;
	const file = (path.startsWith("file://") ? fileURLToPath(path) : path).replace(/\?.*$/, "");
	return { file, line: Number(match[2]), column: Number(match[3]) };
}

/** The first place that a stack's text names. */
export function placeOf(stack: string): SourceLocation | undefined {
	for (const line of stack.split("\n")) {
		const place = placeOfFrame(line);
		if (place !== undefined) return place;
	}
	return undefined;
}

/** A stack whose only frame is the caller of `above`; its text is made when somebody asks for it. */
export function traceAbove(above: (...args: never[]) => unknown): { readonly stack?: string } {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = 1;
	const trace: { readonly stack?: string } = {};
	Error.captureStackTrace(trace, above);
	Error.stackTraceLimit = limit;
	return trace;
}
