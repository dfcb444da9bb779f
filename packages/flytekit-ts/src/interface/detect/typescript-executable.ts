import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FlyteError } from "../../errors/index.js";

/**
 * Where the pinned TypeScript's native executable is on this machine: it comes as one optional package per platform.
 * The `typescript` package itself is not among our dependencies, since its `tsc` command would take the place of the
 * one in our user's project (docs/decisions/0002).
 * @throws FlyteError INTERFACE_NO_CHECKER where the platform's package is not installed
 */
export function typescriptExecutable(platform: string = process.platform, arch: string = process.arch): string {
	const name = `@typescript/typescript-${platform}-${arch}`;
	const executable = join(folderOf(name), "lib", platform === "win32" ? "tsc.exe" : "tsc");
	if (existsSync(executable)) return executable;
	throw new FlyteError("INTERFACE_NO_CHECKER", `TypeScript's checker is not installed for ${platform}-${arch}`, {
		path: executable,
		wayOut: `install with optional dependencies (npm install without --omit=optional), so that ${name} comes along`,
	});
}

function folderOf(name: string): string {
	try {
		return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
	} catch {
		return name; // not there: the caller says so
	}
}
