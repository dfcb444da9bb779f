import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { digestOf } from "../context/files/file-stamp.js";

/** Loads the detector, and with it TypeScript. */
export const importDetector = () => import("./detect/index.js");

let fingerprint: string | undefined;

/**
 * Says which detector made a result: another version, or a change of its source, makes all earlier results foreign.
 * A built one carries the hash of its content, and of all that it imports, in the name that it is loaded by; sources are told
 * apart by time.
 */
export function detectorFingerprint(): string {
	fingerprint ??= builtName(String(importDetector)) ?? ofSources(dirname(fileURLToPath(import.meta.url)));
	return fingerprint;
}

/** The name with the hash that a bundler put into the import. */
export function builtName(importing: string): string | undefined {
	return /\bimport\(["']([^"']*-[A-Z0-9]{8}\.js)["']\)/.exec(importing)?.[1];
}

function ofSources(here: string): string {
	const sources = join(here, "detect");
	try {
		const folder = existsSync(sources) ? sources : here;
		const stamps = readdirSync(folder).map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`);
		return digestOf(stamps.sort().join("\n"));
	} catch {
		return "unknown";
	}
}
