import { displayUri } from "../context/uri.js";
import { FlyteError } from "../errors/index.js";

/** Bucket and key of `scheme://bucket/key`, both verbatim: `?` and `#` are parts of names. Throws STORAGE_URI. */
export function splitObjectUri(uri: string, example: string): { readonly authority: string; readonly key: string } {
	const [, authority = "", key = ""] = /^[^:]+:\/\/([^/]*)\/?([\s\S]*)$/.exec(uri) ?? [];
	// nothing that could become another host's name, a port or a password
	if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(authority)) {
		throw uriError(uri, "its bucket has no proper name", `write ${example}`);
	}
	checkKey(uri, key);
	return { authority, key };
}

/** Refuses keys that no request can name. Throws STORAGE_URI. */
export function checkKey(uri: string, key: string): void {
	if (/(^|\/)\.\.?(\/|$)/.test(key)) {
		// every HTTP client and server resolves these as folders, so they cannot be names
		throw uriError(uri, "it has . or .. among its folders", "write the place it means");
	}
	if (!key.isWellFormed())
		throw uriError(uri, "half of a character is missing in it", "give a name in whole characters");
}

/** A key as part of a URL's path: everything encoded but the slashes. */
export function encodeKey(key: string): string {
	return key.split("/").map(encodeStrictly).join("/");
}

/** Percent-encoded as signatures want it, RFC 3986. */
export function encodeStrictly(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A query string in the order given; undefined values are left out. */
export function queryOf(parameters: Readonly<Record<string, string | undefined>>): string {
	const parts = Object.entries(parameters).flatMap(([name, value]) =>
		value === undefined ? [] : [`${name}=${encodeStrictly(value)}`],
	);
	return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** STORAGE_URI, with the reason and what to write instead. */
export function uriError(uri: string, reason: string, wayOut: string): FlyteError {
	return new FlyteError("STORAGE_URI", `${displayUri(uri)} cannot be used: ${reason}`, { wayOut });
}
