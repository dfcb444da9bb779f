import { mkdir, stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { FlyteError } from "../errors/index.js";
import { readFileStream } from "./files/read-stream.js";
import { walkFiles } from "./files/walk-files.js";
import { writeAside } from "./files/write-aside.js";
import type { BlobStore } from "./ports/index.js";
import { displayUri, joinUri, nameBelow } from "./uri.js";

/** Where an attempt saves what it has done, and where the attempt before it did: URIs of folders. */
export interface CheckpointPlaces {
	/** Absent where the platform gives no place. */
	readonly destination?: string;
	/** Absent on the first attempt. */
	readonly previous?: string;
}

/** Name of what {@link Checkpoint.write} writes: flytekit's, so that a task may change its language between attempts. */
const WRITTEN = "_dst_cp";

/**
 * What a task has done so far, kept for its next attempt: where one fails or its machine is taken away, the next goes on from
 * there. flytekit: SyncCheckpoint, of which each method is here; they are asynchronous.
 */
export class Checkpoint {
	private readonly places: CheckpointPlaces;
	private readonly blobs: () => BlobStore;
	private readonly folder: () => string;
	private restored: Promise<string> | undefined = undefined;

	/** `folder`: makes a folder of the attempt's own, for what is restored without saying where. */
	constructor(places: CheckpointPlaces, blobs: () => BlobStore, folder: () => string) {
		this.places = places;
		this.blobs = blobs;
		this.folder = folder;
	}

	/** Whether there was an attempt before, which may have saved something. flytekit: prev_exists. */
	prevExists(): boolean {
		return this.places.previous !== undefined;
	}

	/** What the attempt before wrote; undefined where there was none, or it wrote nothing. Throws AUTHORING_CHECKPOINT when it saved several files. */
	async read(): Promise<Uint8Array | undefined> {
		const { previous } = this.places;
		if (previous === undefined) return undefined;
		const [first, ...others] = await this.blobs().list(previous);
		if (first === undefined) return undefined;
		if (others.length === 0) return this.blobs().read(first);
		throw new FlyteError(
			"AUTHORING_CHECKPOINT",
			`the checkpoint at ${displayUri(previous)} holds ${others.length + 1} files, and read() gives one`,
			{ wayOut: "use restore(), which gives a folder" },
		);
	}

	/** Keeps `data` for the next attempt, over what this one has written before. */
	async write(data: Uint8Array | string): Promise<void> {
		const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
		await this.blobs().write(joinUri(this.destination(), WRITTEN), bytes);
	}

	/** Keeps a file under its name, or what is in a folder. Throws AUTHORING_CHECKPOINT where there is none. */
	async save(path: string): Promise<void> {
		const target = this.destination();
		const found = await stat(path).catch(() => undefined);
		if (found?.isFile()) {
			await this.upload(path, joinUri(target, basename(path)));
		} else if (found?.isDirectory()) {
			for (const name of await walkFiles(path)) {
				await this.upload(join(path, ...name.split("/")), joinUri(target, name));
			}
		} else {
			throw new FlyteError("AUTHORING_CHECKPOINT", `there is no file or folder ${path} to save in a checkpoint`, {
				path,
				wayOut: "write it first; bytes are kept by write()",
			});
		}
	}

	/**
	 * Copies what the attempt before saved into a folder of this machine, `folder` or one of the attempt's own, and gives its path;
	 * undefined where there was no attempt before. Copied once: a second call gives the same folder.
	 */
	restore(folder?: string): Promise<string | undefined> {
		const { previous } = this.places;
		if (previous === undefined) return Promise.resolve(undefined);
		this.restored ??= this.copy(previous, folder ?? join(this.folder(), "prev_cp"));
		return this.restored;
	}

	private async copy(previous: string, folder: string): Promise<string> {
		await mkdir(folder, { recursive: true });
		const root = resolve(folder);
		for (const uri of await this.blobs().list(previous)) {
			const name = nameBelow(previous, uri) ?? "";
			const path = resolve(root, name);
			if (!path.startsWith(root + sep)) {
				throw new FlyteError("STORAGE_NAME", `${displayUri(uri)} would be restored outside of ${folder}`);
			}
			const content = await this.blobs().openRead(uri);
			await writeAside(path, async (file) => {
				for await (const chunk of content) await file.appendFile(chunk);
			});
		}
		return folder;
	}

	private async upload(path: string, uri: string): Promise<void> {
		await this.blobs().writeStream(uri, await readFileStream(path, path));
	}

	private destination(): string {
		const { destination } = this.places;
		if (destination !== undefined) return destination;
		throw new FlyteError("AUTHORING_CHECKPOINT", "the platform gave this attempt no place for a checkpoint", {
			wayOut: "register the task again: its arguments must hold --checkpoint-path",
		});
	}
}
