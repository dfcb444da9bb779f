import { blobOf, type StoreDatabase } from "../journal/database.js";
import { isAlive, type Owner, ownerOf, ownerText, ownOwner } from "../journal/owner.js";

/** A circle of processes each of which waits for a result that the next one makes. */
export interface Circle {
	/** Nothing in any of them goes on meanwhile: it can only last. */
	readonly isIdle: boolean;
	/** Of all in it this process is the one to break it. */
	readonly isOurs: boolean;
}

/**
 * Who waits for which result, in the store: each process writes down what it waits for, so that one of those that wait for each
 * other sees it. What a process wrote that is gone does not count.
 */
export class Waits {
	readonly #database: StoreDatabase;
	#isMade = false;

	constructor(database: StoreDatabase) {
		this.#database = database;
	}

	/** This process waits for a result; `isIdle`: and for nothing else. To be called in a transaction. */
	note(key: Uint8Array, isIdle: boolean): void {
		this.#make();
		this.#database.run("insert or replace into waits values (?, ?, ?)", key, ownerText(ownOwner()), isIdle ? 1 : 0);
	}

	/** It does so no more. To be called in a transaction. */
	forget(key: Uint8Array): void {
		if (this.#isMade) this.#database.run("delete from waits where key = ? and owner = ?", key, ownerText(ownOwner()));
	}

	/** The circle that this process is in by waiting for what `holder` makes. To be called in a transaction. */
	circleThrough(holder: Owner): Circle | undefined {
		const own = ownerText(ownOwner());
		const rows = this.#database.all(
			"select w.key as key, w.owner as waiter, w.idle as idle, c.owner as holder from waits w join claims c on c.key = w.key",
		);
		const waitsFor = new Map<string, Set<string>>();
		const idle = new Map<string, boolean>();
		for (const { key, waiter, idle: isIdle, holder: by } of rows) {
			if (waiter === by) continue;
			const owner = ownerOf(waiter);
			if (owner === undefined || !isAlive(owner)) {
				this.#database.run(
					"delete from waits where key = ? and owner = ?",
					blobOf(key, "a claim of the cache"),
					waiter as string,
				);
				continue;
			}
			const set = waitsFor.get(waiter as string) ?? new Set();
			waitsFor.set(waiter as string, set.add(by as string));
			idle.set(waiter as string, (idle.get(waiter as string) ?? true) && isIdle === 1);
		}
		const members = circle(waitsFor, ownerText(holder), own);
		if (members === undefined) return undefined;
		return {
			isIdle: members.every((member) => idle.get(member) === true),
			isOurs: members.every((member) => own <= member),
		};
	}

	/** Made when somebody first waits: it says nothing that outlives the processes, so no version of the tables is told by it. */
	#make(): void {
		if (this.#isMade) return;
		this.#database.exec(
			"create table if not exists waits (key blob not null, owner text not null, idle integer not null, primary key (key, owner)) without rowid",
		);
		this.#isMade = true;
	}
}

/** Those on the shortest way from `from` back to `to`, both included; undefined where there is none. */
function circle(waitsFor: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): string[] | undefined {
	const before = new Map<string, string | undefined>([[from, undefined]]);
	const queue = [from];
	for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
		if (at === to) {
			const members: string[] = [];
			for (let step: string | undefined = at; step !== undefined; step = before.get(step)) members.push(step);
			return members;
		}
		for (const next of waitsFor.get(at) ?? []) {
			if (before.has(next)) continue;
			before.set(next, at);
			queue.push(next);
		}
	}
	return undefined;
}
