import { randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { cp, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { walkFiles } from "../../context/files/walk-files.js";
import { localPathOf } from "../../context/uri.js";
import type { Literal, LiteralMap } from "../../types/literal.js";

/** Whether the files and folders of this machine that the values refer to are all there. Nothing is asked of other stores. */
export function filesAreThere(values: LiteralMap): boolean {
	for (const value of values.values()) {
		for (const uri of urisOf(value)) {
			const path = localPathOf(uri);
			if (path !== undefined && !existsSync(path)) return false;
		}
	}
	return true;
}

/** Whether the values refer to a file or folder of this machine, or to one in the memory of this process. */
export function refersTo(values: LiteralMap): "nothing here" | "files" | "memory" {
	let found: "nothing here" | "files" = "nothing here";
	for (const value of values.values()) {
		for (const uri of urisOf(value)) {
			if (uri.startsWith("mem:")) return "memory";
			if (localPathOf(uri) !== undefined) found = "files";
		}
	}
	return found;
}

/** Folders of files, by how long they last. */
export interface FilePlaces {
	/** Where the run puts its files: a folder or its URI. */
	readonly from: string | undefined;
	/** Where copies go. */
	readonly to: string;
	/** What is there lasts as it is. */
	readonly lasting: string;
}

/**
 * The values with their files made to last: what is below `from` and nowhere that lasts is copied to `to`, and all that lasts is on
 * the disk when this resolves. A user's own files are left where they are.
 */
export async function keepFiles(values: LiteralMap, { from, to, lasting }: FilePlaces): Promise<LiteralMap> {
	const raw = from === undefined ? undefined : localPathOf(from);
	const moved = new Map<string, string>();
	for (const value of values.values()) {
		for (const uri of urisOf(value)) {
			const path = localPathOf(uri);
			if (path === undefined || moved.has(uri)) continue;
			const local = resolve(path);
			if (isBelow(local, to) || isBelow(local, lasting)) await sync(local);
			else if (raw !== undefined && isBelow(local, raw)) moved.set(uri, await copied(local, to));
		}
	}
	if (moved.size === 0) return values;
	return new Map(Array.from(values, ([name, value]) => [name, withUris(value, moved)]));
}

/** Removes the copies that values refer to; others stay. */
export async function removeCopies(values: LiteralMap, to: string): Promise<void> {
	for (const value of values.values()) {
		for (const uri of urisOf(value)) {
			const path = localPathOf(uri);
			if (path === undefined || !isBelow(resolve(path), to)) continue;
			const [copy = ""] = relative(resolve(to), resolve(path)).split(sep);
			await rm(join(to, copy), { recursive: true, force: true });
		}
	}
}

async function copied(local: string, to: string): Promise<string> {
	const folder = join(to, randomUUID());
	const target = join(folder, basename(local));
	const aside = join(folder, ".partial");
	await mkdir(folder, { recursive: true });
	try {
		await cp(local, aside, { recursive: true, mode: constants.COPYFILE_FICLONE });
		await sync(aside);
		await rename(aside, target);
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
	return pathToFileURL(target).href;
}

/** On the disk, not only in the machine's memory: the store's own rows may get there sooner. */
async function sync(path: string): Promise<void> {
	const isFolder = (await stat(path)).isDirectory();
	for (const name of isFolder ? await walkFiles(path) : [""]) {
		const file = await open(join(path, name), "r");
		try {
			await file.sync();
		} finally {
			await file.close();
		}
	}
}

function isBelow(local: string, folder: string): boolean {
	const way = relative(resolve(folder), local);
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`);
}

/** Where the files and large values lie that a value refers to. */
export function* urisOf(literal: Literal): Generator<string> {
	switch (literal.kind) {
		case "blob":
		case "structuredDataset":
		case "schema":
		case "offloaded":
			yield literal.uri;
			break;
		case "collection":
			for (const item of literal.items) yield* urisOf(item);
			break;
		case "map":
			for (const value of literal.entries.values()) yield* urisOf(value);
			break;
		case "union":
			yield* urisOf(literal.value);
	}
}

/** The value with other places for its files. */
export function withUris(literal: Literal, moved: ReadonlyMap<string, string>): Literal {
	switch (literal.kind) {
		case "blob":
		case "structuredDataset":
		case "schema":
		case "offloaded":
			return { ...literal, uri: moved.get(literal.uri) ?? literal.uri };
		case "collection":
			return { ...literal, items: literal.items.map((item) => withUris(item, moved)) };
		case "map":
			return {
				...literal,
				entries: new Map(Array.from(literal.entries, ([key, value]) => [key, withUris(value, moved)])),
			};
		case "union":
			return { ...literal, value: withUris(literal.value, moved) };
		default:
			return literal;
	}
}
