import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What says which packages a project has, in the order in which they are looked for. */
const NAMES = ["package.json", "package-lock.json", "npm-shrinkwrap.json"] as const;

/** Those of a project's files that are there, with their bytes. */
export function projectFiles(root: string): readonly (readonly [name: string, bytes: Uint8Array])[] {
	return NAMES.flatMap((name) => {
		try {
			return [[name, readFileSync(join(root, name))] as const];
		} catch {
			return []; // a project without a lock file is one too
		}
	});
}
