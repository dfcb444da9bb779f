import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { importedBy } from "./imported.js";

/** `import ... from "x"`, `export ... from "x"`, `import "x"`, `import("x")`, `require("x")`; what a comment says counts too. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(["'`])([^"'`\n]+)\1/g;
const CODE = /\.[cm]?[jt]sx?$/;

/**
 * A hash of a file, of the project's files that it imports (by path, by alias, from a package of the same workspace), of those that
 * they import, and of the names and versions of the packages that all of these import. Where the project lies makes no difference.
 */
export function codeDigest(file: string): string {
	const entry = resolve(file);
	const contents = new Map<string, string>();
	const packages = new Set<string>();
	const queue = [entry];
	for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
		if (contents.has(at)) continue;
		const bytes = readFileSync(at);
		contents.set(at, createHash("sha256").update(bytes).digest("hex"));
		if (!CODE.test(at)) continue;
		for (const [, , specifier = ""] of bytes.toString("utf8").matchAll(SPECIFIER)) {
			const found = importedBy(at, specifier);
			queue.push(...found.files);
			if (found.package !== undefined) packages.add(found.package);
		}
	}
	const hash = createHash("sha256");
	const folder = dirname(entry);
	// by name too: two files that swap their contents compute something else
	const named = [...contents].map(([path, content]) => `${relative(folder, path).split(sep).join("/")} ${content}`);
	for (const line of named.sort()) hash.update(line).update("\n");
	for (const version of [...packages].sort()) hash.update("\0").update(version);
	return hash.digest("hex");
}
