import { isAbsolute, join } from "node:path";
import type { BlobAccess } from "../../context/blob-access.js";
import { currentContext } from "../../context/execution.js";
import { baseNameOf } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import type { blob } from "../values/brand.js";
import { brand } from "./brand.js";
import type { FileData } from "./byte-stream.js";
import type { HashOption } from "./content-hash.js";
import { isBelow, leavesFolder } from "./inside.js";
import { downloadFolder, LocalCopy, localName } from "./local-folder.js";
import {
	checkFile,
	localOf,
	newOutputUri,
	openBytes,
	readBytes,
	remoteOf,
	requireAccess,
	saveStream,
	uriOf,
	writeBytes,
} from "./location.js";

/** How a {@link FlyteFile} is reached and where it goes. */
export interface FileOptions {
	/**
	 * Where the file goes when a task returns it, instead of a new place below the raw output prefix. `false`: nowhere,
	 * the path itself is passed on, which only helps where every task sees the same disk. flytekit's remote_path.
	 */
	readonly remotePath?: string | false;
	/**
	 * Stands for the contents in the cache keys of the tasks that take it: a text of yours, or `true` for a SHA-256 of the
	 * contents. Without it the place counts, which is another one each time it is written. flytekit: HashMethod.
	 */
	readonly hash?: HashOption;
	/** The stores to go through; those of the running task when left out. */
	readonly access?: BlobAccess;
}

/**
 * A file as input or output of a task (flytekit's FlyteFile): on this machine or anywhere a run's stores reach. `F` is
 * the format, such as "csv". An input is only read when it is asked for; a local file that is returned is uploaded.
 *
 * ```ts
 * const report = FlyteFile.new<"txt">("report.txt");
 * await report.write("done");
 * return report;
 * ```
 */
export class FlyteFile<F extends string = string> {
	/** For the type checker only. */
	declare readonly [blob]: ["file", F];
	/** As given: a local path or a URI. */
	readonly path: string;
	/** See {@link FileOptions.remotePath}. */
	readonly remotePath: string | false | undefined;
	/** See {@link FileOptions.hash}. */
	readonly hash: HashOption | undefined;
	readonly #access: BlobAccess | undefined;
	readonly #local = new LocalCopy();

	/** A file that is there, or will be before it is read or returned. Nothing is looked at yet. */
	constructor(path: string, options: FileOptions = {}) {
		if (typeof path !== "string" || path === "") {
			throw new FlyteError("FILE_VALUE", "a FlyteFile needs a path or a URI", { wayOut: 'new FlyteFile("data.csv")' });
		}
		this.path = path;
		this.remotePath = options.remotePath;
		this.hash = options.hash;
		this.#access = options.access;
	}

	/** The same as the constructor. flytekit: from_source. */
	static from<F extends string = string>(path: string, options: FileOptions = {}): FlyteFile<F> {
		return new FlyteFile<F>(path, options);
	}

	/**
	 * A file to be written in the running task's working folder; `name` is relative. Return it to keep it: the folder is
	 * removed when the task has ended. Throws AUTHORING_NO_CONTEXT outside a task, FILE_VALUE for a path that leads elsewhere.
	 */
	static new<F extends string = string>(name: string, options: Pick<FileOptions, "hash"> = {}): FlyteFile<F> {
		if (isAbsolute(name) || !isBelow(name)) {
			throw new FlyteError(
				"FILE_VALUE",
				`FlyteFile.new takes a name in the working folder, got ${JSON.stringify(name)}`,
				{
					wayOut: "give a relative path, or use new FlyteFile(path)",
				},
			);
		}
		return new FlyteFile<F>(join(currentContext().workingDirectory, name), options);
	}

	/**
	 * A file to be written straight to its final place, a new one below the raw output prefix. flytekit:
	 * new_remote_file. Throws STORAGE_NO_CONTEXT outside a task, FILE_VALUE for a name that leads elsewhere.
	 */
	static newRemote<F extends string = string>(name?: string, options: Pick<FileOptions, "hash"> = {}): FlyteFile<F> {
		if (name !== undefined && leavesFolder(name)) {
			throw new FlyteError("FILE_VALUE", `FlyteFile.newRemote takes a name for the file, got ${JSON.stringify(name)}`, {
				wayOut: "give a relative path, or use new FlyteFile(uri) for a place of your own",
			});
		}
		const access = requireAccess("FlyteFile.newRemote");
		return new FlyteFile<F>(newOutputUri(access, name), { ...options, access, remotePath: false });
	}

	/** The last part of the path. */
	get name(): string {
		return baseNameOf(this.path);
	}

	/** The URI when the file is elsewhere; undefined for a local one. flytekit: remote_source. */
	get remoteSource(): string | undefined {
		return remoteOf(this.path);
	}

	/** The URI, or the absolute local path. */
	get uri(): string {
		return uriOf(this.path);
	}

	/**
	 * The path of a local copy: of the file itself when it is local. Copied once in each attempt, however often it is asked
	 * for; the copy goes with the attempt's working folder.
	 */
	download(): Promise<string> {
		return this.#local.get(() => this.#copy());
	}

	/** The bytes as they come, without holding the whole. */
	open(): Promise<ReadableStream<Uint8Array>> {
		return openBytes(this.#at);
	}

	/** All bytes. */
	bytes(): Promise<Uint8Array> {
		return readBytes(this.#at);
	}

	/** The whole as text, read as UTF-8. */
	async text(): Promise<string> {
		return new TextDecoder().decode(await this.bytes());
	}

	/** The whole as JSON. Throws SyntaxError when it is none. */
	async json<T = unknown>(): Promise<T> {
		return JSON.parse(await this.text()) as T;
	}

	/** Writes the file, whole or not at all, over what was there. Resolves to this file, ready to be returned. */
	async write(data: FileData): Promise<this> {
		await writeBytes(this.#at, data);
		this.#local.forget();
		return this;
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
			// a run's rules on local paths are its stores': one look through them
			if (this.#access === undefined) await checkFile(this.path, local);
			else await (await this.open()).cancel();
			return local;
		}
		const data = await this.open();
		const target = join(await downloadFolder(), localName(this.name, "file"));
		await saveStream(target, data);
		return target;
	}
}

brand(FlyteFile.prototype, "file");
