import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where tokens are kept as files, and where processes that log in wait for each other: beside flytectl's own settings. */
export function tokenFolder(home: string = homedir()): string {
	return join(home, ".flyte", "flytekit-ts", "tokens");
}

/** A file's name for a Flyte server, readable and different for different ones. */
export function endpointFileName(endpoint: string): string {
	const readable = endpoint.replace(/[^a-z0-9.-]/gi, "_").slice(0, 60);
	return `${readable}-${createHash("sha256").update(endpoint).digest("hex").slice(0, 12)}`;
}
