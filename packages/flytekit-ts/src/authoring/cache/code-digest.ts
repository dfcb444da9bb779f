import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** `import ... from "x"`, `export ... from "x"`, `import "x"`, `import("x")`, `require("x")`; what a comment says counts too. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(["'])([^"'\n]+)\1/g;
const SOURCES = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".json"];

/**
 * A hash of a file, of the files that it imports by relative path, of those that they import, and of the names and versions of
 * the packages that all of these import. Where the project lies makes no difference.
 */
export function codeDigest(file: string): string {
	const entry = resolve(file);
	const contents = new Map<string, string>();
	const packages = new Set<string>();
	const queue = [entry];
	for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
		if (contents.has(at)) continue;
		const text = readFileSync(at, "utf8");
		contents.set(at, createHash("sha256").update(text).digest("hex"));
		if (at.endsWith(".json")) continue;
		for (const [, , specifier = ""] of text.matchAll(SPECIFIER)) {
			if (!/^\.{0,2}\//.test(specifier)) {
				packages.add(packageVersion(specifier, dirname(at)));
				continue;
			}
			const target = sourceFile(resolve(dirname(at), specifier));
			if (target !== undefined) queue.push(target);
		}
	}
	const hash = createHash("sha256");
	// by content: neither names nor the order of imports change what is computed
	for (const content of [...contents.values()].sort()) hash.update(content);
	for (const version of [...packages].sort()) hash.update("\0").update(version);
	return hash.digest("hex");
}

/** The file behind a path as imports write it: `./a.js` may be `a.ts`, `./a` may be `a/index.ts`. */
function sourceFile(path: string): string | undefined {
	const bare = path.replace(/\.([cm]?)js(x?)$/, ".$1ts$2");
	const candidates = [
		bare,
		path,
		...SOURCES.map((end) => path + end),
		...SOURCES.map((end) => join(path, `index${end}`)),
	];
	return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

/** `name@version` of the package that a specifier means; only the name for Node's own and for what is not installed. */
function packageVersion(specifier: string, from: string): string {
	const name = specifier
		.split("/")
		.slice(0, specifier.startsWith("@") ? 2 : 1)
		.join("/");
	for (let folder = from; ; folder = dirname(folder)) {
		try {
			const { version } = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
			return `${name}@${version}`;
		} catch {
			if (folder === dirname(folder)) return name; // not here: one folder up
		}
	}
}
