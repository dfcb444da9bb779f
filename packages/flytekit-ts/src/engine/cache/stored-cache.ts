import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeThrown } from "../../errors/index.js";
import { showLiteral } from "../../types/convert/codec.js";
import type { MaybePromise } from "../../types/index.js";
import type { LiteralMap } from "../../types/literal.js";
import { encodeLiteralMap } from "../../wire/literals.js";
import type { StoreDatabase } from "../journal/database.js";
import { outputsPlace } from "../journal/outputs-place.js";
import { ownerText, ownOwner } from "../journal/owner.js";
import { RunStore } from "../journal/run-store.js";
import type { CacheKey } from "./key.js";
import { filesAreThere, keepFiles, refersTo } from "./literal-files.js";
import type { CacheRequest, MadeResult, ResultCache } from "./port.js";
import { CacheTable, type Standing, type StoredResult } from "./table.js";
import type { Circle } from "./waits.js";

/** How a cache works with its store; all of it has a default. */
export interface StoredCacheOptions {
	/** Opens the store; called when the first result is asked for. */
	readonly open?: () => StoreDatabase;
	/** Folder for files of results. Default: `cache-files` beside the store. */
	readonly files?: string;
	/** A commit is made when the oldest result that waits is this old, in milliseconds. Default 20. */
	readonly everyMs?: number;
	/** How often claims of other processes are looked at again, in milliseconds. Default 25. */
	readonly pollMs?: number;
	/**
	 * How long processes wait for each other in a circle before one of them makes what it waits for itself, in milliseconds: where nothing
	 * else goes on in any of them, and where something does. Default 1,000 and 30,000.
	 */
	readonly circleMs?: { readonly idle: number; readonly busy: number };
	/** Milliseconds since the epoch. */
	readonly now?: () => number;
	/** Calls back after some milliseconds, and gives what cancels that. */
	readonly schedule?: (ms: number, act: () => void) => () => void;
	/** Hears, once, why the cache cannot be used: it has no results from then on, and keeps none. */
	readonly onFailure?: (error: unknown) => void;
}

/** Keys that one transaction takes. */
const MOST_KEYS = 512;
const MOST_SHOWN = 80;

/** Who wants a result that is not there yet, and where it is being made. */
interface Line {
	made: "asking" | "here" | "elsewhere";
	waiting: Wanted[];
}

/** A request, and the mark of the result that it does not want: the one that it overwrites, or whose files are gone. */
interface Wanted {
	readonly request: CacheRequest;
	except: string | undefined;
	/** Whether it was looked for before: what was there then is what an overwriting request does not want. */
	isKnown: boolean;
	/** Since when it is part of a circle of processes that wait for each other. */
	circleSince: number | undefined;
	/** It is written down that this process waits for it. */
	isNoted: boolean;
}

/**
 * The cache in a store's file, which several processes may share. Results are committed in groups; requests that come together are
 * looked up together, and only misses take the write lock. A claim is a row with its owner: it ends with the result, or with
 * the process, which needs no heartbeat to be seen. A store that fails costs the cache, never the run.
 */
export class StoredCache implements ResultCache {
	#opened: CacheTable | undefined = undefined;
	readonly #options: Required<StoredCacheOptions>;
	/** For the next look-up. */
	#asked: Wanted[] = [];
	/** By key. */
	readonly #lines = new Map<string, Line>();
	/** Made, and not in the table yet. */
	readonly #fresh = new Map<string, LiteralMap>();
	#toWrite: StoredResult[] = [];
	#toRelease: string[] = [];
	/** Results that this process has noted that it waits for, and does not any more. */
	#toForget: string[] = [];
	#cancelCommit: (() => void) | undefined = undefined;
	#cancelPoll: (() => void) | undefined = undefined;
	#isBroken = false;

	/** Outputs of kept runs. */
	readonly #lasting: string;

	/** `path`: the store's file; it is made with the first result where it is not there. */
	constructor(path: string, options: StoredCacheOptions = {}) {
		this.#lasting = fileURLToPath(outputsPlace(path, "."));
		this.#options = {
			open: () => new RunStore(path, { durability: "process" }).database,
			files: copiesBeside(path),
			everyMs: 20,
			pollMs: 25,
			circleMs: { idle: 1000, busy: 30_000 },
			now: Date.now,
			schedule(ms, act) {
				const timer = setTimeout(act, ms);
				return () => clearTimeout(timer);
			},
			onFailure: warn,
			...options,
		};
	}

	ask(request: CacheRequest): () => void {
		const wanted: Wanted = {
			request,
			except: undefined,
			isKnown: false,
			circleSince: undefined,
			isNoted: false,
		};
		this.#asked.push(wanted);
		if (this.#asked.length === 1) queueMicrotask(() => this.#lookUp());
		return () => {
			this.#asked = this.#asked.filter((other) => other !== wanted);
			const line = this.#lines.get(request.key.id);
			if (line !== undefined) line.waiting = line.waiting.filter((other) => other !== wanted);
			this.#waitsNoMore(wanted);
		};
	}

	made(key: CacheKey, result: MadeResult): MaybePromise<LiteralMap> {
		const { outputs } = result;
		const kind = refersTo(outputs);
		if (kind === "files") return this.#keep(key, result);
		this.#pass(key.id, outputs);
		// what is in this process's memory is no use to another
		if (kind === "memory") this.#release(key.id);
		else this.#write(key, result, outputs);
		return outputs;
	}

	notMade({ id }: CacheKey): void {
		const next = this.#lines.get(id)?.waiting.shift();
		if (next === undefined) {
			this.#lines.delete(id);
			this.#release(id);
			return;
		}
		// the claim stays: it is the next one's now
		queueMicrotask(() => next.request.answer(undefined));
	}

	async settled(): Promise<void> {
		this.#commit();
		if (this.#lines.size > 0) return;
		this.#cancelPoll?.();
		this.#cancelPoll = undefined;
	}

	/** Lets go of the store. To be called when no run uses the cache any more. */
	close(): void {
		this.#isBroken = true;
		this.#opened?.database.close();
		this.#opened = undefined;
	}

	get #table(): CacheTable {
		this.#opened ??= new CacheTable(this.#options.open(), this.#options.now);
		return this.#opened;
	}

	#lookUp(): void {
		const batch = this.#asked.splice(0, MOST_KEYS);
		if (this.#asked.length > 0) queueMicrotask(() => this.#lookUp());
		const unknown: Wanted[] = [];
		for (const wanted of batch) {
			const { request } = wanted;
			const { id } = request.key;
			const fresh = this.#fresh.get(id);
			const line = this.#lines.get(id);
			if (fresh !== undefined) request.answer(fresh);
			else if (line === undefined) {
				this.#lines.set(id, { made: "asking", waiting: [] });
				unknown.push(wanted);
			} else {
				line.waiting.push(wanted);
				request.waits();
			}
		}
		if (unknown.length > 0) this.#askTable(unknown);
	}

	/** Answers what the table can answer, and claims what nobody makes. Of each key there is one request, and a line. */
	#askTable(all: readonly Wanted[]): void {
		const answers: (() => void)[] = [];
		const done = this.#trying(() => {
			const misses: Wanted[] = [];
			for (const wanted of all) {
				const { request } = wanted;
				const found = this.#table.read(request.key.id);
				if (found !== undefined && request.overwrite && !wanted.isKnown) wanted.except = found.mark;
				wanted.isKnown = true;
				if (found === undefined || found.mark === wanted.except) misses.push(wanted);
				else if (filesAreThere(found.outputs)) answers.push(() => this.#found(wanted, found.outputs));
				else {
					wanted.except = found.mark;
					misses.push(wanted);
				}
			}
			if (misses.length === 0) return;
			this.#table.database.transaction(() => {
				this.#writeAll();
				for (const wanted of misses) {
					const standing = this.#standing(wanted);
					answers.push(() => {
						if (standing.is === "there") this.#found(wanted, standing.outputs);
						else if (standing.is === "free") this.#make(wanted);
						else this.#waitFor(wanted);
					});
				}
			});
			this.#written();
		});
		if (done) for (const answer of answers) answer();
		else for (const wanted of all) this.#make(wanted);
	}

	/** As the table says; but where processes wait for each other for too long, this one makes it itself. */
	#standing(wanted: Wanted): Standing {
		const { request, except } = wanted;
		const { id } = request.key;
		const standing = this.#table.claim(id, except);
		if (standing.is === "taken" && ownerText(standing.by) !== ownerText(ownOwner())) {
			const circle = this.#table.waitFor(id, standing.by, request.isIdle?.() === true);
			wanted.isNoted = true;
			if (!this.#mustBreak(wanted, circle)) return standing;
			this.#table.take(id);
			this.#waitsNoMore(wanted);
			return { is: "free" };
		}
		this.#waitsNoMore(wanted);
		return standing;
	}

	#waitsNoMore(wanted: Wanted): void {
		if (!wanted.isNoted) return;
		wanted.isNoted = false;
		this.#toForget.push(wanted.request.key.id);
		this.#commitSoon();
	}

	#mustBreak(wanted: Wanted, circle: Circle | undefined): boolean {
		if (circle === undefined) {
			wanted.circleSince = undefined;
			return false;
		}
		const now = this.#options.now();
		wanted.circleSince ??= now;
		const { idle, busy } = this.#options.circleMs;
		const patience = (circle.isIdle ? idle : busy) * (circle.isOurs ? 1 : 3);
		return Math.abs(now - wanted.circleSince) >= patience;
	}

	#found(wanted: Wanted, outputs: LiteralMap): void {
		const { request } = wanted;
		this.#waitsNoMore(wanted);
		const waiting = this.#takeLine(request.key.id);
		request.answer(outputs);
		answerAll(waiting, outputs);
	}

	#make({ request }: Wanted): void {
		(this.#lines.get(request.key.id) as Line).made = "here";
		request.answer(undefined);
	}

	/** Somebody else makes it. */
	#waitFor(wanted: Wanted): void {
		const line = this.#lines.get(wanted.request.key.id) as Line;
		if (line.made === "asking") wanted.request.waits();
		line.made = "elsewhere";
		line.waiting.unshift(wanted);
		this.#pollAfter(this.#options.pollMs);
	}

	/** Looks again at what other processes make, rarer each time. */
	#pollAfter(ms: number): void {
		this.#cancelPoll ??= this.#options.schedule(ms, () => {
			this.#cancelPoll = undefined;
			const wanted: Wanted[] = [];
			for (const [id, line] of this.#lines) {
				if (line.made !== "elsewhere") continue;
				const first = line.waiting.shift();
				if (first === undefined) this.#lines.delete(id);
				else wanted.push(first);
			}
			if (wanted.length === 0) return;
			this.#pollAfter(Math.min(ms * 1.5, 10 * this.#options.pollMs));
			this.#askTable(wanted);
		});
	}

	#takeLine(id: string): readonly Wanted[] {
		const waiting = this.#lines.get(id)?.waiting ?? [];
		this.#lines.delete(id);
		return waiting;
	}

	/** To those in line. */
	#pass(id: string, outputs: LiteralMap): void {
		const waiting = this.#takeLine(id);
		if (waiting.length > 0) queueMicrotask(() => answerAll(waiting, outputs));
	}

	async #keep(key: CacheKey, result: MadeResult): Promise<LiteralMap> {
		const { outputs, rawOutputPrefix, path } = result;
		const copying = keepFiles(outputs, { from: rawOutputPrefix, to: this.#options.files, lasting: this.#lasting });
		let kept: LiteralMap = outputs;
		try {
			kept = await copying;
			this.#write(key, result, kept);
		} catch (error) {
			this.#release(key.id);
			const why = describeThrown(error).message;
			process.emitWarning(`the result of ${path} is not cached: its files could not be kept: ${why}`);
		}
		this.#pass(key.id, kept);
		return kept;
	}

	#write(key: CacheKey, { inputs, run, path }: MadeResult, outputs: LiteralMap): void {
		const shown = new Map(Array.from(inputs, ([name, literal]) => [name, shortly(showLiteral(literal))]));
		const at = this.#options.now();
		this.#fresh.set(key.id, outputs);
		this.#toWrite.push({ key, outputs: encodeLiteralMap(outputs, "outputs"), shown, run, path, at });
		this.#commitSoon();
	}

	#release(id: string): void {
		this.#toRelease.push(id);
		this.#commitSoon();
	}

	#commitSoon(): void {
		if (this.#toWrite.length + this.#toRelease.length >= MOST_KEYS) this.#commit();
		else this.#cancelCommit ??= this.#options.schedule(this.#options.everyMs, () => this.#commit());
	}

	#commit(): void {
		if (this.#toWrite.length + this.#toRelease.length + this.#toForget.length > 0) {
			this.#trying(() => this.#table.database.transaction(() => this.#writeAll()));
		}
		this.#written();
	}

	#writeAll(): void {
		for (const result of this.#toWrite) {
			this.#table.write(result);
			this.#toRelease.push(result.key.id);
		}
		this.#table.release(this.#toRelease);
		for (const id of this.#toForget) this.#table.waitNoMore(id);
	}

	#written(): void {
		this.#cancelCommit?.();
		this.#cancelCommit = undefined;
		for (const { key } of this.#toWrite) this.#fresh.delete(key.id);
		this.#toWrite = [];
		this.#toRelease = [];
		this.#toForget = [];
	}

	/** Whether `work` could be done. */
	#trying(work: () => void): boolean {
		if (this.#isBroken) return false;
		try {
			work();
			return true;
		} catch (error) {
			this.#isBroken = true;
			this.#options.onFailure(error);
			return false;
		}
	}
}

/** The folder for files of results, beside their store. */
export function copiesBeside(store: string): string {
	return join(dirname(store), "cache-files");
}

function answerAll(waiting: readonly Wanted[], found: LiteralMap): void {
	for (const { request } of waiting) request.answer(found);
}

function shortly(text: string): string {
	return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
}

function warn(error: unknown): void {
	process.emitWarning(`this run goes on without its cache: ${describeThrown(error).message}`);
}
