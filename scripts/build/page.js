import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { uiStamp } from "./freshness.js";
import { buildCache, uiRoot } from "./paths.js";

/**
 * Builds the page with Vite, unless the last one was of the same sources: most builds are of the package alone, and cost it nothing.
 * @param {{ clean?: boolean }} options
 * @returns {Promise<Map<string, Uint8Array>>} content by path in dist
 */
export async function buildPage({ clean = false }) {
	const folder = `${buildCache}page/`;
	const list = `${folder}files.json`;
	const stamp = uiStamp();
	if (stamp === "") return new Map();
	if (!clean && existsSync(list)) {
		const kept = JSON.parse(readFileSync(list, "utf8"));
		if (kept.stamp === stamp) {
			return new Map(kept.files.map((/** @type {string} */ name) => [`ui/${name}`, readFileSync(folder + name)]));
		}
	}
	const { build } = await import("vite");
	const built = await build({ configFile: `${uiRoot}vite.config.js`, build: { write: false } });
	/** @type {Map<string, Uint8Array>} */
	const files = new Map();
	for (const { output } of Array.isArray(built) ? built : [/** @type {import("vite").Rollup.RollupOutput} */ (built)]) {
		for (const file of output) files.set(file.fileName, Buffer.from(file.type === "chunk" ? file.code : file.source));
	}
	rmSync(folder, { recursive: true, force: true });
	for (const [name, content] of files) {
		mkdirSync(dirname(folder + name), { recursive: true });
		writeFileSync(folder + name, content);
	}
	writeFileSync(list, JSON.stringify({ stamp, files: [...files.keys()] }));
	return new Map([...files].map(([name, content]) => [`ui/${name}`, content]));
}
