import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pruneFolder } from "../context/files/kept-files.js";
import { programLoaded } from "../context/programs.js";
import { FlyteError } from "../errors/index.js";
import { type BuildRecord, readRecord } from "./build-record.js";
import { buildFolder } from "./cache-folder.js";
import { cycleText, importCycle } from "./import-cycle.js";
import { loadError } from "./load-errors.js";

/** A user's program, evaluated. */
export interface LoadedModule {
	/** Absolute path of the entry file. */
	readonly file: string;
	readonly root: string;
	/** What the entry file exports. */
	readonly namespace: Readonly<Record<string, unknown>>;
	/** Absolute paths of all source files of the program, the entry included, packages not. */
	readonly files: readonly string[];
}

/** A user's program, built and not yet evaluated: none of its code has run. */
export interface BuiltProgram {
	readonly file: string;
	readonly root: string;
	readonly files: readonly string[];
	/** The built file; its source map lies beside it. */
	readonly bundle: string;
	/** Evaluates it. Throws LOADER_THROWN, LOADER_CYCLE, LOADER_UNRESOLVED_IMPORT, LOADER_MISSING_EXPORT, LOADER_STUCK. */
	load(): Promise<LoadedModule>;
}

/**
 * Builds the program that starts at `file` (absolute, see entryFile) into the project's cache, or finds it there: unchanged
 * programs cost a few file stats and do not load the bundler. `onBuild` is called when it has to be built: what will be needed then
 * can be loaded while the bundler works. Throws LOADER_SYNTAX and its kin with source frames.
 */
export async function buildProgram(
	file: string,
	{ root, onBuild }: { readonly root: string; readonly onBuild?: () => void },
): Promise<BuiltProgram> {
	const folder = buildFolder(root);
	let record = readRecord(folder, file);
	if (record === undefined) {
		onBuild?.();
		record = await buildAnew(file, root, folder);
	}
	const files = record.modules;
	const bundle = join(folder, record.bundle);
	return {
		file,
		root,
		files,
		bundle,
		async load() {
			programLoaded({ bundle, files });
			const namespace = await evaluate(bundle, record, root);
			refuseHalfExports(namespace, file, record, root);
			return { file, root, namespace, files };
		},
	};
}

/** Builds and evaluates. */
export async function loadModule(file: string, options: { root: string }): Promise<LoadedModule> {
	return (await buildProgram(file, options)).load();
}

async function buildAnew(file: string, root: string, folder: string): Promise<BuildRecord> {
	const at = Date.now();
	// A warm start needs neither.
	const [{ build }, { writeRecord }] = await Promise.all([import("./build.js"), import("./write-record.js")]);
	const record = writeRecord(folder, file, await build(file, { root, outFolder: folder }), at);
	pruneFolder(folder, at);
	return record;
}

async function evaluate(bundle: string, record: BuildRecord, root: string): Promise<Record<string, unknown>> {
	process.setSourceMapsEnabled(true); // stack texts then name the user's TypeScript
	let onExit: (() => void) | undefined;
	const stuck = new Promise<never>((_, reject) => {
		onExit = () =>
			reject(
				new FlyteError(
					"LOADER_STUCK",
					"the program never finished loading: a top-level await waits for what never comes",
					{
						wayOut: "move the await into a task",
					},
				),
			);
		process.once("beforeExit", onExit);
	});
	try {
		return await Promise.race([import(pathToFileURL(bundle).href) as Promise<Record<string, unknown>>, stuck]);
	} catch (thrown) {
		throw loadError(thrown, record, root);
	} finally {
		if (onExit !== undefined) process.off("beforeExit", onExit);
	}
}

/** Enums and what bundlers wrap can still be left `undefined` by a circle of imports. */
function refuseHalfExports(
	namespace: Readonly<Record<string, unknown>>,
	file: string,
	record: BuildRecord,
	root: string,
): void {
	const half = Object.keys(namespace).filter((name) => namespace[name] === undefined);
	if (half.length === 0) return;
	const cycle = importCycle(record.imports, file);
	if (cycle === undefined) return;
	throw new FlyteError("LOADER_CYCLE", `the export ${JSON.stringify(half[0])} was read before it had a value`, {
		wayOut: `break the circle ${cycleText(cycle, root)}: move what both need into a file of its own`,
	});
}
