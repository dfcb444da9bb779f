import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isFlyteError } from "../../../errors/index.js";
import { outputsPlace } from "../outputs-place.js";
import type { RunStore, RunSummary } from "../run-store.js";
import { mentions } from "./mentions.js";
import { removeFiles } from "./remove-files.js";

/** Which runs are meant: those with these ids, or those that all of the other conditions hold for. */
export interface RemoveFilter {
	/** Whole ids. */
	readonly ids?: readonly string[];
	/** Ended, or begun where they have not, before this: milliseconds since the epoch. */
	readonly before?: number;
	/** Not of the newest so many. */
	readonly keep?: number;
}

/** What was removed, or would be. */
export interface Removal {
	readonly removed: readonly RunSummary[];
	/** Meant, and under way: these are never touched. */
	readonly running: readonly RunSummary[];
	/** Of files. */
	readonly bytes: number;
	/** Files that stay: a cached result, or another run, refers to them. */
	readonly keptFiles: number;
	/** Bytes that the store's own file has given back. */
	readonly storeBytes: number;
	/** Another process uses the store, so its file keeps its size: what is free in it is used again. */
	readonly isStoreBusy: boolean;
}

/** Files of no run, where a run was removed and its process then died, go after so long: before that they may be of one that is about to begin. */
const ORPHAN_MS = 24 * 3_600_000;

/** The runs that are meant, the newest first. */
export function runsMeant(store: RunStore, { ids, before, keep = 0 }: RemoveFilter): readonly RunSummary[] {
	const all = store.runs({ limit: Number.POSITIVE_INFINITY });
	if (ids !== undefined) return all.filter(({ id }) => ids.includes(id));
	return all.filter((run, i) => i >= keep && (before === undefined || (run.endedAt ?? run.startedAt) < before));
}

/**
 * Removes runs: their records, logs and answers, and those of their files that neither a cached result nor another run refers to. A
 * run that is under way is left alone. `isTrial`: only says what would be removed. Throws JOURNAL_*, and what the file system says.
 */
export function removeRuns(store: RunStore, filter: RemoveFilter, isTrial: boolean): Removal {
	const removed: RunSummary[] = [];
	const running: RunSummary[] = [];
	for (const run of runsMeant(store, filter)) {
		const isGone = run.state !== "running" && (isTrial || store.remove(run.id));
		(isGone ? removed : running).push(run);
	}
	const places = [...removed.map(({ id }) => id), ...(isTrial ? [] : orphans(store))];
	const mentioned = mentions(store.database, new Set(places));
	let [bytes, keptFiles] = [0, 0];
	for (const id of places) {
		const files = removeFiles(folderOf(store, id), mentioned.get(id) ?? [], isTrial);
		bytes += files.bytes;
		keptFiles += files.kept;
	}
	const shrunk = isTrial || removed.length === 0 ? { storeBytes: 0, isStoreBusy: false } : shrink(store);
	return { removed, running, bytes, keptFiles, ...shrunk };
}

/** Folders below the runs' that are no run's any more. */
function orphans(store: RunStore): string[] {
	const parent = dirname(folderOf(store, "any"));
	let names: string[];
	try {
		names = readdirSync(parent);
	} catch {
		return [];
	}
	const latest = Date.now() - ORPHAN_MS;
	return names.filter((id) => store.find(id) === undefined && statSync(join(parent, id)).mtimeMs < latest);
}

function folderOf(store: RunStore, id: string): string {
	return fileURLToPath(outputsPlace(store.path, id));
}

/** Gives what is free in the store's file back to the disk. */
function shrink({ database, path }: RunStore): Pick<Removal, "storeBytes" | "isStoreBusy"> {
	const before = sizeOf(path);
	try {
		database.exec("vacuum");
		database.pragma("wal_checkpoint(TRUNCATE)");
	} catch (error) {
		if (isFlyteError(error, "JOURNAL_BUSY")) return { storeBytes: 0, isStoreBusy: true };
		throw error;
	}
	return { storeBytes: Math.max(0, before - sizeOf(path)), isStoreBusy: false };
}

function sizeOf(path: string): number {
	return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
