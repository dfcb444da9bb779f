import type { RunListener } from "../engine/index.js";
import type { Io } from "./io.js";

/** The view of a run on stderr. */
export interface RunProgress {
	readonly listener: RunListener;
	/** Takes the live lines away; what was final stays. */
	stop(): void;
}

/** Shows a run while it runs; undefined when nobody wants to see it. */
export async function runProgress(_io: Io, options: { readonly quiet: boolean }): Promise<RunProgress | undefined> {
	if (options.quiet) return undefined;
	return undefined;
}
