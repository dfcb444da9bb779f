import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The version of this package, from the package.json above this code, built or not. */
export function ownVersion(): string {
	for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
		try {
			const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
			if (name === "flytekit-ts") return version;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		}
		if (folder === dirname(folder)) return "0.0.0";
	}
}

/** Whether code packaged by one version runs with the other: what semantic versioning calls compatible. */
export function isCompatible(one: string, other: string): boolean {
	const [[major, minor], [otherMajor, otherMinor]] = [partsOf(one), partsOf(other)];
	return major === otherMajor && (major !== "0" || minor === otherMinor);
}

function partsOf(version: string): readonly string[] {
	return String(version).split(".");
}
