import { cutText } from "../errors/cut-text.js";
import { isFlyteError, type SourceLocation } from "../errors/index.js";
import { plainText } from "../errors/plain-text.js";
import { describeThrown, labelled } from "../errors/thrown.js";
import { withPlace } from "./error-place.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Sink } from "./io.js";
import { painter } from "./output/paint.js";

/** Codes of what is wrong before anything runs. */
const USAGE =
	/^(CLI_(?!INTERNAL|OUTPUT)|LOADER_|INTERFACE_|WIRE_|AUTHORING_|GRAPH_|TYPES_|PACKAGE_|REMOTE_(?:CONFIG|INPUT|OPTION)$)/;

/** More than this of one message helps nobody at a terminal. */
const MAX_BYTES = 16 * 1024;

/** Exit code for an error that ended a command: 2 when the command line, a value or the program is wrong, else 1. */
export function exitCodeOf(error: unknown): ExitCode {
	return isFlyteError(error) && USAGE.test(error.code) ? EXIT.usage : EXIT.failed;
}

/** Prints one error for people, or as one line of JSON. Never throws, whatever was thrown. */
export function reportError(
	error: unknown,
	to: Sink,
	options: { readonly json: boolean; readonly place?: SourceLocation | undefined },
): void {
	const known = isFlyteError(error) ? error : undefined;
	// An error of ours says all there is to say in its own message; causes are for programs.
	const said = known === undefined ? describeThrown(error) : { name: "", message: known.message, stack: "" };
	if (options.json) {
		const { location = options.place, entity, node, path } = known?.details ?? {};
		const message = plainText(withPlace(labelled(said), options.place));
		to.write(
			`${JSON.stringify({ error: { code: known?.code ?? "CLI_INTERNAL", message, location, entity, node, path } })}\n`,
		);
		return;
	}
	const paint = painter(to);
	const code = known === undefined ? "" : paint.dim(` [${known.code}]`);
	const text = plainText(withPlace(cutText(labelled(said), MAX_BYTES), options.place));
	const stack = known === undefined ? plainText(said.stack === "" ? ownFrames(error) : said.stack) : "";
	to.write(`${paint.red("error")}${code}: ${text}${stack === "" ? "" : `\n${stack}`}\n`);
}

/** Frames of an error that came from within this package: what a report of it needs. */
function ownFrames(error: unknown): string {
	try {
		const { stack } = error as { readonly stack?: unknown };
		if (typeof stack !== "string") return "";
		const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
		return [...frames.slice(0, 8), "    (an error inside flytekit-ts: please report it with these lines)"].join("\n");
	} catch {
		return ""; // a hostile proxy
	}
}
