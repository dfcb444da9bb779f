import { createHash } from "node:crypto";

/**
 * Digest of an entity's or a value's deterministic bytes: SHA-256 as base64url, 43 characters that are fit for a version
 * or a file name. Equal content gives equal digests on every machine.
 */
export function digest(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("base64url");
}
