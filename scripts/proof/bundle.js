import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { packageRoot, root } from "../build/paths.js";

const cache = `${root}node_modules/.cache/flytekit-ts-proof/`;

/**
 * Programs of test/proof and the package's source as plain files: a proof starts hundreds of processes, and each would compile
 * the sources again. They go to a folder of this process's own, which is gone when it ends.
 * @param {readonly string[]} entries below test/proof, without `.ts`
 * @returns {Promise<(entry: string) => string>} where an entry was put
 */
export async function bundleProofs(entries) {
	mkdirSync(cache, { recursive: true });
	const folder = mkdtempSync(`${cache}run-`);
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
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
	});
	return path;
}
