import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An npm package as it is installed here. */
export interface InstalledPackage {
	readonly name: string;
	/** "" where its package.json says none. */
	readonly version: string;
	/** Absolute path of its folder, links followed. */
	readonly folder: string;
}

/** The package that a file below some node_modules belongs to; undefined for files of the project and of its workspace. */
export function packageOf(file: string): InstalledPackage | undefined {
	const [, folder, name] = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))(?:[\\/]|$)/.exec(file) ?? [];
	if (folder === undefined || name === undefined) return undefined;
	return { name: name.replace("\\", "/"), version: versionIn(folder), folder };
}

/** `name` or `@scope/name` of what an import asks for. */
export function packageName(specifier: string): string {
	return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function versionIn(folder: string): string {
	try {
		const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: unknown };
		return typeof version === "string" ? version : "";
	} catch {
		return "";
	}
}
