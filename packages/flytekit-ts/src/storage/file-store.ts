import { open, rm, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { errnoOf, storageError } from "../context/files/access-error.js";
import { readFileStream } from "../context/files/read-stream.js";
import { walkFiles } from "../context/files/walk-files.js";
import { writeAside } from "../context/files/write-aside.js";
import type { BlobStore } from "../context/ports/index.js";
import { displayUri, joinUri, localPathOf, schemeOf } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";
import { type ByteRange, clampRange } from "./byte-range.js";

/** Blobs as files of this machine: `file:///a/b`, and plain absolute paths. */
export class FileBlobStore implements BlobStore {
	readonly schemes = ["file"] as const;

	async read(uri: string, range?: ByteRange): Promise<Uint8Array> {
		const path = pathOf(uri);
		try {
			const file = await open(path, "r");
			try {
				const { start, end } = clampRange(uri, range, (await file.stat()).size);
				if (range === undefined) return await file.readFile();
				const bytes = new Uint8Array(end - start);
				let read = 0;
				while (read < bytes.byteLength) {
					const { bytesRead } = await file.read(bytes, read, bytes.byteLength - read, start + read);
					if (bytesRead === 0) break; // cut while it was read
					read += bytesRead;
				}
				return bytes.subarray(0, read);
			} finally {
				await file.close();
			}
		} catch (error) {
			throw storageError("STORAGE_READ", uri, error);
		}
	}

	async openRead(uri: string): Promise<ReadableStream<Uint8Array>> {
		return readFileStream(uri, pathOf(uri));
	}

	async write(uri: string, data: Uint8Array): Promise<void> {
		await this.put(uri, (file) => file.writeFile(data));
	}

	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		await this.put(uri, async (file) => {
			for await (const chunk of data) await file.appendFile(chunk);
		});
	}

	async stat(uri: string): Promise<{ readonly size: number } | undefined> {
		try {
			const found = await stat(pathOf(uri));
			return found.isFile() ? { size: found.size } : undefined;
		} catch (error) {
			if (isAbsent(error)) return undefined;
			throw storageError("STORAGE_READ", uri, error);
		}
	}

	async list(prefix: string): Promise<readonly string[]> {
		try {
			const names = await walkFiles(pathOf(prefix));
			return names.map((name) => joinUri(prefix, name)).sort();
		} catch (error) {
			if (isAbsent(error)) return [];
			throw storageError("STORAGE_READ", prefix, error);
		}
	}

	async delete(uri: string): Promise<void> {
		try {
			await rm(pathOf(uri), { force: true });
		} catch (error) {
			if (!isAbsent(error)) throw storageError("STORAGE_WRITE", uri, error);
		}
	}

	private async put(uri: string, fill: Parameters<typeof writeAside>[1]): Promise<void> {
		try {
			await writeAside(pathOf(uri), fill);
		} catch (error) {
			throw storageError("STORAGE_WRITE", uri, error);
		}
	}
}

/** Nothing there: the name is unknown, or a file stands where a folder would have to be. */
function isAbsent(error: unknown): boolean {
	const errno = errnoOf(error);
	return errno === "ENOENT" || errno === "ENOTDIR";
}

function pathOf(uri: string): string {
	const path = localPathOf(uri);
	if (path === undefined || !isAbsolute(path) || path.includes("\0")) {
		throw new FlyteError("STORAGE_URI", `${JSON.stringify(displayUri(uri))} is no place on this machine`, {
			wayOut: schemeOf(uri) === "file" ? "write file:///folder/name" : "give an absolute path, or file:///folder/name",
		});
	}
	return resolve(path);
}
