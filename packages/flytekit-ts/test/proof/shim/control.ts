import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";

/** Kinds of calls, as shim.c has them. */
export const KINDS = { write: 1, sync: 2, truncate: 4, open: 8, rename: 16, unlink: 32, read: 64, mkdir: 128 } as const;

/** Errors that a call can be made to give. */
export const ERRNO = { EIO: 5, EFBIG: 27, EMFILE: 24, ENOSPC: 28, EROFS: 30 } as const;

const PLACES = ["failAt", "failCount", "errno", "kinds", "seen", "failed", "lastKind", "noSync", "generation"] as const;

/** What the shim is told, and what it has counted: a page of memory that both have. */
export class ShimControl {
	readonly #fd: number;

	/** Opens the file that the shim of this process was started with, or one for a process to be started. */
	constructor(path: string) {
		this.#fd = openSync(path, "r+");
	}

	static make(path: string): ShimControl {
		writeFileSync(path, new Uint8Array(4096));
		return new ShimControl(path);
	}

	/** Lets `count` calls of these kinds fail, from the `at`th on; counting begins anew. */
	fail(at: number, count: number, errno: number, kinds: number): void {
		this.#set("failAt", 0);
		this.#set("seen", 0);
		this.#set("failed", 0);
		this.#set("failCount", count);
		this.#set("errno", errno);
		this.#set("kinds", kinds);
		this.#set("failAt", at);
	}

	/** From here on only files that are opened from here on are looked at. */
	forget(): void {
		this.#set("generation", this.#get("generation") + 1);
	}

	/** Nothing fails from here on. What was counted stays. */
	heal(): void {
		this.#set("failAt", 0);
		this.#set("kinds", 0);
	}

	/** Calls of the chosen kinds since {@link fail}. */
	get seen(): number {
		return this.#get("seen");
	}

	/** Those of them that failed. */
	get failed(): number {
		return this.#get("failed");
	}

	close(): void {
		closeSync(this.#fd);
	}

	#set(name: (typeof PLACES)[number], value: number): void {
		const bytes = Buffer.alloc(8);
		bytes.writeBigInt64LE(BigInt(value));
		writeSync(this.#fd, bytes, 0, 8, PLACES.indexOf(name) * 8);
	}

	#get(name: (typeof PLACES)[number]): number {
		const bytes = Buffer.alloc(8);
		readSync(this.#fd, bytes, 0, 8, PLACES.indexOf(name) * 8);
		return Number(bytes.readBigInt64LE());
	}
}

/** The environment of a process whose files below `folder` the shim looks after. */
export function shimEnvironment(library: string, folder: string, control: string, log?: string): NodeJS.ProcessEnv {
	return {
		...process.env,
		LD_PRELOAD: library,
		PROOF_SHIM_FOLDER: folder,
		PROOF_SHIM_CONTROL: control,
		...(log === undefined ? {} : { PROOF_SHIM_LOG: log }),
	};
}
