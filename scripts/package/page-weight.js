import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Bytes that the page may weigh on its way to a browser, all of its files together: 35 kB when it was set. */
const MAX_BYTES = 150_000;

/**
 * Looks at what the page in the installed package weighs.
 * @param {string} folder where the package is installed
 * @returns {{ name: string, problem: string | undefined }}
 */
export function checkPageWeight(folder) {
	const page = `${folder}/node_modules/flytekit-ts/dist/ui`;
	const files = readdirSync(page, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	let bytes = 0;
	for (const { name, parentPath, path } of files)
		bytes += gzipSync(readFileSync(`${parentPath ?? path}/${name}`)).length;
	return {
		name: `weight of the page: ${Math.ceil(bytes / 1000)} kB gzipped`,
		problem: bytes <= MAX_BYTES ? undefined : `${bytes} bytes, and ${MAX_BYTES} are allowed`,
	};
}
