import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentState } from "../../context/async-state.js";
import type { ExecutionContext } from "../../context/execution.js";

/** A fresh local folder for a download: below the running task's working folder, else below the machine's temporary one. */
export async function downloadFolder(): Promise<string> {
	const context = currentState()?.execution as ExecutionContext | undefined;
	const parent = context?.workingDirectory ?? join(tmpdir(), "flytekit-ts");
	await mkdir(parent, { recursive: true });
	return mkdtemp(join(parent, "download-"));
}

/** A file's or folder's own name, fit for a place below a local folder: `instead` where there is none. */
export function localName(name: string, instead: string): string {
	return name === "" || name === "." || name === ".." ? instead : name;
}
