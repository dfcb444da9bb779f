import { FlyteError, isFlyteError } from "../../errors/index.js";
import { displayUri } from "../uri.js";

/** What to do about an error of the operating system, by its errno name. */
const WAYS_OUT: { readonly [errno: string]: string } = {
	EACCES: "check who may access the file and the folders above it",
	EPERM: "check who may access the file and the folders above it",
	EROFS: "the disk is read-only: choose another output location",
	ENOSPC: "free space on that disk, or choose another output location",
	EDQUOT: "free space within the quota, or choose another output location",
	EFBIG: "the file is larger than the disk or a limit (ulimit -f) allows",
	EMFILE: "too many files are open: raise the limit (ulimit -n), or run fewer tasks at a time",
	ENFILE: "the machine has too many files open: close other programs, or run fewer tasks at a time",
	EISDIR: "it is a folder: name a file inside it, or use a FlyteDirectory",
	ENOTEMPTY: "it is a folder: name a file inside it",
	ENOTDIR: "a part of the path is a file where a folder is needed",
	EEXIST: "a part of the path is a file where a folder is needed",
	ENAMETOOLONG: "choose a shorter name",
	ELOOP: "a link on the way points back at itself",
	EIO: "the disk reports an error: look at the system's log",
};

/** The errno name of a Node error, such as "ENOENT". */
export function errnoOf(error: unknown): string | undefined {
	if (typeof error !== "object" || error === null) return undefined;
	const { code } = error as { code?: unknown };
	return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** STORAGE_NOT_FOUND for a URI at which there is no file. */
export function notFound(uri: string, cause?: unknown): FlyteError {
	return new FlyteError("STORAGE_NOT_FOUND", `no file at ${displayUri(uri)}`, {
		wayOut: "check the spelling, and that what should have written it has run and was not cleaned away",
		...(cause === undefined ? {} : { cause }),
	});
}

/**
 * The error for a failed access: names the URI, the errno or the reason, and what to do. Errors that are already clear
 * pass as they are.
 */
export function storageError(code: "STORAGE_READ" | "STORAGE_WRITE", uri: string, error: unknown): FlyteError {
	if (isFlyteError(error)) return error;
	const errno = errnoOf(error);
	if (code === "STORAGE_READ" && errno === "ENOENT") return notFound(uri, error);
	const verb = code === "STORAGE_READ" ? "read" : "write";
	const wayOut = errno === undefined ? undefined : WAYS_OUT[errno];
	return new FlyteError(code, `cannot ${verb} ${displayUri(uri)}: ${errno ?? reasonOf(error)}`, {
		cause: error,
		...(wayOut === undefined ? {} : { wayOut }),
	});
}

function reasonOf(error: unknown): string {
	try {
		return error instanceof Error && error.message !== "" ? error.message : String(error);
	} catch {
		return "an error that cannot be shown";
	}
}
