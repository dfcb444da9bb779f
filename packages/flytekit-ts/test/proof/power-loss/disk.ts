import { dirname } from "node:path";
import type { Operation } from "./log.js";

/** Chance for one image. */
export type Chance = () => number;

type Change = Extract<Operation, { readonly kind: "write" | "truncate" }>;

/** A file's bytes: what is on the disk for certain, and what was done since and may or may not be. */
interface Inode {
	durable: Buffer;
	pending: Change[];
}

/** A change of names, not on the disk for certain. */
interface Renaming {
	readonly folder: string;
	readonly apply: (names: Map<string, Inode | "folder">) => void;
}

/**
 * What a disk holds while a program writes: kept operation by operation, so that the power can be cut after any of them. A sync of
 * a file makes its bytes certain, one of a folder the names in it; names that are not synced may be lost from the last one back.
 */
export class Disk {
	/** Names as the program sees them. */
	readonly #seen = new Map<string, Inode | "folder">();
	readonly #durable = new Map<string, Inode | "folder">();
	#renamings: Renaming[] = [];

	/** `root`: a folder that is there for certain. */
	constructor(root: string) {
		this.#seen.set(root, "folder");
		this.#durable.set(root, "folder");
	}

	/** Whether anything would be found otherwise than the program sees it, were the power to go now. */
	get isUncertain(): boolean {
		if (this.#renamings.length > 0) return true;
		for (const inode of this.#seen.values()) if (inode !== "folder" && inode.pending.length > 0) return true;
		return false;
	}

	apply(op: Operation): void {
		switch (op.kind) {
			case "write":
			case "truncate":
				(this.#seen.get(op.path) as Inode).pending.push(op);
				return;
			case "sync":
				this.#sync(op.path);
				return;
			case "create": {
				const inode: Inode = { durable: Buffer.alloc(0), pending: [] };
				this.#rename(dirname(op.path), (names) => names.set(op.path, inode));
				return;
			}
			case "mkdir":
				this.#rename(dirname(op.path), (names) => names.set(op.path, "folder"));
				return;
			case "unlink":
				this.#rename(dirname(op.path), (names) => names.delete(op.path));
				return;
			case "rename": {
				const { path, to } = op;
				this.#rename(dirname(path), (names) => {
					const moved = names.get(path);
					names.delete(path);
					if (moved !== undefined) names.set(to, moved);
				});
			}
		}
	}

	/** Files by path as they may be found when the power goes now. A folder that is lost takes its files along. */
	image(chance: Chance): Map<string, Buffer> {
		const names = new Map(this.#durable);
		const kept = Math.floor(chance() * (this.#renamings.length + 1));
		for (const renaming of this.#renamings.slice(0, kept)) renaming.apply(names);
		const style = chance();
		const files = new Map<string, Buffer>();
		for (const [path, inode] of names) {
			if (inode !== "folder" && hasFolders(path, names, this.#seen)) files.set(path, found(inode, style, chance));
		}
		return files;
	}

	#sync(path: string): void {
		const inode = this.#seen.get(path);
		if (inode !== undefined && inode !== "folder") {
			if (inode.pending.length === 0) return;
			const bytes = new Growing(inode.durable);
			for (const change of inode.pending) bytes.change(change);
			inode.durable = bytes.whole;
			inode.pending = [];
			return;
		}
		const others: Renaming[] = [];
		for (const renaming of this.#renamings) {
			if (renaming.folder === path) renaming.apply(this.#durable);
			else others.push(renaming);
		}
		this.#renamings = others;
	}

	#rename(folder: string, apply: Renaming["apply"]): void {
		apply(this.#seen);
		this.#renamings.push({ folder, apply });
	}
}

function hasFolders(path: string, names: Map<string, unknown>, all: Map<string, unknown>): boolean {
	for (let folder = dirname(path); all.has(folder); folder = dirname(folder)) if (!names.has(folder)) return false;
	return true;
}

/** The bytes of a file after the cut: of what was not synced all, nothing, or some, whole or in sectors. */
function found(inode: Inode, style: number, chance: Chance): Buffer {
	const bytes = new Growing(inode.durable);
	if (style >= 0.1) {
		for (const change of inode.pending) {
			if (style < 0.2 || chance() < 0.4) bytes.change(change);
			else if (change.kind === "write" && chance() < 0.6) tear(bytes, change, chance);
		}
	}
	return bytes.whole;
}

/** Some sectors of a write, of the size that old or new disks write at once. */
function tear(bytes: Growing, { offset, data }: Change & { kind: "write" }, chance: Chance): void {
	const sector = chance() < 0.5 ? 512 : 4096;
	for (let at = offset; at < offset + data.length; ) {
		const end = Math.min(offset + data.length, (Math.floor(at / sector) + 1) * sector);
		if (chance() < 0.5) bytes.write(at, data.subarray(at - offset, end - offset));
		at = end;
	}
}

/** Bytes that are written to anywhere; what was never written is zero. */
class Growing {
	#bytes: Buffer;
	#length: number;

	constructor(bytes: Buffer) {
		this.#bytes = Buffer.from(bytes);
		this.#length = bytes.length;
	}

	get whole(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}

	change(change: Change): void {
		if (change.kind === "write") {
			this.write(change.offset, change.data);
			return;
		}
		this.#reach(change.size);
		this.#bytes.fill(0, Math.min(change.size, this.#length));
		this.#length = change.size;
	}

	write(offset: number, data: Buffer): void {
		const end = offset + data.length;
		this.#reach(end);
		data.copy(this.#bytes, offset);
		if (end > this.#length) this.#length = end;
	}

	#reach(size: number): void {
		if (size <= this.#bytes.length) return;
		const larger = Buffer.alloc(size * 2);
		this.#bytes.copy(larger, 0, 0, this.#length);
		this.#bytes = larger;
	}
}
