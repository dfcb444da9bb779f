/** A user's program that was built into one file which Node can import. */
export interface BuiltFiles {
	/** Absolute path of what is imported. */
	readonly bundle: string;
	/** Absolute paths of the source files in it. */
	readonly files: readonly string[];
}

const programs: BuiltFiles[] = [];
let builder: ((file: string) => Promise<BuiltFiles>) | undefined;

/** Remembers a program whose code is about to run in this process. */
export function programLoaded(program: BuiltFiles): void {
	const old = programs.findIndex(({ bundle }) => bundle === program.bundle);
	if (old >= 0) programs.splice(old, 1);
	programs.unshift(program);
}

/** The program that this source file's code runs from here; the latest, where there are several. */
export function programOf(file: string): BuiltFiles | undefined {
	return programs.find(({ files }) => files.includes(file));
}

/** Sets what builds a program from its entry file; the front door does, for whoever may not import the loader. */
export function bindProgramBuilder(build: (file: string) => Promise<BuiltFiles>): void {
	builder = build;
}

/** Builds the program that starts at a source file. Undefined where nothing here can build. Throws LOADER_* errors. */
export async function buildProgramOf(file: string): Promise<BuiltFiles | undefined> {
	return builder?.(file);
}
