import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type BlobAccess, currentBlobAccess } from "../../context/blob-access.js";
import { errnoOf, storageError } from "../../context/files/access-error.js";
import { readFileStream } from "../../context/files/read-stream.js";
import { writeAside } from "../../context/files/write-aside.js";
import { displayUri, joinUri, localPathOf } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import { collectBytes, type FileData, toByteStream } from "./byte-stream.js";

/**
 * Where a file or folder is and how it is reached: a URI through the stores of the run it came from, or a local path of
 * the user's own, through the file system. Relative paths start at the process's working folder.
 */
export interface Location {
	readonly path: string;
	/** The stores to go through; undefined: those of the code that asks, and none for local paths. */
	readonly access: BlobAccess | undefined;
}

/** The absolute local path; undefined for a URI elsewhere. */
export function localOf(path: string): string | undefined {
	const local = localPathOf(path);
	return local === undefined ? undefined : resolve(local);
}

/** The path where it is a URI elsewhere; undefined for a local one. */
export function remoteOf(path: string): string | undefined {
	return localOf(path) === undefined ? path : undefined;
}

/** The path as a URI, or the absolute local path. */
export function uriOf(path: string): string {
	return path.startsWith("file:") ? path : (localOf(path) ?? path);
}

/** The bytes as they come. Throws FILE_MISSING or STORAGE_NOT_FOUND before the first. */
export async function openBytes(at: Location): Promise<ReadableStream<Uint8Array>> {
	const local = localOf(at.path);
	if (at.access === undefined && local !== undefined) {
		await checkFile(at.path, local);
		return readFileStream(at.path, local);
	}
	return (await accessOf(at, "reading")).blobs.openRead(storeUri(at.path, local));
}

/** All bytes. */
export async function readBytes(at: Location): Promise<Uint8Array> {
	if (at.access === undefined && localOf(at.path) !== undefined) return collectBytes(await openBytes(at));
	return (await accessOf(at, "reading")).blobs.read(storeUri(at.path, localOf(at.path)));
}

/** Writes a file whole or not at all, over what was there. */
export async function writeBytes(at: Location, data: FileData): Promise<void> {
	const local = localOf(at.path);
	if (at.access !== undefined || local === undefined) {
		const { blobs } = await accessOf(at, "writing");
		const uri = storeUri(at.path, local);
		if (data instanceof Uint8Array) await blobs.write(uri, data);
		else await blobs.writeStream(uri, toByteStream(data));
		return;
	}
	await saveStream(local, toByteStream(data));
}

/** Writes a stream to a local file, whole or not at all. */
export async function saveStream(local: string, data: ReadableStream<Uint8Array>): Promise<void> {
	try {
		await writeAside(local, async (file) => {
			for await (const chunk of data) await file.appendFile(chunk);
		});
	} catch (error) {
		throw storageError("STORAGE_WRITE", local, error);
	}
}

/** Refuses a local path at which there is no file. Throws FILE_MISSING. */
export async function checkFile(path: string, local: string): Promise<void> {
	const kind = await kindOf(local);
	if (kind === "file") return;
	throw new FlyteError(
		"FILE_MISSING",
		kind === "folder" ? `${shown(path, local)} is a folder, not a file` : `there is no file at ${shown(path, local)}`,
		{
			wayOut:
				kind === "folder"
					? "use a FlyteDirectory, or name a file inside it"
					: "write it first, or check the path; a relative one starts at the folder the process runs in",
		},
	);
}

/** Refuses a local path at which there is no folder. Throws FILE_MISSING. */
export async function checkFolder(path: string, local: string): Promise<void> {
	const kind = await kindOf(local);
	if (kind === "folder") return;
	throw new FlyteError(
		"FILE_MISSING",
		kind === "file" ? `${shown(path, local)} is a file, not a folder` : `there is no folder at ${shown(path, local)}`,
		{
			wayOut:
				kind === "file"
					? "use a FlyteFile, or name the folder it is in"
					: "make it first, or check the path; a relative one starts at the folder the process runs in",
		},
	);
}

/** The stores of the location, or those around the caller. Throws STORAGE_NO_CONTEXT when there are none. */
export async function accessOf(at: Location, doing: string): Promise<BlobAccess> {
	return at.access ?? requireAccess(`${doing} ${displayUri(at.path)}`);
}

/** The stores around the caller. Throws STORAGE_NO_CONTEXT. */
export function requireAccess(doing: string): BlobAccess {
	const access = currentBlobAccess();
	if (access !== undefined) return access;
	throw new FlyteError("STORAGE_NO_CONTEXT", `${doing} needs the stores of a run, and no task is running here`, {
		wayOut: 'do it inside a task\'s body, or import "flytekit-ts" itself rather than a part of it',
	});
}

/** A new URI for an output of that name. */
export function newOutputUri(access: BlobAccess, name?: string): string {
	const folder = joinUri(access.rawOutputPrefix, access.random.id(20));
	return name === undefined || name === "" ? folder : joinUri(folder, name);
}

/** The text a store takes: local paths made absolute, file URIs as they are. */
export function storeUri(path: string, local: string | undefined = localOf(path)): string {
	return local === undefined || path.startsWith("file:") ? path : local;
}

async function kindOf(local: string): Promise<"file" | "folder" | undefined> {
	try {
		return (await stat(local)).isDirectory() ? "folder" : "file";
	} catch (error) {
		const errno = errnoOf(error);
		if (errno === "ENOENT" || errno === "ENOTDIR") return undefined;
		throw storageError("STORAGE_READ", local, error);
	}
}

/** The path as given, and where that is when it is relative. */
function shown(path: string, local: string): string {
	return path === local || path.startsWith("file:") ? path : `${path} (${local})`;
}
