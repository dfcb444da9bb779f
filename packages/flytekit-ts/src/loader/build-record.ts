import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Build } from "./build.js";
import { writeWhole } from "./cache-folder.js";
import { ownPackage } from "./own-package.js";

/** Raised when what is built, or how it is recorded, changes. */
const FORMAT = 3;
/** A file changed so shortly before the build may have changed again without its time moving on. */
const UNSURE_MS = 2000;

/** What is remembered of a build: enough to know that it is still true, and to explain its errors. */
export interface BuildRecord {
	readonly key: string;
	/** Milliseconds; when the build began. */
	readonly at: number;
	/** File name of the built program, beside the record. */
	readonly bundle: string;
	/** File names of what the bundle imports from beside it. */
	readonly chunks: readonly string[];
	readonly sources: readonly SourceStamp[];
	readonly imports: Build["imports"];
	readonly externals: Build["externals"];
}

/** A file that decided the outcome; `digest` is "" for one that was looked for and not there (a tsconfig). */
interface SourceStamp {
	readonly file: string;
	readonly mtimeMs: number;
	readonly size: number;
	readonly digest: string;
	/** Part of the program; false for configuration. */
	readonly isModule: boolean;
}

/** The record of the last build of `entry`, if nothing it depends on has changed since. A damaged one counts as none. */
export function readRecord(folder: string, entry: string): BuildRecord | undefined {
	try {
		const record = JSON.parse(readFileSync(join(folder, recordName(entry)), "utf8")) as BuildRecord;
		if (record.key !== recordKey()) return undefined;
		if (![record.bundle, ...record.chunks].every((name) => existsSync(join(folder, name)))) return undefined;
		return record.sources.every((source) => isUnchanged(source, record.at)) ? record : undefined;
	} catch {
		return undefined;
	}
}

/** Stores a build beside its record and returns the record. */
export function writeRecord(folder: string, entry: string, build: Build, at: number): BuildRecord {
	const bundle = `${hash([build, ...build.chunks].map(({ code, map }) => `${code}\0${map}`).join("\0"))}.mjs`;
	for (const { name, code, map } of [...build.chunks, { ...build, name: bundle }]) {
		writeWhole(folder, `${name}.map`, map);
		writeWhole(folder, name, `${code}//# sourceMappingURL=${name}.map\n`);
	}
	const record: BuildRecord = {
		key: recordKey(),
		at,
		bundle,
		chunks: build.chunks.map(({ name }) => name),
		sources: [
			...build.files.map((file) => stamp(file, true, at)),
			...configFiles(build.files).map((file) => stamp(file, false, at)),
		],
		imports: build.imports,
		externals: build.externals,
	};
	writeWhole(folder, recordName(entry), JSON.stringify(record));
	return record;
}

/** The files of the program. */
export function recordedFiles(record: BuildRecord): string[] {
	return record.sources.filter((source) => source.isModule).map((source) => source.file);
}

function stamp(file: string, isModule: boolean, at: number): SourceStamp {
	const stat = statSync(file, { throwIfNoEntry: false });
	if (stat === undefined) return { file, mtimeMs: 0, size: 0, digest: "", isModule };
	// Written while it was being built: nobody knows which text the build saw, so the record must not match any.
	const digest = stat.mtimeMs >= at ? "changed" : hash(readFileSync(file));
	return { file, mtimeMs: stat.mtimeMs, size: stat.size, digest, isModule };
}

function isUnchanged(source: SourceStamp, at: number): boolean {
	const stat = statSync(source.file, { throwIfNoEntry: false });
	if (stat === undefined) return source.digest === "";
	if (source.digest === "" || stat.size !== source.size) return false;
	if (stat.mtimeMs === source.mtimeMs && stat.mtimeMs < at - UNSURE_MS) return true;
	return hash(readFileSync(source.file)) === source.digest;
}

/** Every tsconfig.json and package.json that esbuild may have read: those above the files, and what they extend. */
function configFiles(files: readonly string[]): string[] {
	const found = new Set<string>();
	const folders = new Set<string>();
	for (const file of files) {
		for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) {
			folders.add(folder);
			found.add(join(folder, "package.json"));
			addConfig(join(folder, "tsconfig.json"), found);
		}
	}
	return [...found];
}

function addConfig(file: string, found: Set<string>): void {
	if (found.has(file)) return;
	found.add(file);
	if (!existsSync(file)) return;
	const list = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
	for (const [, path] of list.matchAll(/"([^"]*)"/g)) {
		if (path === undefined || !(path.startsWith(".") || isAbsolute(path))) continue;
		const target = resolve(dirname(file), path);
		addConfig(existsSync(target) || target.endsWith(".json") ? target : `${target}.json`, found);
	}
}

const recordName = (entry: string) => `${hash(entry).slice(0, 20)}.json`;
const recordKey = () => [FORMAT, process.versions.node.split(".")[0], ownPackage().entries.get(".") ?? ""].join(" ");
const hash = (data: string | Uint8Array) => createHash("sha256").update(data).digest("base64url");
