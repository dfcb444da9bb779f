import { join, relative, resolve, sep } from "node:path";
import type { BlobAccess } from "../../context/blob-access.js";
import { currentExecution } from "../../context/execution.js";
import { readFileStream } from "../../context/files/read-stream.js";
import { walkFiles } from "../../context/files/walk-files.js";
import { baseNameOf, joinUri, localPathOf } from "../../context/uri.js";
import type { HashOption } from "./content-hash.js";
import { inParallel } from "./in-parallel.js";
import { checkFile, checkFolder, localOf, newOutputUri } from "./location.js";

/** What is returned from a task, as far as its place goes. */
export interface Uploadable {
	readonly path: string;
	readonly remotePath?: string | false | undefined;
	readonly hash?: HashOption | undefined;
}

/**
 * The URI that stands for a file on the wire: its own when it is elsewhere already, or below the raw output prefix;
 * else it is copied there, under a random name. Throws FILE_MISSING.
 */
export async function uploadFile(file: Uploadable, access: BlobAccess): Promise<string> {
	const kept = keptUri(file, access);
	if (kept !== undefined) return kept;
	const local = resolve(localPathOf(file.path) ?? file.path);
	await checkFile(file.path, local);
	const target = typeof file.remotePath === "string" ? file.remotePath : newOutputUri(access, baseNameOf(local));
	await access.blobs.writeStream(target, await readFileStream(file.path, local));
	return target;
}

/** The same for a folder and all files below it. */
export async function uploadFolder(folder: Uploadable, access: BlobAccess): Promise<string> {
	const kept = keptUri(folder, access);
	if (kept !== undefined) return kept;
	const local = resolve(localPathOf(folder.path) ?? folder.path);
	await checkFolder(folder.path, local);
	const target = typeof folder.remotePath === "string" ? folder.remotePath : newOutputUri(access, baseNameOf(local));
	await inParallel(await walkFiles(local), async (name) => {
		const path = join(local, name);
		await access.blobs.writeStream(joinUri(target, name), await readFileStream(path, path));
	});
	return target;
}

function keptUri(item: Uploadable, access: BlobAccess): string | undefined {
	const local = localOf(item.path);
	if (local === undefined) return item.path;
	const absolute = item.path.startsWith("file:") ? item.path : local;
	if (item.remotePath === false) {
		currentExecution()?.keepFolderOf(local);
		return absolute;
	}
	if (item.remotePath !== undefined) return undefined;
	const prefix = localOf(access.rawOutputPrefix);
	if (prefix === undefined) return undefined;
	const way = relative(prefix, local);
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) ? absolute : undefined;
}
