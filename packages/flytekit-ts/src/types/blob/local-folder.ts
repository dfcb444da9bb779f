import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentExecution } from "../../context/execution.js";

/**
 * A fresh local folder for a download: below the running task's working folder, to be removed with it; outside tasks below
 * the machine's temporary folder, where it stays.
 */
export async function downloadFolder(): Promise<string> {
	const parent = currentExecution()?.workingDirectory ?? join(tmpdir(), "flytekit-ts");
	await mkdir(parent, { recursive: true });
	return mkdtemp(join(parent, "download-"));
}

/** The path of a local copy, made once for each attempt that asks, as it goes with the attempt's working folder. */
export class LocalCopy {
	#path: Promise<string> | undefined;
	#attempt: object | undefined;

	/** The copy; `make` makes one where there is none, and may be called again after it failed. */
	get(make: () => Promise<string>): Promise<string> {
		const attempt = currentExecution();
		if (this.#path !== undefined && (this.#attempt === undefined || this.#attempt === attempt)) return this.#path;
		const path = make().catch((error: unknown) => {
			if (this.#path === path) this.forget(); // the next call may have more luck
			throw error;
		});
		this.#path = path;
		this.#attempt = attempt;
		return path;
	}

	forget(): void {
		this.#path = undefined;
		this.#attempt = undefined;
	}
}

/** A file's or folder's own name, fit for a place below a local folder: `instead` where there is none. */
export function localName(name: string, instead: string): string {
	return name === "" || name === "." || name === ".." ? instead : name;
}
