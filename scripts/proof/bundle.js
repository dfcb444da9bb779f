import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { packageRoot, root } from "../build/paths.js";

const cache = `${root}node_modules/.cache/flytekit-ts-proof/`;

/** @typedef {{ file: string, from: string, to: string }} Mutant a file below src, a piece of its text, and what stands there instead */

/**
 * Programs of test/proof and the package's source as plain files: a proof starts hundreds of processes, and each would compile
 * the sources again. They go to a folder of their own, which is gone when this process ends, or before: `remove`.
 * @param {readonly string[]} entries below test/proof, without `.ts`
 * @param {Mutant} [mutant] what is wrong in this copy
 * @returns {Promise<{ path: (entry: string) => string, remove: () => void }>} where an entry was put
 */
export async function bundleProofs(entries, mutant) {
	mkdirSync(cache, { recursive: true });
	const folder = mkdtempSync(`${cache}run-`);
	const remove = () => {
		rmSync(folder, { recursive: true, force: true });
		process.off("exit", remove);
	};
	process.on("exit", remove);
	const path = (/** @type {string} */ entry) => `${folder}/${entry}.js`;
	await build({
		absWorkingDir: packageRoot,
		entryPoints: Object.fromEntries(entries.map((entry) => [entry, `test/proof/${entry}.ts`])),
		outdir: folder,
		bundle: true,
		splitting: true,
		packages: "external",
		platform: "node",
		format: "esm",
		target: "node20.19",
		sourcemap: true,
		logLevel: "warning",
		plugins: mutant === undefined ? [] : [mutation(mutant)],
	});
	return { path, remove };
}

/**
 * @param {Mutant} mutant
 * @returns {import("esbuild").Plugin}
 */
function mutation({ file, from, to }) {
	const path = `${packageRoot}src/${file}`;
	const text = readFileSync(path, "utf8");
	if (text.split(from).length !== 2) throw new Error(`${file} has not one place with: ${from}`);
	return {
		name: "mutant",
		setup(build) {
			build.onLoad({ filter: /\.ts$/ }, (args) =>
				args.path === path ? { contents: text.replace(from, () => to), loader: "ts" } : undefined,
			);
		},
	};
}
