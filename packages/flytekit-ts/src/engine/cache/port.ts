import type { MaybePromise } from "../../types/index.js";
import type { LiteralMap } from "../../types/literal.js";
import type { CacheKey } from "./key.js";

/** One who wants a cached result. */
export interface CacheRequest {
	readonly key: CacheKey;
	/** Take no result that was there before; what others make from now on is welcome. */
	readonly overwrite: boolean;
	/** Nothing else goes on in the run that wants it. */
	isIdle?(): boolean;
	/** Somebody else is making the result: the answer comes when they are done. Called at most once. */
	waits(): void;
	/** The result; undefined: nobody has it, and the asker is to make it, and to say so by `made` or `notMade`. */
	answer(found: LiteralMap | undefined): void;
}

/** A result that was made. */
export interface MadeResult {
	readonly inputs: LiteralMap;
	readonly outputs: LiteralMap;
	/** Id of the execution, and the node in it. */
	readonly run: string;
	readonly path: string;
	/** Where the run puts its files: what is there is not there for ever. */
	readonly rawOutputPrefix: string | undefined;
}

/**
 * Keeps results of cached tasks, for runs and processes that share it. Of all who want one result at a time only one makes it.
 */
export interface ResultCache {
	/** Asks for a result. Answered once, never before this returns. The function given withdraws a request that was not answered. */
	ask(request: CacheRequest): () => void;
	/** The result that this process was to make. Gives it back as it is kept: its files may be elsewhere now. Never rejects. */
	made(key: CacheKey, result: MadeResult): MaybePromise<LiteralMap>;
	/** It failed or was stopped: the next who waits is to make it. */
	notMade(key: CacheKey): void;
	/** Resolves when all that was made is kept, or it was said that it cannot be. Never rejects. */
	settled(): Promise<void>;
}
