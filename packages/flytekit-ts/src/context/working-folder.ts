import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Those that this process has made and not removed yet. */
const folders = new Set<string>();

/** Makes a folder of an attempt's own, below the machine's temporary one. Removed at the latest when the process exits. */
export function makeWorkingFolder(): string {
	const parent = join(tmpdir(), "flytekit-ts");
	mkdirSync(parent, { recursive: true });
	const folder = mkdtempSync(join(parent, "work-"));
	// an attempt that never comes to its end, or is stopped with the process, leaves its own to this
	if (folders.size === 0) process.once("exit", removeAll);
	folders.add(folder);
	return folder;
}

/** Leaves `folder` where it is, also at exit: what a task returned refers to it. */
export function keepWorkingFolder(folder: string): void {
	folders.delete(folder);
	if (folders.size === 0) process.off("exit", removeAll);
}

/** Removes it with all that is in it. Where that fails, it is tried again at exit: it is no failure of the task. */
export async function removeWorkingFolder(folder: string): Promise<void> {
	try {
		await rm(folder, { recursive: true, force: true });
		keepWorkingFolder(folder);
	} catch {
		// something that the body left behind is still writing there
	}
}

function removeAll(): void {
	for (const folder of folders) {
		try {
			rmSync(folder, { recursive: true, force: true });
		} catch {
			// the process is on its way out, and the machine cleans its temporary folder in its own time
		}
	}
}
