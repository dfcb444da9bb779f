import { isAbsolute, relative, resolve } from "node:path";
import { localPathOf, schemeOf } from "../context/uri.js";
import type { UriRule } from "./blob-stores.js";
import type { Environment } from "./environment.js";

/** Names the variable that lists what values may lead to beside what they always may: URIs and paths, with spaces between. */
export const ALLOWED_URIS = "FLYTE_ALLOWED_URIS";

/** What values that come from a deployment may lead to. */
export interface ValueUris {
	readonly rule: UriRule;
	/** Hosts of the web that may be asked wherever they are. */
	readonly hosts: ReadonlySet<string>;
}

/**
 * Which URIs of values may be read where the values come from others: what is in stores and on the public web always; files of this machine
 * at the platform's `own` places and where {@link ALLOWED_URIS} says so; private networks and metadata services, which give away
 * credentials, where that names their host. Writing is the code's own doing, and not judged.
 *
 * @param own places of an attempt's inputs and outputs, as the platform says them
 * @param scratch where the attempt keeps what it makes, where the platform says no place for that
 */
export function valueUris(own: readonly (string | undefined)[], env: Environment, scratch?: string): ValueUris {
	const allowed = (env[ALLOWED_URIS] ?? "").split(/\s+/).filter((uri) => uri !== "");
	const folders = [...withCommon(own.flatMap(pathIn)), ...[scratch, ...allowed].flatMap(pathIn)];
	return {
		hosts: new Set([...own, ...allowed].flatMap(hostIn)),
		rule(uri, access) {
			const path = access === "read" ? localPathOf(uri) : undefined;
			if (path === undefined || folders.some((folder) => isInside(folder, path))) return undefined;
			return `values may not lead to files of this machine, other than the deployment's own and those that the variable ${ALLOWED_URIS} names`;
		},
	};
}

/** The folders, and the one that they have in common: a deployment whose store is a folder keeps all of it there. */
function withCommon(folders: readonly string[]): readonly string[] {
	const [first = [], ...others] = folders.map((folder) => folder.split("/"));
	let common: readonly string[] = first;
	for (const other of others) {
		const end = common.findIndex((part, i) => part !== other[i]);
		if (end >= 0) common = common.slice(0, end);
	}
	// one right below the root holds more than a deployment's store
	return others.length > 0 && common.length > 2 ? [...folders, common.join("/")] : folders;
}

/** The absolute path of a path or file URI; nothing for any other. */
function pathIn(uri: string | undefined): readonly string[] {
	const path = uri === undefined || uri === "" ? undefined : localPathOf(uri);
	return path === undefined || !isAbsolute(path) ? [] : [resolve(path)];
}

function hostIn(uri: string | undefined): readonly string[] {
	return uri !== undefined && /^https?$/.test(schemeOf(uri) ?? "") && URL.canParse(uri) ? [new URL(uri).hostname] : [];
}

function isInside(folder: string, path: string): boolean {
	const inner = relative(folder, resolve(path));
	return inner !== ".." && !inner.startsWith("../") && !isAbsolute(inner);
}
