import { closeSync, fsyncSync, openSync, statSync, unlinkSync, writeSync } from "node:fs";
import { FlyteError } from "../../errors/index.js";

/** How long a statement waits for another process before it is refused, in milliseconds. */
export const BUSY_MS = 10_000;

/** SQLite's primary result codes, of which each extended one has one in its lowest byte. */
const PRIMARY: ReadonlyMap<number, string> = new Map([
	[5, "SQLITE_BUSY"],
	[6, "SQLITE_LOCKED"],
	[8, "SQLITE_READONLY"],
	[10, "SQLITE_IOERR"],
	[11, "SQLITE_CORRUPT"],
	[13, "SQLITE_FULL"],
	[14, "SQLITE_CANTOPEN"],
	[26, "SQLITE_NOTADB"],
]);

/** What is said of a store whose tables are not those that were made: our statements are right. */
const MISSING =
	/no such (?:table|column|index)|has no column|already exists|malformed database schema|unsupported file format/;

/** What SQLite says, as an error that names the file, what the system said, and the way out. Others pass as they are. */
export function storeError(path: string, doing: "open" | "read" | "write", error: unknown, busyMs = BUSY_MS): unknown {
	const { message = "", rawCode } = error as { message?: string; rawCode?: number };
	const code = codeOf(error);
	if (code === undefined && doing !== "open") return error;
	const known =
		code === undefined ? "" : MISSING.test(message) ? "SQLITE_CORRUPT" : (PRIMARY.get((rawCode ?? 0) & 0xff) ?? code);
	const details = { cause: error, path };
	if (known === "SQLITE_CORRUPT" || known === "SQLITE_NOTADB") {
		return new FlyteError("JOURNAL_DAMAGED", `the store ${path} is damaged: ${message} (${code})`, {
			...details,
			wayOut: `save what can be read with: tsflyte recover --salvage --store ${path}`,
		});
	}
	if (known === "SQLITE_BUSY" || known === "SQLITE_LOCKED") {
		return new FlyteError("JOURNAL_BUSY", `the store ${path} was held by another process for over ${busyMs / 1000} s`, {
			...details,
			wayOut: "wait for it, or give this run a store of its own: --store PATH",
		});
	}
	if (known === "SQLITE_FULL") {
		return new FlyteError("JOURNAL_IO", `no space: the store ${path} could not be written (ENOSPC)`, {
			...details,
			wayOut: "make room on that disk, then go on with: tsflyte recover RUN",
		});
	}
	if (known === "SQLITE_IOERR" || known === "SQLITE_READONLY") {
		const did = doing === "read" ? "read" : "written";
		return new FlyteError(
			"JOURNAL_IO",
			`the store ${path} could not be ${did}: ${message} (${said(path, code ?? known)})`,
			{
				...details,
				wayOut: "see to the disk and the file's permissions, then go on with: tsflyte recover RUN",
			},
		);
	}
	if (doing === "open" || known === "SQLITE_CANTOPEN") {
		return new FlyteError(
			"JOURNAL_OPEN",
			`the store ${path} could not be opened: ${message} (${said(path, code ?? "SQLITE_CANTOPEN")})`,
			{ ...details, wayOut: "its folder must exist and be writable; --store PATH names another" },
		);
	}
	return error;
}

/** Undefined for what is none of SQLite's errors. */
function codeOf(error: unknown): string | undefined {
	const { code, rawCode } = error as { code?: unknown; rawCode?: unknown };
	if (typeof code !== "string") return undefined;
	if (code.startsWith("SQLITE")) return code;
	// the driver has no name for all of them
	if (typeof rawCode === "number" && PRIMARY.has(rawCode & 0xff)) return `${PRIMARY.get(rawCode & 0xff)}, ${rawCode}`;
	return undefined;
}

/** SQLite's code, and the system's where it can still be heard: the driver does not pass it on. */
function said(path: string, code: string): string {
	const system = askSystem(path);
	return system === undefined ? code : `${system}, ${code}`;
}

/** Does with a file beside the store what was refused to the store: opens, writes as far out as it is long, syncs, removes. */
function askSystem(path: string): string | undefined {
	const probe = `${path}-probe-${process.pid}`;
	try {
		closeSync(openSync(path, "a"));
		const fd = openSync(probe, "w");
		try {
			const length = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
			writeSync(fd, new Uint8Array(4096), 0, 4096, length);
			fsyncSync(fd);
		} finally {
			closeSync(fd);
			unlinkSync(probe);
		}
		return undefined;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code;
	}
}
