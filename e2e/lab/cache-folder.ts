import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where built programs, installed packages and the folders of runs are kept: outside any checkout. */
export function cacheFolder(...parts: string[]): string {
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "flytekit-ts-e2e", ...parts);
}

/** Names a folder by what went into it. */
export function digestOf(parts: readonly (string | Uint8Array)[]): string {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(String(part.length)).update("\0").update(part);
	return hash.digest("hex").slice(0, 12);
}
