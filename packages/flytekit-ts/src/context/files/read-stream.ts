import { type FileHandle, open } from "node:fs/promises";
import { storageError } from "./access-error.js";

const CHUNK = 256 * 1024;
/** For the read that should find the end. A file that says it is empty (/proc), or grows, gives more: whole chunks follow. */
const PROBE = 512;

/**
 * The file's bytes as they are asked for; closed at the end, on error and on cancel. Rejects with STORAGE_NOT_FOUND or
 * STORAGE_READ before the first chunk; a later failure errors the stream with STORAGE_READ.
 */
export async function readFileStream(uri: string, path: string): Promise<ReadableStream<Uint8Array>> {
	const { file, size } = await openFile(uri, path);
	let left = size;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				try {
					// as large as what is left: most files are small, and clearing a whole chunk costs more than reading them
					const room = left > 0 ? Math.min(CHUNK, left) : left === 0 ? PROBE : CHUNK;
					const { bytesRead, buffer } = await file.read(new Uint8Array(room), 0, room, null);
					left -= bytesRead;
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

async function openFile(uri: string, path: string): Promise<{ file: FileHandle; size: number }> {
	try {
		const file = await open(path, "r");
		const found = await file.stat();
		if (!found.isDirectory()) return { file, size: found.size };
		await file.close();
	} catch (error) {
		throw storageError("STORAGE_READ", uri, error);
	}
	throw storageError("STORAGE_READ", uri, { code: "EISDIR" });
}
