import { isAbsolute, resolve } from "node:path";

/*
 * URIs as Flyte has them: `s3://bucket/key`, `file:///a/b`, `mem://x/y`, or a plain path. Keys are verbatim, as flytekit
 * writes them. Only file URIs are percent-decoded, and only `%` is encoded in those written here, so that a URI made by
 * `pathToFileURL` works and flytekit, which decodes nothing, opens ours.
 */

// two letters or more: `C:\data` is a path
const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]+):\/\//;

/** The scheme in lower case: "s3" of `s3://bucket/key`; undefined for a plain path. */
export function schemeOf(uri: string): string | undefined {
	return SCHEME.exec(uri)?.[1]?.toLowerCase();
}

/** The path of a `file://` URI, or the text itself when it is a plain path; undefined for anything else. */
export function localPathOf(uri: string): string | undefined {
	const scheme = schemeOf(uri);
	if (scheme === undefined) return uri;
	if (scheme !== "file") return undefined;
	const rest = uri.slice("file://".length);
	const path = rest.startsWith("localhost/") ? rest.slice("localhost".length) : rest;
	return isAbsolute(path) ? decodePercent(path) : undefined;
}

/** `base` and names below it, joined by single slashes; a name may itself hold slashes. */
export function joinUri(base: string, ...names: readonly string[]): string {
	const encode = schemeOf(base) === "file";
	let uri = base;
	for (const name of names) {
		uri = `${uri.endsWith("/") ? uri : `${uri}/`}${encode ? name.replaceAll("%", "%25") : name}`;
	}
	return uri;
}

/** The name of `uri` below `base`, decoded; undefined when it is not below. */
export function nameBelow(base: string, uri: string): string | undefined {
	const prefix = base.endsWith("/") ? base : `${base}/`;
	if (!uri.startsWith(prefix)) return undefined;
	const name = uri.slice(prefix.length);
	return schemeOf(base) === "file" ? decodePercent(name) : name;
}

/**
 * The URI as its store would read it: of paths and file URIs, one spelling for each place; `..` in other stores' keys is
 * just a name.
 */
export function normalUri(uri: string): string {
	const path = localPathOf(uri);
	if (path === undefined || !isAbsolute(path)) return uri;
	const place = resolve(path);
	const end = path.endsWith("/") && place !== "/" ? "/" : "";
	return schemeOf(uri) === undefined ? place + end : joinUri("file:///", place.slice(1) + end);
}

/** The last name in a URI or path: "c.txt" of `s3://a/b/c.txt` and of `s3://a/b/c.txt/`; "" when there is none. */
export function baseNameOf(uri: string): string {
	const scheme = SCHEME.exec(uri)?.[0] ?? "";
	const path = scheme === "file://" ? decodePercent(uri.slice(scheme.length)) : uri.slice(scheme.length);
	return path.replace(/[/]+$/, "").split("/").pop() ?? "";
}

/** The URI for messages: without user name, password, query and fragment, which may hold a signature. */
export function displayUri(uri: string): string {
	const scheme = schemeOf(uri);
	if (scheme === undefined || scheme === "file" || scheme === "mem") return uri;
	// what stands before the host of an Azure URI is the container: nobody's name
	return uri.replace(/[?#].*$/s, "").replace(/^(?!abfss?:\/\/[a-z0-9$-]*@)([^:]+:\/\/)[^/]*@/i, "$1");
}

function decodePercent(text: string): string {
	if (!text.includes("%")) return text;
	try {
		return decodeURIComponent(text);
	} catch {
		return text; // flytekit's own URIs are not encoded: a lone % is just that
	}
}
