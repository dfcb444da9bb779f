import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Parts of Node that take milliseconds to load and that most starts of a container never use. */
const SLOW = ["child_process", "crypto", "module", "v8", "zlib"];

/**
 * Makes imports of slow builtins wait for their first use: a start pays for each of these that it only might need. Where a file imports
 * anything but functions and classes by name, its import stays as it is.
 * @type {import("esbuild").Plugin}
 */
export const lazyBuiltins = {
	name: "lazy-builtins",
	setup(build) {
		build.onResolve({ filter: new RegExp(`^node:(${SLOW.join("|")})$`) }, ({ path, kind, importer }) =>
			kind === "import-statement" && wantsFunctions(importer, path)
				? { path, namespace: "lazy-builtin", sideEffects: false }
				: undefined,
		);
		build.onLoad({ filter: /.*/, namespace: "lazy-builtin" }, ({ path }) => {
			const lines = functionsOf(path).map(
				(name) =>
					`export function ${name}(...given) { const own = get().${name}; return new.target === undefined ? own(...given) : new own(...given); }`,
			);
			return { contents: `const get = () => process.getBuiltinModule(${JSON.stringify(path)});\n${lines.join("\n")}` };
		});
	},
};

/** @param {string} builtin */
function functionsOf(builtin) {
	return Object.entries(require(builtin)).flatMap(([name, value]) =>
		typeof value === "function" && /^[A-Za-z]\w*$/.test(name) ? [name] : [],
	);
}

/** Whether all that a file imports of a builtin by statements is functions, by name. @param {string} file @param {string} builtin */
function wantsFunctions(file, builtin) {
	const known = new Set(functionsOf(builtin));
	const imports = [...readFileSync(file, "utf8").matchAll(/import\s+([^;"']*?)\s+from\s*["']([^"']+)["']/g)];
	return imports.every(([, clause = "", from]) => {
		if (from !== builtin || clause.startsWith("type ")) return true;
		const names = /^\{([^}]*)\}$/
			.exec(clause)?.[1]
			?.split(",")
			.map((name) => name.trim());
		return names?.every((name) => name === "" || name.startsWith("type ") || known.has(name)) === true;
	});
}
