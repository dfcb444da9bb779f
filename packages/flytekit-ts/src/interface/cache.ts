import { resolve } from "node:path";
import { digestOf, type FileStamp, isUnchanged, stampFile } from "../context/files/file-stamp.js";
import { type FolderStamp, lacksStill, stampFolders } from "../context/files/folder-stamp.js";
import { pruneFolder } from "../context/files/kept-files.js";
import { cacheFolder, readJson, writeJson } from "./cache-folder.js";
import type { DetectedModule } from "./detected.js";
import { detectorFingerprint } from "./detector.js";
import { nearestConfig } from "./project-root.js";

/** Raised when the records below change. */
const FORMAT = 2;

/** One source file's result: what was found, and which program it was found in. */
interface ModuleRecord {
	readonly key: string;
	readonly program: string;
	readonly module: DetectedModule;
}

/** The files that decided the results of one program's modules. */
interface ProgramRecord {
	readonly key: string;
	/** Milliseconds; when the files were stamped. */
	readonly at: number;
	readonly files: readonly FileStamp[];
	/** Where files were looked for that were not there. */
	readonly folders: readonly FolderStamp[];
	/** Milliseconds; when the detection began that looked for them. */
	readonly since: number;
}

/** All that decided the outcome of a detection; paths are absolute. */
export interface Dependencies {
	/** Files whose content decided it: sources, package.json files, the chain of tsconfigs. */
	readonly files: readonly string[];
	/** Declarations of packages: time and size tell whether they changed. */
	readonly declarations: readonly string[];
	/** Paths at which there was nothing: a file that comes there may be found first. */
	readonly absent: readonly string[];
	/** Folders that were searched for declaration files, with what was in them then. */
	readonly listings: ReadonlyMap<string, string>;
}

/** What a detection gives to be kept. */
export interface Detection {
	readonly modules: readonly DetectedModule[];
	readonly dependencies: Dependencies;
	/** Milliseconds; when it began. */
	readonly startedAt: number;
}

/**
 * Detected interfaces of one project on disk, by content: a warm start reads two small files and asks for the times of the
 * sources, and never loads TypeScript. Several processes may use it at once. A damaged or foreign file counts as none.
 */
export class DetectionCache {
	readonly #root: string;
	readonly #folder: string;
	/** Programs looked at already: whether all their files are as they were. */
	readonly #programs = new Map<string, boolean>();

	constructor(root: string) {
		this.#root = resolve(root);
		this.#folder = cacheFolder(this.#root);
	}

	/** The result for a source file, if nothing that decided it has changed since. */
	read(file: string): DetectedModule | undefined {
		const record = readJson(this.#folder, moduleFile(file));
		if (!isModuleRecord(record) || record.key !== this.#key(file)) return undefined;
		return this.#isCurrent(record.program) ? record.module : undefined;
	}

	/**
	 * Keeps the results of one program. Modules with problems are left out: what mends them may be a file that does not
	 * exist yet, and nothing could tell that it has come.
	 */
	write(detection: Detection): void {
		const clean = detection.modules.filter(
			(m) => m.problems.length === 0 && m.sites.every((s) => s.problems.length === 0),
		);
		if (clean.length === 0) return;
		const { dependencies, startedAt: since } = detection;
		const files = [
			...dependencies.files.map((file) => stampFile(file, since)),
			...dependencies.declarations.map((file) => stampFile(file, since, "time")),
		];
		const folders = stampFolders(dependencies.absent, dependencies.listings);
		const record: ProgramRecord = { key: recordKey(), at: Date.now(), files, folders, since };
		const program = digestOf(JSON.stringify([files, folders]));
		if (!writeJson(this.#folder, programFile(program), record)) return;
		this.#programs.set(program, true);
		for (const module of clean) {
			const file = resolve(this.#root, module.file);
			const entry: ModuleRecord = { key: this.#key(file), program, module };
			writeJson(this.#folder, moduleFile(file), entry);
		}
		pruneFolder(this.#folder, Date.now());
	}

	#isCurrent(program: string): boolean {
		let current = this.#programs.get(program);
		if (current === undefined) {
			const record = readJson(this.#folder, programFile(program));
			current =
				isProgramRecord(record) &&
				record.key === recordKey() &&
				record.files.every((stamp) => isUnchanged(stamp, record.at)) &&
				record.folders.every((stamp) => lacksStill(stamp, record.since));
			this.#programs.set(program, current);
		}
		return current;
	}

	/** Beside the detector itself: whose root, and which tsconfig governs the file now. */
	#key(file: string): string {
		return digestOf([recordKey(), this.#root, resolve(file), nearestConfig(file) ?? ""].join("\n"));
	}
}

function recordKey(): string {
	return `${FORMAT} ${detectorFingerprint()}`;
}

function moduleFile(file: string): string {
	return `module-${digestOf(resolve(file))}.json`;
}

function programFile(digest: string): string {
	return `program-${digest}.json`;
}

function isModuleRecord(value: unknown): value is ModuleRecord {
	const record = value as Partial<ModuleRecord> | null;
	return (
		typeof record === "object" &&
		record !== null &&
		typeof record.program === "string" &&
		/^[0-9a-f]+$/.test(record.program) &&
		Array.isArray(record.module?.sites) &&
		Array.isArray(record.module.problems)
	);
}

function isProgramRecord(value: unknown): value is ProgramRecord {
	const record = value as Partial<ProgramRecord> | null;
	return (
		typeof record === "object" &&
		record !== null &&
		typeof record.at === "number" &&
		Array.isArray(record.files) &&
		Array.isArray(record.folders)
	);
}
