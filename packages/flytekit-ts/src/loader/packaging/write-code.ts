import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CodeFile } from "./build-code.js";

/** Writes packaged code into a folder as a container would find it there. What else is in the folder stays. */
export function writeCode(files: readonly CodeFile[], folder: string): void {
	for (const { path, bytes } of files) {
		const file = join(folder, path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, bytes);
	}
}
