import { type FileHandle, open } from "node:fs/promises";
import { storageError } from "./access-error.js";

const CHUNK = 256 * 1024;

/**
 * The file's bytes as they are asked for; closed at the end, on error and on cancel. Rejects with STORAGE_NOT_FOUND or
 * STORAGE_READ before the first chunk; a later failure errors the stream with STORAGE_READ.
 */
export async function readFileStream(uri: string, path: string): Promise<ReadableStream<Uint8Array>> {
	const file = await openFile(uri, path);
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				try {
					const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK), 0, CHUNK, null);
					if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
					else {
						await file.close();
						controller.close();
					}
				} catch (error) {
					await file.close().catch(() => undefined); // the first error is the one to report
					controller.error(storageError("STORAGE_READ", uri, error));
				}
			},
			cancel: () => file.close(),
		},
		{ highWaterMark: 0 },
	);
}

async function openFile(uri: string, path: string): Promise<FileHandle> {
	try {
		const file = await open(path, "r");
		if (!(await file.stat()).isDirectory()) return file;
		await file.close();
	} catch (error) {
		throw storageError("STORAGE_READ", uri, error);
	}
	throw storageError("STORAGE_READ", uri, { code: "EISDIR" });
}
