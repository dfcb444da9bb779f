import type { Progress } from "../engine/progress/index.js";
import type { Io } from "./io.js";

/** Shows a run on stderr while it runs; undefined when nobody wants to see it. The renderer is loaded only then. */
export async function runProgress(io: Io, options: { readonly quiet: boolean }): Promise<Progress | undefined> {
	if (options.quiet) return undefined;
	const { attachProgress } = await import("../engine/progress/index.js");
	const { stream, isTTY, color } = io.stderr;
	return attachProgress(stream, { isTTY: isTTY && io.env.TERM !== "dumb", color });
}
