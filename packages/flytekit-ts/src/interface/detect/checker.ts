import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Node, SourceFile } from "typescript-native/unstable/ast";
import {
	API,
	type Checker,
	type Program,
	type Project,
	type Snapshot,
	type Symbol as TsSymbol,
} from "typescript-native/unstable/sync";
import type { SourceLocation } from "../../errors/index.js";
import { nearestConfig, relativeFile } from "../project-root.js";
import { LookUps } from "./look-ups.js";
import { type Origin, OriginIndex } from "./origin.js";
import { typescriptExecutable } from "./typescript-executable.js";

/**
 * The one door to TypeScript's checker: it runs as a child process, asked synchronously over a pipe. One host serves
 * any number of programs; `close` ends the process (it also ends with ours, and never keeps ours alive).
 */
export interface CheckerHost {
	/**
	 * Programs that hold `files`, one for each tsconfig.json that governs some of them. Reads the disk anew.
	 *
	 * @param surroundings whether @types packages are loaded that nothing imports (Node's, say), where the tsconfig leaves that open
	 */
	open(files: readonly string[], surroundings?: Surroundings): readonly CheckedProgram[];
	/** All that was looked for on disk so far. */
	readonly lookUps: LookUps;
	close(): void;
}

/** Which @types packages a program sees unasked. */
export type Surroundings = "all" | "none";

/** One program: some entry files and all they import, under the user's tsconfig with `strict` forced on. */
export interface CheckedProgram {
	/** Absolute; locations are relative to it. */
	readonly root: string;
	/** The entry files, absolute. */
	readonly files: readonly string[];
	/** The user's tsconfig.json, when there is one. */
	readonly configFile: string | undefined;
	readonly program: Program;
	readonly checker: Checker;
	readonly project: Project;
	readonly lookUps: LookUps;
	/** The tree of a file of the program. The first look at a file costs one round trip. */
	sourceFile(file: string): SourceFile | undefined;
	/** Every file of the program that is neither TypeScript's library nor below a node_modules folder. */
	userFiles(): readonly string[];
	/** Who declared a symbol; with a name, whether it is that one: `originOf(s) === "flytekit" && s.name === "Int"`. */
	originOf(symbol: TsSymbol | undefined): Origin | undefined;
	/** Who a file belongs to; it need not exist. */
	originOfFile(file: string): Origin;
	/** Where a node starts (comments skipped), 1-based, with the file relative to the root. */
	locationOf(node: Node): SourceLocation;
}

/** Starts a checker process for programs below `root`. */
export function openChecker(options: { readonly root: string }): CheckerHost {
	return new ProcessHost(resolve(options.root));
}

class ProcessHost implements CheckerHost {
	readonly #root: string;
	readonly #api: API;
	/** Config files that exist only for the checker: path to text. */
	readonly #virtual = new Map<string, string>();
	readonly lookUps = new LookUps();
	#opened = 0;
	#current: string[] = [];
	#snapshot: Snapshot | undefined;

	constructor(root: string) {
		this.#root = root;
		this.#api = new API({
			cwd: root,
			tsserverPath: typescriptExecutable(),
			fs: {
				readFile: (name) => this.#virtual.get(name),
				fileExists: (name) => this.#virtual.has(name) || this.lookUps.isFile(name),
				directoryExists: (name) => this.lookUps.isFolder(name),
				getAccessibleEntries: (name) => this.lookUps.list(name),
			},
		});
		endQuietly(this.#api);
	}

	open(files: readonly string[], surroundings: Surroundings = "all"): readonly CheckedProgram[] {
		const groups = new Map<string | undefined, string[]>();
		for (const file of new Set(files.map((f) => resolve(this.#root, f)))) {
			const config = nearestConfig(file);
			groups.set(config, [...(groups.get(config) ?? []), file]);
		}
		const before = this.#snapshot;
		const closing = this.#current;
		const opening = [...groups].map(([config, members]) => {
			const folder = config === undefined ? this.#root : dirname(config);
			// A new name each time: the list of files is part of the config, and a project is known by its path.
			const path = join(folder, `.flytekit-ts.${++this.#opened}.tsconfig.json`)
				.split("\\")
				.join("/");
			this.#virtual.set(path, JSON.stringify(this.#configFor(config, members, surroundings)));
			return { path, config, members };
		});
		const snapshot = this.#api.updateSnapshot({
			openProjects: opening.map((o) => o.path),
			...(closing.length > 0 ? { closeProjects: closing, fileChanges: { invalidateAll: true } } : {}),
		});
		this.#snapshot = snapshot;
		this.#current = opening.map((o) => o.path);
		before?.dispose();
		for (const path of closing) this.#virtual.delete(path);
		return opening.map(({ path, config, members }) => {
			const project = snapshot.getProject(path);
			if (project === undefined) throw new Error(`the checker did not open ${path}`);
			return new OpenProgram(this.#root, members, config, project, this.lookUps);
		});
	}

	close(): void {
		this.#snapshot = undefined;
		this.#api.close();
	}

	#configFor(config: string | undefined, files: readonly string[], surroundings: Surroundings): unknown {
		const types = surroundings === "all" ? ["*"] : [];
		const js = files.some((file) => /\.[cm]?jsx?$/.test(file));
		const forced = { strict: true, strictNullChecks: true, noEmit: true, ...(js ? { allowJs: true } : {}) };
		if (config === undefined) {
			const lenient = { target: "es2023", module: "preserve", moduleResolution: "bundler", types };
			return { compilerOptions: { ...lenient, allowImportingTsExtensions: true, ...forced }, files, include: [] };
		}
		const theirs = this.#api.parseConfigFile(config);
		// Declaration files of the user's project may declare globals; nothing else of it is loaded unasked.
		const ambient = theirs.fileNames.filter((name) => /\.d\.[cm]?ts$/.test(name));
		return {
			extends: config,
			compilerOptions: {
				...forced,
				// Up to TypeScript 5 a config without `types` sees every @types package, and users rely on it.
				...(theirs.options.types === undefined ? { types } : {}),
			},
			files: [...files, ...ambient],
			include: [],
		};
	}
}

/**
 * Asked to end, the checker says "context canceled" on our stderr now and then. It holds nothing that an end without asking
 * could harm. The client keeps its process to itself, so without it in the expected place all stays as it was.
 */
function endQuietly(api: API): void {
	const { client } = api as unknown as { client?: { channel?: { child?: { kill(signal?: string): boolean } } } };
	const child = client?.channel?.child;
	if (typeof child?.kill !== "function") return;
	const kill = child.kill.bind(child);
	child.kill = () => kill("SIGKILL");
}

class OpenProgram implements CheckedProgram {
	readonly root: string;
	readonly files: readonly string[];
	readonly configFile: string | undefined;
	readonly project: Project;
	readonly program: Program;
	readonly checker: Checker;
	readonly lookUps: LookUps;
	readonly #origins: OriginIndex;

	constructor(
		root: string,
		files: readonly string[],
		configFile: string | undefined,
		project: Project,
		lookUps: LookUps,
	) {
		this.lookUps = lookUps;
		this.root = root;
		this.files = files;
		this.configFile = configFile;
		this.project = project;
		this.program = project.program;
		this.checker = project.checker;
		this.#origins = new OriginIndex(project.program);
	}

	sourceFile(file: string): SourceFile | undefined {
		return this.program.getSourceFile(file);
	}

	userFiles(): readonly string[] {
		return this.program.getSourceFileNames().filter((name) => this.#origins.ofFile(name) === "user");
	}

	originOf(symbol: TsSymbol | undefined): Origin | undefined {
		return this.#origins.ofSymbol(symbol);
	}

	originOfFile(file: string): Origin {
		return this.#origins.ofFile(file);
	}

	locationOf(node: Node): SourceLocation {
		const file = node.getSourceFile();
		const at = file.getLineAndCharacterOfPosition(node.getStart(file));
		return { file: relativeFile(this.root, file.fileName), line: at.line + 1, column: at.character + 1 };
	}
}

/** The text of a file as the checker reads it, for frames. "" when it cannot be read. */
export function readSource(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}
