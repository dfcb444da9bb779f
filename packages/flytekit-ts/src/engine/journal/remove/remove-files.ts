import { lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What became of the files of a run, or would become. */
export interface RemovedFiles {
	/** Given back. */
	readonly bytes: number;
	/** Files that stay, for somebody refers to them. */
	readonly kept: number;
}

/**
 * Removes what is in a folder but the places that are mentioned, with what is in them. `isTrial`: removes nothing. Throws what the file
 * system says.
 */
export function removeFiles(folder: string, mentioned: readonly string[], isTrial: boolean): RemovedFiles {
	let [bytes, kept] = [0, 0];
	const wanted = mentioned.flatMap((text) => [text, decoded(text)]);
	const visit = (path: string, name: string): void => {
		const isFolder = lstatSync(path).isDirectory();
		if (isFolder && (name === "" || wanted.some((text) => text.startsWith(`${name}/`)))) {
			for (const inner of readdirSync(path)) visit(join(path, inner), name === "" ? inner : `${name}/${inner}`);
			if (!isTrial && readdirSync(path).length === 0) rmdirSync(path);
		} else if (name !== "" && wanted.some((text) => text.startsWith(name))) {
			kept += sizeOf(path).files;
		} else {
			bytes += sizeOf(path).bytes;
			if (!isTrial) rmSync(path, { recursive: true, force: true });
		}
	};
	try {
		visit(folder, "");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error; // it had none
	}
	return { bytes, kept };
}

function sizeOf(path: string): { readonly files: number; readonly bytes: number } {
	const stat = lstatSync(path);
	if (!stat.isDirectory()) return { files: 1, bytes: stat.size };
	const inner = readdirSync(path).map((name) => sizeOf(join(path, name)));
	return {
		files: inner.reduce((sum, { files }) => sum + files, 0),
		bytes: inner.reduce((sum, { bytes }) => sum + bytes, 0),
	};
}

function decoded(text: string): string {
	return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
