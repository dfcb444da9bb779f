import { basename, dirname, posix } from "node:path";
import { build as esbuild } from "esbuild";

/** @typedef {Map<string, Uint8Array | string>} Files content by path in dist */

/**
 * Joins an entry with all the chunks that it imports at its start, so that a start reads one file. What it imports later stays apart and
 * still asks for those chunks: they become a line each, which hands on what the joined file holds. There is one copy of everything.
 * @param {Files} files the entry and its chunks, as esbuild split them
 * @param {string} entry path of the entry among them
 * @returns {Promise<Files>}
 */
export async function joined(files, entry) {
	const code = new Map([...files].filter(([path]) => path.endsWith(".js")));
	const statics = staticImports(code, entry);
	const chunks = [...statics].filter((path) => path !== entry);
	const shared = chunks.map((path) => ({ path, names: exportsOf(textOf(code, path)) }));
	const contents = [
		`export * from "./${entry}";`,
		...shared.map(({ path, names }) => {
			const list = names.map((name) => `${name} as ${outerName(path, name)}`).join(", ");
			return names.length === 0 ? `import "./${path}";` : `export { ${list} } from "./${path}";`;
		}),
	].join("\n");
	const result = await esbuild({
		stdin: { contents, sourcefile: "joined.js", resolveDir: "/" },
		bundle: true,
		write: false,
		platform: "node",
		format: "esm",
		target: "node20.19",
		minify: true,
		logLevel: "warning",
		plugins: [among(code, statics)],
	});
	const out = new Map(files);
	out.set(entry, /** @type {Uint8Array} */ (result.outputFiles[0]?.contents));
	out.delete(`${entry}.map`);
	for (const { path, names } of shared) {
		const up = posix.relative(dirname(path), entry);
		const list = names.map((name) => `${outerName(path, name)} as ${name}`).join(", ");
		out.set(path, `export { ${list} } from "${up.startsWith(".") ? up : `./${up}`}";\n`);
		out.delete(`${path}.map`);
	}
	return out;
}

/** What `entry` and those that it imports import as statements, itself included. @param {Files} code @param {string} entry */
function staticImports(code, entry) {
	const found = new Set([entry]);
	for (const path of found) {
		for (const [, target] of textOf(code, path).matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+)"/g)) {
			found.add(posix.join(dirname(path), /** @type {string} */ (target)));
		}
	}
	return found;
}

/** Names that a chunk exports: esbuild writes them in one statement. @param {string} text */
function exportsOf(text) {
	const [, list = ""] = /\bexport\s*\{([^}]*)\}\s*;?\s*(?:\/\/#.*)?\s*$/.exec(text) ?? [];
	return list.split(",").flatMap((part) => {
		const name = part
			.trim()
			.split(/\s+as\s+/)
			.at(-1);
		return name ? [name] : [];
	});
}

/** @param {string} path @param {string} name */
function outerName(path, name) {
	return `${basename(path, ".js").replaceAll("-", "_")}_${name}`;
}

/** @param {Files} code @param {string} path */
function textOf(code, path) {
	const content = code.get(path);
	if (content === undefined) throw new Error(`the build has no ${path}`);
	return typeof content === "string" ? content : Buffer.from(content).toString("utf8");
}

/**
 * Finds the joined files in memory; whatever else is asked for stays where it is.
 * @param {Files} code
 * @param {Set<string>} statics
 * @returns {import("esbuild").Plugin}
 */
function among(code, statics) {
	return {
		name: "built-files",
		setup(build) {
			build.onResolve({ filter: /.*/ }, ({ path, importer, namespace, kind }) => {
				if (!path.startsWith(".")) return { path, external: true };
				const target = posix.join(namespace === "built" ? dirname(importer) : ".", path);
				if (statics.has(target) && kind === "import-statement") return { path: target, namespace: "built" };
				return { path: `./${target}`, external: true };
			});
			build.onLoad({ filter: /.*/, namespace: "built" }, ({ path }) => ({
				contents: textOf(code, path),
				loader: "js",
			}));
		},
	};
}
