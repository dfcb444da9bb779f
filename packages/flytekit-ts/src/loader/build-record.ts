import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FileStamp, isUnchanged, stampFile } from "../context/files/file-stamp.js";
import { type FolderStamp, lacksStill, stampFolders } from "../context/files/folder-stamp.js";
import { configChain } from "../context/files/tsconfig.js";
import type { Build } from "./build.js";
import { writeBuilt } from "./cache-folder.js";
import { ownPackage } from "./own-package.js";
import { rivalsOf } from "./rivals.js";

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

/** Stores a build beside its record and returns the record. */
export function writeRecord(folder: string, entry: string, build: Build, at: number): BuildRecord {
	const bundle = `${hash([build, ...build.chunks].map(({ code, map }) => `${code}\0${map}`).join("\0"))}.mjs`;
	for (const { name, code, map } of [...build.chunks, { ...build, name: bundle }]) {
		writeBuilt(folder, `${name}.map`, map);
		writeBuilt(folder, name, `${code}//# sourceMappingURL=${name}.map\n`);
	}
	const record: BuildRecord = {
		key: recordKey(),
		at,
		bundle,
		chunks: build.chunks.map(({ name }) => name),
		modules: build.files,
		sources: [...build.files, ...configFiles(build.files)].map((file) => stampFile(file, at)),
		folders: stampFolders(rivalsOf(build.requests)),
		imports: build.imports,
		externals: build.externals,
	};
	writeBuilt(folder, recordName(entry), JSON.stringify(record));
	return record;
}

/** Every tsconfig.json and package.json that esbuild may have read: those above the files, and what they extend. */
function configFiles(files: readonly string[]): string[] {
	const found = new Set<string>();
	const folders = new Set<string>();
	for (const file of files) {
		for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) {
			folders.add(folder);
			found.add(join(folder, "package.json"));
			for (const config of configChain(join(folder, "tsconfig.json"))) found.add(config.file);
		}
	}
	return [...found];
}

const recordName = (entry: string) => `${hash(entry).slice(0, 20)}.json`;
const recordKey = () => [FORMAT, process.versions.node.split(".")[0], ownPackage().entries.get(".") ?? ""].join(" ");
const hash = (data: string | Uint8Array) => createHash("sha256").update(data).digest("base64url");
