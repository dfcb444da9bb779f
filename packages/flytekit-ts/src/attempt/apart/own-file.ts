import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FlyteError } from "../../errors/index.js";

let found: string | undefined;

/**
 * Absolute path of a file of this package as it is installed, for what is started from a file: a thread, a process.
 * Throws ATTEMPT_NOT_APART where the package was bundled into something else.
 */
export function ownFile(name: string): string {
	found ??= packageFolder(fileURLToPath(import.meta.url));
	return join(found, name);
}

function packageFolder(from: string): string {
	for (let folder = dirname(from); ; folder = dirname(folder)) {
		const manifest = join(folder, "package.json");
		if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "flytekit-ts") return folder;
		if (folder === dirname(folder)) break;
	}
	throw new FlyteError("ATTEMPT_NOT_APART", `flytekit-ts is not installed as a package: it runs from ${from}`, {
		wayOut: "leave flytekit-ts out of your own bundle, so that it can start its threads and processes from its files",
	});
}
