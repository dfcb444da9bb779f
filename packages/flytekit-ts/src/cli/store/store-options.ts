import { join, resolve } from "node:path";
import { findProjectRoot } from "../../interface/project-root.js";
import type { OptionSpec } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { textOf } from "../args/values.js";
import type { Io } from "../io.js";

/** Which file the runs are kept in. */
export const STORE_OPTION: OptionSpec = {
	name: "store",
	takes: "value",
	placeholder: "PATH",
	summary: "file that runs are kept in; else FLYTE_STORE, else the project's .flyte/store.db",
};

/**
 * The store that a command means: --store, else FLYTE_STORE, else that of the project where it was called. Not that of the
 * program's file: commands that name a run and no file must find the same store from the same folder.
 */
export function storePath(args: ParsedArgs, io: Io): string {
	const given = textOf(args, "store") ?? io.env.FLYTE_STORE;
	if (given !== undefined && given !== "") return resolve(io.cwd, given);
	return join(findProjectRoot(join(io.cwd, "any.ts")), ".flyte", "store.db");
}
