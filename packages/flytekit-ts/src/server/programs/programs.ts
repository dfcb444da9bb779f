import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { isFlyteError } from "../../errors/index.js";
import type { Launcher } from "../local/launcher.js";
import type { EntityView, ErrorView, ProgramView } from "../view-model.js";

/** Editors write a file in several steps: what comes within this time is one change. */
const QUIET_MS = 120;

/** What `tsflyte dev --describe FILE` prints. */
export interface Described {
	/** Every source file in the program, absolute. */
	readonly files: readonly string[];
	readonly entities: readonly EntityView[];
}

/**
 * The programs that are shown. Each is read in a process of its own, again whenever one of its files changes; what was read last
 * stays while the files are wrong.
 */
export class Programs {
	readonly #launcher: Launcher;
	readonly #cwd: string;
	readonly #onChange: (programs: readonly ProgramView[]) => void;
	readonly #views = new Map<string, ProgramView>();
	readonly #files = new Map<string, readonly string[]>();
	readonly #watchers = new Map<string, FSWatcher>();
	readonly #waiting = new Map<string, NodeJS.Timeout>();
	readonly #reading = new Map<string, Promise<void>>();

	/** `entries`: absolute paths. */
	constructor(
		entries: readonly string[],
		options: {
			readonly launcher: Launcher;
			readonly cwd: string;
			readonly onChange: (programs: readonly ProgramView[]) => void;
		},
	) {
		this.#launcher = options.launcher;
		this.#cwd = options.cwd;
		this.#onChange = options.onChange;
		for (const entry of entries) {
			this.#views.set(entry, { file: this.#shown(entry), entities: [], revision: 0, readAt: 0 });
			this.#files.set(entry, [entry]);
		}
	}

	get views(): readonly ProgramView[] {
		return [...this.#views.values()];
	}

	/** The absolute path of a file as the page names it. */
	pathOf(shown: string): string | undefined {
		return [...this.#views].find(([, view]) => view.file === shown)?.[0];
	}

	/** Reads all, and watches. Resolves when each was read once. */
	async start(): Promise<void> {
		this.#watchFolders();
		for (const entry of this.#views.keys()) await this.#read(entry);
	}

	close(): void {
		for (const watcher of this.#watchers.values()) watcher.close();
		for (const timer of this.#waiting.values()) clearTimeout(timer);
		this.#watchers.clear();
		this.#waiting.clear();
	}

	#shown(entry: string): string {
		return relative(this.#cwd, entry) || entry;
	}

	#read(entry: string): Promise<void> {
		const before = this.#reading.get(entry) ?? Promise.resolve();
		const next = before.then(() => this.#describe(entry));
		this.#reading.set(entry, next);
		return next;
	}

	async #describe(entry: string): Promise<void> {
		const before = this.#views.get(entry) as ProgramView;
		const { problem: _, ...kept } = before;
		const revision = before.revision + 1;
		try {
			const text = await this.#launcher.output(["dev", "--describe", entry, "--json"]);
			const { files, entities } = JSON.parse(text.slice(text.lastIndexOf("\n{") + 1)) as Described;
			this.#files.set(entry, files.includes(entry) ? files : [entry, ...files]);
			this.#views.set(entry, { ...kept, entities, revision, readAt: Date.now() });
		} catch (error) {
			this.#views.set(entry, { ...kept, problem: problemOf(error), revision, readAt: before.readAt });
		}
		this.#watchFolders();
		this.#onChange(this.views);
	}

	/** Folders, not files: an editor that writes aside and renames leaves a file's own watcher with the old one. */
	#watchFolders(): void {
		const folders = new Set([...this.#files.values()].flat().map((file) => dirname(file)));
		for (const [folder, watcher] of this.#watchers) {
			if (folders.has(folder)) continue;
			watcher.close();
			this.#watchers.delete(folder);
		}
		for (const folder of folders) {
			if (this.#watchers.has(folder)) continue;
			try {
				const watcher = watch(folder, { persistent: false }, (_, name) => this.#changed(folder, name));
				watcher.on("error", () => {
					watcher.close();
					this.#watchers.delete(folder);
				});
				this.#watchers.set(folder, watcher);
			} catch {
				// the folder is gone; its files' absence is told by the next reading
			}
		}
	}

	#changed(folder: string, name: string | null): void {
		for (const [entry, files] of this.#files) {
			const isOne = files.some((file) => dirname(file) === folder && (name === null || basename(file) === name));
			if (!isOne) continue;
			clearTimeout(this.#waiting.get(entry));
			this.#waiting.set(
				entry,
				setTimeout(() => void this.#read(entry), QUIET_MS),
			);
		}
	}
}

function problemOf(error: unknown): ErrorView {
	if (isFlyteError(error)) return { code: error.code, message: error.summary };
	return { code: "SERVER_LAUNCH", message: (error as Error).message };
}
