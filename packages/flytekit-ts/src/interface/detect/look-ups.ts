import { type Stats, statSync } from "node:fs";
import { listingOf } from "../../context/files/folder-stamp.js";

/** `/p/node_modules/name`, and with a scope: whether that is there is a matter of the project, what is inside is the package's. */
const INSIDE_PACKAGE = /[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/@][^\\/]*[\\/]/;
const TYPES_FOLDER = /[\\/]node_modules[\\/]@types$/;

/**
 * What the checker looked for on disk, beside what it read: names at which there was nothing, and folders that it searched for
 * declaration files. A file that comes to exist there may change what it finds.
 */
export class LookUps {
	readonly #absent = new Set<string>();
	readonly #listings = new Map<string, string>();

	/** Absolute paths at which there was nothing; inside of packages none are kept, for those change as a whole. */
	get absent(): readonly string[] {
		return [...this.#absent];
	}

	/** Listed folders, with what was in them at the time: see listingOf. */
	get listings(): ReadonlyMap<string, string> {
		return this.#listings;
	}

	isFile(path: string): boolean {
		return this.#note(path, statOf(path)?.isFile() === true);
	}

	isFolder(path: string): boolean {
		return this.#note(path, statOf(path)?.isDirectory() === true);
	}

	/** @returns undefined: the checker lists the folder itself */
	list(folder: string): undefined {
		const isOurs = !/[\\/]node_modules(?:[\\/]|$)/.test(folder) || TYPES_FOLDER.test(folder);
		if (isOurs) this.#listings.set(folder, listingOf(folder));
	}

	#note(path: string, exists: boolean): boolean {
		if (!exists && !INSIDE_PACKAGE.test(path)) this.#absent.add(path);
		return exists;
	}
}

function statOf(path: string): Stats | undefined {
	try {
		return statSync(path, { throwIfNoEntry: false });
	} catch {
		return undefined; // not for us to see: not there for the checker either
	}
}
