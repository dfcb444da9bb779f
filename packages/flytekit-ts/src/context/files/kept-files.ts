import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Writes a file of a cache whole, aside and then renamed: a reader, or another process doing the same, never sees half of
 * one. Makes the folders above. When anything fails nothing stays behind and the error passes as it is.
 */
export function writeWhole(folder: string, name: string, content: string): void {
	const file = join(folder, name);
	const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
	mkdirSync(folder, { recursive: true });
	try {
		writeFileSync(aside, content);
		renameSync(aside, file);
	} catch (error) {
		rmSync(aside, { force: true });
		throw error;
	}
}

/** Removes what has not been written for a month: what is still wanted of a cache is simply made again. */
export function pruneFolder(folder: string, now: number): void {
	try {
		for (const name of readdirSync(folder)) {
			const file = join(folder, name);
			if (now - statSync(file).mtimeMs > MONTH_MS) rmSync(file, { force: true });
		}
	} catch {
		// Housekeeping only: another process may be doing the same.
	}
}
