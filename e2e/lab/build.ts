import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, digestOf } from "./cache-folder.js";
import { mustRun } from "./command.js";
import { goCommand } from "./go.js";

/** The lab's Go sources and its configuration. */
export const LAB_SOURCES = fileURLToPath(new URL("../flytelab", import.meta.url));

/** The programs the lab consists of, each a package of the Go module. */
const PROGRAMS = [".", "./compile", "./kube", "./propeller"];

/**
 * The folder of the lab's programs, named by a digest of their sources: built and tested when it is not there yet, which takes
 * minutes the first time and seconds when Go's own cache is warm. Old builds stay until the cache folder is cleared.
 */
export async function builtLab(): Promise<string> {
	const bin = cacheFolder(`lab-${digestOf(sources())}`);
	if (existsSync(join(bin, "complete"))) return bin;
	console.error(`building the lab into ${bin}: minutes the first time`);
	const go = await goCommand();
	const aside = `${bin}.${process.pid}`;
	mkdirSync(aside, { recursive: true });
	try {
		const options = { cwd: LAB_SOURCES, env: { ...process.env, GOFLAGS: "-buildvcs=false" }, timeoutMs: 40 * 60_000 };
		await mustRun("nice", ["-n", "10", go, "build", "-o", `${aside}/`, ...PROGRAMS], options);
		await mustRun("nice", ["-n", "10", go, "test", "./..."], options);
		writeFileSync(join(aside, "complete"), "");
		rmSync(bin, { recursive: true, force: true });
		renameSync(aside, bin);
	} finally {
		rmSync(aside, { recursive: true, force: true });
	}
	return bin;
}

function sources(): string[] {
	return readdirSync(LAB_SOURCES, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.go$|^go\.(mod|sum)$/.test(entry.name))
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
		.sort()
		.flatMap((file) => [relative(LAB_SOURCES, file), readFileSync(file, "utf8")]);
}
