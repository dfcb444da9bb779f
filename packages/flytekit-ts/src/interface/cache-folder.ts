import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { digestOf } from "./file-stamp.js";

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/** Where a project's detected interfaces are kept: inside its node_modules, or in `.flyte` where it has none. */
export function cacheFolder(root: string): string {
	const modules = join(root, "node_modules");
	return existsSync(modules)
		? join(modules, ".cache", "flytekit-ts", "detect")
		: join(root, ".flyte", "cache", "detect");
}

/** Reads a JSON file; undefined when there is none, or none that can be read. */
export function readJson(folder: string, name: string): unknown {
	try {
		return JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * Writes a JSON file whole: aside, then renamed, so that neither a reader nor another writer sees half of one. A disk that
 * cannot be written only makes the next start slower.
 *
 * @returns whether it was written
 */
export function writeJson(folder: string, name: string, value: unknown): boolean {
	const file = join(folder, name);
	const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
	try {
		mkdirSync(folder, { recursive: true });
		keepOutOfGit(folder);
		writeFileSync(aside, JSON.stringify(value));
		renameSync(aside, file);
		return true;
	} catch {
		try {
			rmSync(aside, { force: true });
		} catch {
			// nothing was written then
		}
		return false;
	}
}

/** Removes what has not been written for a month; what is still wanted is simply detected again. */
export function pruneFolder(folder: string, now: number): void {
	try {
		for (const name of readdirSync(folder)) {
			const file = join(folder, name);
			if (now - statSync(file).mtimeMs > MONTH_MS) rmSync(file, { force: true });
		}
	} catch {
		// Housekeeping only: another process may be doing the same.
	}
}

let fingerprint: string | undefined;

/**
 * Says which detector made a result: another version, or a change of its source, makes all earlier results foreign.
 * Built chunks carry their content's hash in their name; sources are told apart by time.
 */
export function detectorFingerprint(): string {
	fingerprint ??= computeFingerprint(dirname(fileURLToPath(import.meta.url)));
	return fingerprint;
}

function computeFingerprint(here: string): string {
	const sources = join(here, "detect");
	try {
		if (!existsSync(sources)) return digestOf(readdirSync(here).sort().join("\n"));
		const stamps = readdirSync(sources).map((name) => `${name} ${statSync(join(sources, name)).mtimeMs}`);
		return digestOf(stamps.sort().join("\n"));
	} catch {
		return "unknown";
	}
}

/** A project without node_modules gets a `.flyte` folder beside its sources. */
function keepOutOfGit(folder: string): void {
	const at = folder.lastIndexOf(`${join(".flyte", "cache")}`);
	if (at === -1) return;
	const ignore = join(folder.slice(0, at), ".flyte", "cache", ".gitignore");
	if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}
