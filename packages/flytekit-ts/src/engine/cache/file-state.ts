import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { localPathOf } from "../../context/uri.js";

/**
 * Size and time of change of the file, or of all files of the folder, that a URI of this machine names; undefined for any other.
 * A local file is written over where it is, as blobs of a cluster are not, and is another value then.
 */
export function fileState(uri: string): string | undefined {
	const path = localPathOf(uri);
	if (path === undefined) return undefined;
	const states: string[] = [];
	try {
		addStates(path, "", states);
	} catch {
		return undefined; // not there, or not to be read: the task will say so
	}
	return states.join("\n");
}

function addStates(path: string, name: string, states: string[]): void {
	const stat = statSync(path, { bigint: true });
	if (!stat.isDirectory()) {
		states.push(`${name} ${stat.size} ${stat.mtimeNs}`);
		return;
	}
	for (const inner of readdirSync(path).sort()) addStates(join(path, inner), `${name}/${inner}`, states);
}
