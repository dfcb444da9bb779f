import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { isFlyteError } from "../../../src/errors/index.js";
import { noteSucceeded } from "../acknowledged.js";
import { order, report } from "../parts.js";
import { committedOf, runSample, sampleHeader } from "../sample-run.js";
import { type ERRNO, ShimControl } from "../shim/control.js";

/** What one process of the proof does. */
export interface FaultOrder {
	readonly errno: keyof typeof ERRNO;
	readonly number: number;
	/** Calls that may fail, as bits. */
	readonly kinds: number;
	/** Whether all calls from the Nth on fail, as where a disk is full; or that one alone. */
	readonly lasts: boolean;
	/** Files below it are the shim's. */
	readonly folder: string;
	readonly control: string;
}

/** What it found. */
export interface FaultTally {
	/** Runs in which a call failed. */
	readonly faults: number;
	/** Calls that failed in them. */
	readonly failed: number;
	/** Calls of a run without a fault. */
	readonly seen: number;
	/** Runs that the fault stopped, and those that came to their end all the same. */
	readonly stopped: number;
	readonly withstood: number;
	readonly wrong: number;
}

const TASKS = 24;
const given = order<FaultOrder>();
const control = new ShimControl(given.control);
const tally = { faults: 0, failed: 0, seen: 0, stopped: 0, withstood: 0, wrong: 0 };

/** A run as a program has it: a store that may not be there yet, a journal, the store closed. What stopped it, if anything. */
async function attempt(path: string, say: (path: string) => void): Promise<unknown> {
	let store: RunStore | undefined;
	try {
		const waiting: string[] = [];
		store = new RunStore(path, {
			commit: {
				records: 5,
				atPoint(point) {
					if (point === "after-commit" || point === "after-end") for (const one of waiting.splice(0)) say(one);
				},
			},
		});
		store.database.pragma("wal_autocheckpoint = 8");
		const journal = store.begin(sampleHeader("run"));
		noteSucceeded(journal, waiting);
		const { error } = await runSample(journal, TASKS);
		return error;
	} catch (thrown) {
		return thrown;
	} finally {
		try {
			store?.close();
		} catch {
			// the fault may still last
		}
	}
}

/** What is wrong with an error, for whoever must mend the disk. */
function unclear(error: unknown, path: string): string | undefined {
	if (!isFlyteError(error)) return `is none of ours: ${String(error)}`;
	const { message } = error;
	if (!message.includes(path) && !message.includes(given.folder)) return `does not name the file: ${message}`;
	const named = given.lasts ? message.includes(given.errno) : /\b(SQLITE_\w+|E[A-Z]{2,})\b/.test(message);
	if (!named) return `does not say what the system said (${given.errno}): ${message}`;
	if (!message.includes("way out")) return `says no way out: ${message}`;
	return undefined;
}

/** The store after the fault has gone: it opens, has what was acknowledged, and its run goes on to the same end. */
async function goOn(path: string, acknowledged: ReadonlySet<string>, wanted: string): Promise<string | undefined> {
	const store = new RunStore(path);
	try {
		const before = committedOf(store, "run");
		for (const one of acknowledged) if (!before.has(one)) return `${one} was acknowledged and is not there`;
		for (const [key, why] of before) if (key.startsWith("damage")) return `${key}: ${why}`;
		const again: string[] = [];
		const ran = (one: string) => void (before.has(one) && again.push(one));
		const isThere = store.runs().length > 0;
		store.database.run("update runs set owner = null");
		const journal = isThere ? store.recover("run").journal : store.begin(sampleHeader("run"));
		const { error } = await runSample(journal, TASKS, { ran });
		if (error !== undefined) return `going on failed: ${error.message}`;
		if (again.length > 0) return `${again.join(", ")} ran again`;
		const end = committedOf(store, "run").get("end");
		return end === wanted ? undefined : `it came to ${end}`;
	} finally {
		store.close();
	}
}

const wanted = await (async () => {
	const path = join(given.folder, "whole", "store.db");
	const error = await attempt(path, () => {});
	if (error !== undefined) throw error;
	const store = new RunStore(path);
	const end = committedOf(store, "run").get("end");
	store.close();
	return end as string;
})();

for (let n = 1; ; n++) {
	const folder = join(given.folder, `n${n}`);
	mkdirSync(folder);
	const path = join(folder, ".flyte", "store.db");
	const acknowledged = new Set<string>();
	globalThis.gc?.(); // connections are closed when their statements are collected: not in the middle of the next run
	control.fail(n, given.lasts ? 1e9 : 1, given.number, given.kinds);
	const error = await attempt(path, (one) => acknowledged.add(one));
	globalThis.gc?.();
	await new Promise((resolve) => setImmediate(resolve));
	const { failed, seen } = control;
	control.heal();
	if (failed === 0) {
		tally.seen = seen;
		break;
	}
	tally.faults++;
	tally.failed += failed;
	if (error === undefined) tally.withstood++;
	else tally.stopped++;
	let why = error === undefined ? undefined : unclear(error, path);
	try {
		why ??= await goOn(path, acknowledged, wanted);
	} catch (thrown) {
		why ??= `the store does not open any more: ${String((thrown as Error).stack)}`;
	}
	if (why !== undefined && tally.wrong++ < 5) console.error(`${given.errno}, call ${n}: ${why}`);
	rmSync(folder, { recursive: true, force: true });
}
report(tally);
