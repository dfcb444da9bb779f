import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

const UNFINISHED = /(?:^|\/)\.flyte-[0-9a-f-]{36}\.part$/;

/** Whether a file is one that is being written, or was when its process died. */
export function isUnfinished(name: string): boolean {
	return UNFINISHED.test(name);
}

/**
 * Writes a file whole or not at all: `fill` writes into a file beside it, which then takes the name. Makes the folders
 * above. When anything fails nothing stays behind and the error passes as it is. Not synced: a power cut may lose it.
 */
export async function writeAside(path: string, fill: (file: FileHandle) => Promise<unknown>): Promise<void> {
	const folder = dirname(path);
	await mkdir(folder, { recursive: true });
	const aside = join(folder, `.flyte-${unusedName()}.part`);
	const file = await open(aside, "wx");
	try {
		try {
			await fill(file);
		} finally {
			await file.close();
		}
		await rename(aside, path);
	} catch (error) {
		await rm(aside, { force: true });
		throw error;
	}
}

/** Shaped like a UUID. Not for secrets: it only has to be unused, and node:crypto takes a container's start two milliseconds. */
function unusedName(): string {
	return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replaceAll("x", () => Math.floor(Math.random() * 16).toString(16));
}
