import { randomUUID } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import { MemberPaths } from "./member-paths.js";
import { type TarMember, tarMembers } from "./tar-members.js";

/** What an archive may hold at most. */
export interface ArchiveLimits {
	/** Files and folders. Default: 100,000 */
	readonly members?: number;
	/** Bytes of all of it, unpacked. Default: 1 GiB */
	readonly bytes?: number;
}

const MEMBERS = 100_000;
const BYTES = 1024 * 1024 * 1024;

/**
 * Unpacks a gzipped tar archive of code into `folder`, over what is there; what pyflyte packs too. The archive is judged whole before the
 * first file is written, everything is written into a fresh folder inside, and moved to its place when all of it is there.
 * Throws ARCHIVE_MALFORMED, ARCHIVE_MEMBER, ARCHIVE_LIMIT, ARCHIVE_FOLDER.
 *
 * @returns paths of the files, as the archive orders them
 */
export function unpackArchive(archive: Uint8Array, folder: string, limits: ArchiveLimits = {}): readonly string[] {
	const files = judged(archive, limits);
	const aside = join(folder, `.flyte-${randomUUID()}.part`);
	let at = aside;
	try {
		mkdirSync(aside, { recursive: true });
		for (const [path, { kind, bytes, mode }] of files) {
			at = join(aside, path);
			mkdirSync(kind === "folder" ? at : dirname(at), { recursive: true });
			// executable or not is all of a mode that code needs
			if (kind === "file") writeFileSync(at, bytes, { mode: (mode & 0o111) === 0 ? 0o644 : 0o755, flag: "wx" });
		}
		checkWay(aside, folder);
		moveInto(aside, folder);
	} catch (cause) {
		if (isFlyteError(cause)) throw cause;
		throw new FlyteError(
			"ARCHIVE_FOLDER",
			`cannot unpack the archive of code to ${folder}: ${(cause as Error).message}`,
			{
				wayOut: "the container's user must be able to write there: name another --destination-dir when registering",
				cause,
			},
		);
	} finally {
		discard(aside);
	}
	return [...files].flatMap(([path, { kind }]) => (kind === "file" ? [path] : []));
}

function judged(archive: Uint8Array, limits: ArchiveLimits): Map<string, TarMember> {
	const { members: maxMembers = MEMBERS, bytes: maxBytes = BYTES } = limits;
	const paths = new MemberPaths();
	const files = new Map<string, TarMember>();
	for (const member of tarMembers(unzipped(archive, maxBytes))) {
		const path = paths.check(member);
		if (path !== "") files.set(path, member);
		if (files.size > maxMembers) throw beyond(`more than ${maxMembers} files and folders`);
	}
	return files;
}

function unzipped(archive: Uint8Array, maxBytes: number): Uint8Array {
	if (archive[0] !== 0x1f || archive[1] !== 0x8b) throw unsound("it does not start as gzip does");
	try {
		return gunzipSync(archive, { maxOutputLength: maxBytes });
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
			throw beyond(`more than ${maxBytes} bytes unpacked`);
		throw unsound((cause as Error).message, cause);
	}
}

/** Whatever went wrong before is what the caller should hear of. */
function discard(folder: string): void {
	try {
		rmSync(folder, { recursive: true, force: true });
	} catch {
		// it was never made
	}
}

/** Throws ARCHIVE_FOLDER where something in `to` is neither a file that a file replaces nor a folder that a folder goes into. */
function checkWay(from: string, to: string): void {
	for (const entry of readdirSync(from, { withFileTypes: true })) {
		const target = join(to, entry.name);
		const there = lstatSync(target, { throwIfNoEntry: false });
		if (there === undefined) continue;
		if (there.isSymbolicLink()) throw inTheWay(target, "a link");
		if (there.isDirectory() !== entry.isDirectory())
			throw inTheWay(target, there.isDirectory() ? "a folder" : "a file");
		if (there.isDirectory()) checkWay(join(from, entry.name), target);
	}
}

/** Moves what is in `from` to `to`, folder into folder, file over file. */
function moveInto(from: string, to: string): void {
	for (const entry of readdirSync(from, { withFileTypes: true })) {
		const [source, target] = [join(from, entry.name), join(to, entry.name)];
		if (entry.isDirectory() && existsSync(target)) moveInto(source, target);
		else renameSync(source, target);
	}
}

function inTheWay(path: string, what: string): FlyteError {
	return new FlyteError("ARCHIVE_FOLDER", `${what} is in the way of what the archive of code has at ${path}`, {
		wayOut: "unpack to a folder of its own: name another --destination-dir when registering",
	});
}

function beyond(what: string): FlyteError {
	return new FlyteError("ARCHIVE_LIMIT", `the archive of code holds ${what}; nothing was unpacked`, {
		wayOut: "leave large files out by .flyteignore, and put them into the image or a store",
	});
}

function unsound(problem: string, cause?: unknown): FlyteError {
	return new FlyteError("ARCHIVE_MALFORMED", `not a gzipped tar archive: ${problem}`, {
		wayOut: "package or register the code again",
		...(cause === undefined ? {} : { cause }),
	});
}
