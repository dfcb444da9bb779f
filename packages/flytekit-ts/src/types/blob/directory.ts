import { mkdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { BlobAccess } from "../../context/blob-access.js";
import { currentContext } from "../../context/execution.js";
import { walkFiles } from "../../context/files/walk-files.js";
import { baseNameOf, displayUri, joinUri, nameBelow } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import type { blob } from "../values/brand.js";
import { brand } from "./brand.js";
import type { HashOption } from "./content-hash.js";
import { type FileOptions, FlyteFile } from "./file.js";
import { inParallel } from "./in-parallel.js";
import { isBelow, leavesFolder } from "./inside.js";
import { downloadFolder, LocalCopy, localName } from "./local-folder.js";
import {
	accessOf,
	checkFolder,
	localOf,
	newOutputUri,
	remoteOf,
	requireAccess,
	saveStream,
	uriOf,
} from "./location.js";

/**
 * A folder of files as input or output of a task (flytekit's FlyteDirectory). `F` is the format of its files. An input is
 * only read when it is asked for; a local folder that is returned is uploaded, all files below it.
 */
export class FlyteDirectory<F extends string = string> {
	/** For the type checker only. */
	declare readonly [blob]: ["dir", F];
	/** As given: a local path or a URI. */
	readonly path: string;
	/** See {@link FileOptions.remotePath}. */
	readonly remotePath: string | false | undefined;
	/** See {@link FileOptions.hash}. */
	readonly hash: HashOption | undefined;
	readonly #access: BlobAccess | undefined;
	readonly #local = new LocalCopy();

	/** A folder that is there, or will be before it is read or returned. Nothing is looked at yet. */
	constructor(path: string, options: FileOptions = {}) {
		if (typeof path !== "string" || path === "") {
			throw new FlyteError("FILE_VALUE", "a FlyteDirectory needs a path or a URI", {
				wayOut: 'new FlyteDirectory("out")',
			});
		}
		this.path = path;
		this.remotePath = options.remotePath;
		this.hash = options.hash;
		this.#access = options.access;
	}

	/** The same as the constructor. flytekit: from_source. */
	static from<F extends string = string>(path: string, options: FileOptions = {}): FlyteDirectory<F> {
		return new FlyteDirectory<F>(path, options);
	}

	/**
	 * A folder to be filled in the running task's working folder; `name` is relative. Return it to keep it: the working
	 * folder is removed when the task has ended. Throws AUTHORING_NO_CONTEXT, FILE_VALUE for a path that leads elsewhere.
	 */
	static new<F extends string = string>(name: string, options: Pick<FileOptions, "hash"> = {}): FlyteDirectory<F> {
		if (isAbsolute(name) || leavesFolder(name)) {
			throw new FlyteError(
				"FILE_VALUE",
				`FlyteDirectory.new takes a name in the working folder, got ${JSON.stringify(name)}`,
				{
					wayOut: "give a relative path, or use new FlyteDirectory(path)",
				},
			);
		}
		return new FlyteDirectory<F>(join(currentContext().workingDirectory, name), options);
	}

	/**
	 * A folder to be filled at its final place, a new one below the raw output prefix. flytekit: new_remote.
	 * Throws STORAGE_NO_CONTEXT, FILE_VALUE for a name that leads elsewhere.
	 */
	static newRemote<F extends string = string>(
		name?: string,
		options: Pick<FileOptions, "hash"> = {},
	): FlyteDirectory<F> {
		if (name !== undefined && leavesFolder(name)) {
			throw new FlyteError(
				"FILE_VALUE",
				`FlyteDirectory.newRemote takes a name for the folder, got ${JSON.stringify(name)}`,
				{ wayOut: "give a relative path, or use new FlyteDirectory(uri) for a place of your own" },
			);
		}
		const access = requireAccess("FlyteDirectory.newRemote");
		return new FlyteDirectory<F>(newOutputUri(access, name), { ...options, access, remotePath: false });
	}

	/** The last part of the path. */
	get name(): string {
		return baseNameOf(this.path);
	}

	/** The URI when the folder is elsewhere; undefined for a local one. */
	get remoteSource(): string | undefined {
		return remoteOf(this.path);
	}

	/** The URI, or the absolute local path. */
	get uri(): string {
		return uriOf(this.path);
	}

	/** Names of all files below, with `/` between folders, sorted. Throws FILE_MISSING when a local folder of yours is not there. */
	async list(): Promise<string[]> {
		const local = localOf(this.path);
		if (this.#access === undefined && local !== undefined) {
			await checkFolder(this.path, local);
			return walkFiles(local);
		}
		const { blobs } = await accessOf(this.#at, "listing");
		const names = (await blobs.list(this.uri)).map((uri) => nameBelow(this.uri, uri));
		const found = names.filter((name) => name !== undefined && name !== "" && !name.endsWith("/")) as string[];
		// to a store a folder without files is no folder; on a disk the two can be told apart
		if (found.length === 0 && local !== undefined) await checkFolder(this.path, local);
		return found;
	}

	/** One file below, whether it is there yet or not. flytekit: new_file. Throws FILE_VALUE for a name that leads elsewhere. */
	file<G extends string = F>(name: string): FlyteFile<G> {
		if (!isBelow(name)) {
			throw new FlyteError("FILE_VALUE", `${JSON.stringify(name)} is no file inside ${displayUri(this.path)}`, {
				wayOut: "give the name of a file in the folder, or use new FlyteFile(path) for one elsewhere",
			});
		}
		const options = this.#access === undefined ? {} : { access: this.#access, remotePath: false as const };
		return new FlyteFile<G>(joinUri(this.path, name), options);
	}

	/** The bytes of one file as they come. Throws what `file` does. */
	async open(name: string): Promise<ReadableStream<Uint8Array>> {
		return this.file(name).open();
	}

	/**
	 * The path of a local copy: of the folder itself when it is local. Copied once in each attempt, however often it is asked
	 * for; the copy goes with the attempt's working folder.
	 * Throws STORAGE_NAME for a stored name that would leave the folder.
	 */
	download(): Promise<string> {
		return this.#local.get(() => this.#copy());
	}

	toString(): string {
		return this.path;
	}

	/** As a struct holds it. */
	toJSON(): { readonly path: string } {
		return { path: this.uri };
	}

	get #at() {
		return { path: this.path, access: this.#access };
	}

	async #copy(): Promise<string> {
		const local = localOf(this.path);
		if (local !== undefined) {
			if (this.#access === undefined) await checkFolder(this.path, local);
			else await this.list();
			return local;
		}
		const names = await this.list();
		const target = join(await downloadFolder(), localName(this.name, "folder"));
		await mkdir(target, { recursive: true });
		for (const name of names) checkInside(name, this.path);
		await inParallel(names, async (name) => saveStream(join(target, name), await this.open(name)));
		return target;
	}
}

function checkInside(name: string, uri: string): void {
	if (isBelow(name)) return;
	throw new FlyteError(
		"STORAGE_NAME",
		`${displayUri(uri)} holds ${JSON.stringify(name)}, which would leave the folder`,
		{
			wayOut: "read that file by its own URI with new FlyteFile(uri), or rename it where it is stored",
		},
	);
}

brand(FlyteDirectory.prototype, "directory");
