import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { FlyteError } from "../../errors/index.js";
import { endpointFileName } from "./token-folder.js";
import type { SecretStore } from "./token-store.js";

/** Hears that a file or folder was open to others and no longer is. */
export type Mended = (what: string) => void;

/**
 * Tokens as files that this user alone can read (0600, in a folder of 0700), written aside and renamed, so that a reader never sees half of one. Modes
 * that are too wide are mended and said; what belongs to somebody else, or is a link, is refused. On Windows the home folder's own rules protect them.
 */
export function fileStore(folder: string, mended: Mended): SecretStore {
	const fileOf = (endpoint: string) => join(folder, `${endpointFileName(endpoint)}.json`);
	return {
		name: `files in ${folder}`,
		async get(endpoint) {
			const file = fileOf(endpoint);
			if ((await checkPrivate(folder, "folder", mended)) === undefined) return undefined;
			if ((await checkPrivate(file, "file", mended)) === undefined) return undefined;
			const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
			try {
				return await handle.readFile("utf8");
			} finally {
				await handle.close();
			}
		},
		async set(endpoint, text) {
			await mkdir(folder, { recursive: true, mode: 0o700 });
			await checkPrivate(folder, "folder", mended);
			const file = fileOf(endpoint);
			const aside = `${file}.${process.pid}.${randomBytes(6).toString("hex")}`;
			try {
				const handle = await open(aside, "wx", 0o600);
				try {
					await handle.writeFile(text);
					await handle.sync();
				} finally {
					await handle.close();
				}
				await rename(aside, file);
			} catch (error) {
				await rm(aside, { force: true });
				throw error;
			}
		},
		delete: (endpoint) => rm(fileOf(endpoint), { force: true }),
	};
}

/**
 * Sees that nobody but this user can read or change what lies at `path`, and mends its mode where somebody could.
 * @returns undefined when nothing is there
 * @throws FlyteError AUTH_STORE
 */
async function checkPrivate(path: string, kind: "file" | "folder", mended: Mended): Promise<Stats | undefined> {
	const stats = await lstat(path).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw error;
	});
	if (stats === undefined) return undefined;
	if (kind === "file" ? !stats.isFile() : !stats.isDirectory()) throw refused(path, `is no ${kind} of its own`);
	if (process.platform === "win32") return stats;
	if (stats.uid !== process.getuid?.()) throw refused(path, "belongs to another user");
	const excess = stats.mode & 0o077;
	if (excess === 0) return stats;
	const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
	try {
		await handle.chmod(kind === "file" ? 0o600 : 0o700);
	} catch (error) {
		throw refused(
			path,
			`has mode ${octal(stats.mode)}, which could not be changed: ${(error as NodeJS.ErrnoException).code}`,
		);
	} finally {
		await handle.close();
	}
	mended(
		`${path} had mode ${octal(stats.mode)}, so others could read the token kept there; it is ${kind === "file" ? "0600" : "0700"} now`,
	);
	return stats;
}

function refused(path: string, why: string): FlyteError {
	return new FlyteError("AUTH_STORE", `${path}, where a token is kept, ${why}`, {
		wayOut: "remove it and log in again",
	});
}

function octal(mode: number): string {
	return (mode & 0o777).toString(8).padStart(4, "0");
}
