import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FileStamp, isUnchanged } from "../context/files/file-stamp.js";
import { type FolderStamp, lacksStill } from "../context/files/folder-stamp.js";
import type { Build } from "./build.js";
import { ownPackage } from "./own-package.js";

/** Raised when what is built, or how it is recorded, changes. */
const FORMAT = 4;

/** What is remembered of a build: enough to know that it is still true, and to explain its errors. */
export interface BuildRecord {
	readonly key: string;
	/** Milliseconds; when the build began. */
	readonly at: number;
	/** File name of the built program, beside the record. */
	readonly bundle: string;
	/** File names of what the bundle imports from beside it. */
	readonly chunks: readonly string[];
	/** The files of the program, absolute. */
	readonly modules: readonly string[];
	/** Those, and the configuration that was read, or would be if it were there. */
	readonly sources: readonly FileStamp[];
	/** Where a file would be found first that is not there. */
	readonly folders: readonly FolderStamp[];
	readonly imports: Build["imports"];
	readonly externals: Build["externals"];
}

/** The record of the last build of `entry`, if nothing it depends on has changed since. A damaged one counts as none. */
export function readRecord(folder: string, entry: string): BuildRecord | undefined {
	try {
		const record = JSON.parse(readFileSync(join(folder, recordName(entry)), "utf8")) as BuildRecord;
		if (record.key !== recordKey()) return undefined;
		if (![record.bundle, ...record.chunks].every((name) => existsSync(join(folder, name)))) return undefined;
		const { at, sources, folders } = record;
		const holds = sources.every((s) => isUnchanged(s, at)) && folders.every((f) => lacksStill(f, at));
		return holds ? record : undefined;
	} catch {
		return undefined;
	}
}

/** File name of the record of `entry`'s last build. */
export function recordName(entry: string): string {
	return `${hash(entry).slice(0, 20)}.json`;
}

/** What a record must have been made by: this format, this version of Node, this very package. */
export function recordKey(): string {
	return [FORMAT, process.versions.node.split(".")[0], ownPackage().entries.get(".") ?? ""].join(" ");
}

/** A content digest, fit for file names. */
export function hash(data: string): string {
	return createHash("sha256").update(data).digest("base64url");
}
