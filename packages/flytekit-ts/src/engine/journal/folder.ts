import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it, so that they are still there after a loss of power: a file's own sync does not save the name
 * of a folder that it is in. Throws what mkdir throws.
 */
export function makeDurableFolder(folder: string): void {
	const missing: string[] = [];
	for (let at = resolve(folder); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.push(at);
	// one by one: what Node says of a whole path that could not be made is not always what the system said
	for (const made of missing.reverse()) {
		try {
			mkdirSync(made);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process was quicker
		}
		syncFolder(dirname(made));
	}
	// where it is a file, it is said as of any folder
	if (missing.length === 0) mkdirSync(folder, { recursive: true });
}

function syncFolder(folder: string): void {
	let fd: number;
	try {
		fd = openSync(folder, "r");
	} catch {
		return; // some systems open no folder, and one may make a folder where one may not read
	}
	try {
		fsyncSync(fd);
	} catch {
		// nor does every file system sync one
	} finally {
		closeSync(fd);
	}
}
