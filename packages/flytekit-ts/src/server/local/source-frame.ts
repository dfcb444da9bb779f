import { readFileSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { sourceFrame } from "../../errors/frame.js";

const LARGEST = 2_000_000;

/** The first place in a message that is a source file below `root`, with the lines around it. */
export function frameIn(
	message: string,
	root: string,
): { readonly file: string; readonly line: number; readonly text: string } | undefined {
	for (const [, given = "", line = "", column = ""] of message.matchAll(/([^\s()"']+\.[cm]?[jt]sx?):(\d+):(\d+)/g)) {
		const path = resolve(root, given.replace(/^file:\/\//, ""));
		const file = relative(root, path);
		if (file.startsWith("..") || /(^|[\\/])node_modules[\\/]/.test(file)) continue;
		try {
			if (statSync(path).size > LARGEST) continue;
			return { file, line: Number(line), text: sourceFrame(readFileSync(path, "utf8"), Number(line), Number(column)) };
		} catch {
			// it was moved since
		}
	}
	return undefined;
}
