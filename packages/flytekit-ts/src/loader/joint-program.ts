import { createHash } from "node:crypto";
import { join } from "node:path";
import { buildFolder, writeBuilt } from "./cache-folder.js";
import { type BuiltProgram, buildProgram } from "./load-module.js";

/** Several files as one program: a module that two of them import is evaluated once. */
export interface JointProgram {
	/** Absolute paths of all source files of the program. */
	readonly files: readonly string[];
	/** Evaluates it; what each of the files exports, in their order. Throws as {@link BuiltProgram.load}. */
	load(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/**
 * Builds a program of which all these files (absolute paths) are entries, from the cache where nothing has changed. Throws as
 * {@link buildProgram}.
 */
export async function jointProgram(entries: readonly string[], root: string): Promise<JointProgram> {
	const imports = entries.map((file, i) => `export * as m${i} from ${JSON.stringify(file)};\n`).join("");
	const name = `joint-${createHash("sha256").update(imports).digest("hex").slice(0, 20)}.mjs`;
	const folder = buildFolder(root);
	writeBuilt(folder, name, imports);
	const joint = join(folder, name);
	const program: BuiltProgram = await buildProgram(joint, { root });
	return {
		files: program.files.filter((file) => file !== joint),
		async load() {
			const { namespace } = await program.load();
			return entries.map((_, i) => namespace[`m${i}`] as Record<string, unknown>);
		},
	};
}
