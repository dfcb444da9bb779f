import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Groups whose goldens have TypeScript twins; literals are compared by literals.ts. */
export const GROUPS = ["tasks", "workflows", "maps", "launchplans", "dynamics", "containers"] as const;
export type Group = (typeof GROUPS)[number];

/** What flytekit gave for one entity: a message, a refusal, or JSON that no message holds. */
export interface Golden {
	readonly group: Group;
	readonly name: string;
	/** `tasks/t_int`. */
	readonly id: string;
	readonly kind: "message" | "error" | "json";
	/** Bytes of the message. */
	readonly bytes: Uint8Array;
	/** Its protobuf JSON as Python prints it, the error's record, or the JSON. */
	readonly json: unknown;
}

/** The goldens kept in the repository. */
export const sample = fileURLToPath(new URL("../goldens/", import.meta.url));

/**
 * Reads goldens. `dirs` name groups of the sample (`tasks`), folders of one group, or folders that hold groups; none is the
 * whole sample. Throws for a folder without goldens: a run that compares nothing must not look green.
 */
export function readGoldens(dirs: readonly string[]): Golden[] {
	const folders = dirs.length === 0 ? groupFolders(sample) : dirs.flatMap(foldersOf);
	const goldens = folders.flatMap(({ group, path }) => goldensIn(group, path));
	if (goldens.length === 0) throw new Error(`no goldens in ${dirs.join(", ") || sample}`);
	return goldens;
}

interface Folder {
	readonly group: Group;
	readonly path: string;
}

function foldersOf(dir: string): Folder[] {
	if (isGroup(dir)) return [{ group: dir, path: join(sample, dir) }];
	const path = resolve(dir);
	if (!existsSync(path) || !statSync(path).isDirectory())
		throw new Error(`${dir} is no folder and no group of goldens`);
	const group = basename(path);
	if (isGroup(group)) return [{ group, path }];
	const folders = groupFolders(path);
	if (folders.length === 0) throw new Error(`${dir} holds none of ${GROUPS.join(", ")}`);
	return folders;
}

function groupFolders(root: string): Folder[] {
	return GROUPS.map((group) => ({ group, path: join(root, group) })).filter(({ path }) => existsSync(path));
}

function isGroup(name: string): name is Group {
	return (GROUPS as readonly string[]).includes(name);
}

function goldensIn(group: Group, folder: string): Golden[] {
	const files = new Set(readdirSync(folder));
	const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));
	const goldens: Golden[] = [];
	for (const file of [...files].sort()) {
		if (!file.endsWith(".json") || file.startsWith("_")) continue;
		const name = file.replace(/(\.error)?\.json$/, "");
		const message = `${name}.pb`;
		goldens.push({
			group,
			name,
			id: `${group}/${name}`,
			kind: file.endsWith(".error.json") ? "error" : files.has(message) ? "message" : "json",
			bytes: files.has(message) ? new Uint8Array(readFileSync(join(folder, message))) : new Uint8Array(),
			json: read(file),
		});
	}
	return goldens;
}
