import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

/** What changed so shortly before it was stamped may have changed again without its time moving on. */
export const UNSURE_MS = 2000;

/** In place of a digest: matches no content. */
const UNKNOWN = "changed while it was read";
/** In place of a digest: time and size decide. */
const BY_TIME = "by time";

/** What is remembered of a file that decided an outcome. `digest` is "" for one that was looked for and not there. */
export interface FileStamp {
	readonly file: string;
	readonly mtimeMs: number;
	readonly size: number;
	readonly digest: string;
}

/**
 * Stamps a file as it is now.
 *
 * @param since milliseconds; when the work began whose outcome it decided. A file written after that gets a stamp that
 * matches nothing, for nobody knows which text was read.
 * @param compare "time" for files that nobody edits and that come in great number: they are not read
 */
export function stampFile(file: string, since: number, compare: "content" | "time" = "content"): FileStamp {
	const stat = statSync(file, { throwIfNoEntry: false });
	if (stat === undefined || !stat.isFile()) return { file, mtimeMs: 0, size: 0, digest: "" };
	const known = () => (compare === "time" ? BY_TIME : digestOf(readFileSync(file)));
	return { file, mtimeMs: stat.mtimeMs, size: stat.size, digest: stat.mtimeMs >= since ? UNKNOWN : known() };
}

/**
 * Whether a file is as it was: by time and size, and by content where those differ or cannot be trusted.
 *
 * @param at milliseconds; when the stamp was made
 */
export function isUnchanged(stamp: FileStamp, at: number): boolean {
	const stat = statSync(stamp.file, { throwIfNoEntry: false });
	if (stat === undefined || !stat.isFile()) return stamp.digest === "";
	if (stamp.digest === "" || stamp.digest === UNKNOWN || stat.size !== stamp.size) return false;
	if (stamp.digest === BY_TIME) return stat.mtimeMs === stamp.mtimeMs;
	if (stat.mtimeMs === stamp.mtimeMs && stat.mtimeMs < at - UNSURE_MS) return true;
	return digestOf(readFileSync(stamp.file)) === stamp.digest;
}

/** A short content digest, fit for file names. */
export function digestOf(content: string | Uint8Array): string {
	return createHash("sha256").update(content).digest("hex").slice(0, 32);
}
