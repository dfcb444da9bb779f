import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, so that they are still there after a loss of power: a file's own sync does not save the name
 * of a folder that it is in. Throws what mkdir throws.
 */
export function makeDurableFolder(folder: string): void {
	const first = mkdirSync(folder, { recursive: true });
	if (first === undefined) return;
	for (let made = folder; ; made = dirname(made)) {
		syncFolder(dirname(made));
		if (made === first || made === dirname(made)) return;
	}
}

function syncFolder(folder: string): void {
	let fd: number;
	try {
		fd = openSync(folder, "r");
	} catch {
		return; // some systems open no folder, and one without the right to read this one made a folder in it
	}
	try {
		fsyncSync(fd);
	} catch {
		// nor does every file system sync one
	} finally {
		closeSync(fd);
	}
}
