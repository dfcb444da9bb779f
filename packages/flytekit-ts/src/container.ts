/**
 * What a container runs, in one file: the commands, and the whole package for the code that they import. It is a door of its own
 * so that a container has one copy of the package, whichever way its code asks for it.
 */
import { provideEager } from "./entrypoint/eager.js";
import { provideEntries } from "./entrypoint/entries.js";
import * as front from "./index.js";
import * as plugin from "./plugin.js";

export { main } from "./entrypoint/main.js";

provideEntries({ ".": front, "./plugin": plugin });
provideEager(() => import("./remote/eager/index.js"));

/** tsflyte-fast-execute: unpacks the code, then runs the command behind it. Only starts of fast registration read this part. */
export async function fastExecute(argv: readonly string[]): Promise<void> {
	const { fastExecute: execute } = await import("./entrypoint/fast-execute.js");
	return execute(argv);
}
