import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { digestOf, UNSURE_MS } from "./file-stamp.js";

/** What is remembered of a folder in which something was looked for: a file that comes to exist may decide otherwise. */
export interface FolderStamp {
	readonly folder: string;
	/** 0 for a folder that was not there. */
	readonly mtimeMs: number;
	/** Names that were looked for in it and not there. */
	readonly absent: readonly string[];
	/** Where all of its declaration files were asked for: see {@link listingOf}. */
	readonly listing?: string;
}

/**
 * Stamps the folders of what was looked for.
 *
 * @param absent absolute paths at which there was nothing
 * @param listings {@link listingOf} of folders that were listed, as they were then
 */
export function stampFolders(
	absent: Iterable<string>,
	listings: ReadonlyMap<string, string> = new Map(),
): readonly FolderStamp[] {
	const names = new Map<string, Set<string>>([...listings.keys()].map((folder) => [folder, new Set<string>()]));
	for (const path of absent) {
		const folder = dirname(path);
		const inside = names.get(folder) ?? new Set();
		names.set(folder, inside.add(basename(path)));
	}
	return [...names].map(([folder, inside]) => {
		const listing = listings.get(folder);
		const mtimeMs = timeOf(folder);
		return { folder, mtimeMs, absent: [...inside].sort(), ...(listing === undefined ? {} : { listing }) };
	});
}

/**
 * Whether nothing has come to a folder that would matter. A folder's own time says mostly that nothing came or went at all.
 *
 * @param since milliseconds; when the looking began
 */
export function lacksStill(stamp: FolderStamp, since: number): boolean {
	const mtimeMs = timeOf(stamp.folder);
	if (mtimeMs === 0) return stamp.listing === undefined || stamp.mtimeMs === 0;
	if (mtimeMs === stamp.mtimeMs && mtimeMs < since - UNSURE_MS) return true;
	if (stamp.listing !== undefined && stamp.listing !== listingOf(stamp.folder)) return false;
	return stamp.absent.every((name) => !existsSync(join(stamp.folder, name)));
}

function timeOf(folder: string): number {
	const stat = statSync(folder, { throwIfNoEntry: false });
	return stat?.isDirectory() === true ? stat.mtimeMs : 0;
}

/** Digest of a folder's declaration files and of the folders in it, those aside in which TypeScript does not look unasked. */
export function listingOf(folder: string): string {
	try {
		const names = readdirSync(folder, { withFileTypes: true })
			.filter(
				(entry) => /\.d\.[cm]?ts$/.test(entry.name) || (!entry.isFile() && !/^(\.|node_modules$)/.test(entry.name)),
			)
			.map((entry) => entry.name);
		return digestOf(names.sort().join("\n"));
	} catch {
		return "";
	}
}
