import type { FlyteDirectory } from "./directory.js";
import type { FlyteFile } from "./file.js";

const FILE = Symbol.for("flytekit-ts.file");
const DIRECTORY = Symbol.for("flytekit-ts.directory");

/** Marks a class, so that its objects are known across two loaded copies of the package. */
export function brand(prototype: object, kind: "file" | "directory"): void {
	Object.defineProperty(prototype, kind === "file" ? FILE : DIRECTORY, { value: true });
}

/** Whether `value` is a {@link FlyteFile}, of whichever loaded copy of the package. */
export function isFlyteFile(value: unknown): value is FlyteFile {
	return has(value, FILE);
}

/** Whether `value` is a {@link FlyteDirectory}, of whichever loaded copy of the package. */
export function isFlyteDirectory(value: unknown): value is FlyteDirectory {
	return has(value, DIRECTORY);
}

function has(value: unknown, key: symbol): boolean {
	try {
		return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[key] === true;
	} catch {
		return false; // a hostile proxy is none of ours
	}
}
