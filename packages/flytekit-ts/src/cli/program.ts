import { relative } from "node:path";
import { findProjectRoot } from "../interface/project-root.js";
import { prepare } from "../interface/provider.js";
import { type BuiltProgram, buildProgram, entryFile } from "../loader/index.js";
import type { Io } from "./io.js";

/** A user's program: built, with its types known, none of its code run yet. */
export interface Program extends BuiltProgram {
	/** The entry file as messages show it: seen from where the command was called. */
	readonly shown: string;
}

/**
 * Opens the program that starts at `given`: finds its project, builds it and detects its interfaces, all of it from the caches
 * when nothing has changed. Throws LOADER_* errors.
 */
export async function openProgram(given: string, io: Io): Promise<Program> {
	const file = entryFile(given, io.cwd);
	const built = await buildProgram(file, {
		root: findProjectRoot(file),
		// A program that was not built yet was not detected either; should loading fail, prepare says so.
		onBuild: () => void import("../interface/detect/index.js").catch(() => undefined),
	});
	await prepare([...built.files]);
	return { ...built, shown: relative(io.cwd, file) || given };
}
