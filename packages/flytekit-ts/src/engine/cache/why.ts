import { decodeLiteralMap } from "../../wire/literals.js";
import type { CallRecord } from "../journal/record.js";
import type { RunStore } from "../journal/run-store.js";
import { inputDigest } from "./key.js";
import { type CacheEntry, cacheEntries } from "./table.js";

/** A part of a key that is not the same in two results. */
export interface KeyDifference {
	/** "version", "interface", or an input as `input x`. */
	readonly part: string;
	/** In the other result, and here; undefined: there is none. */
	readonly was: string | undefined;
	readonly is: string | undefined;
}

/** Why a call was answered from the cache, or was not. */
export interface CacheReason {
	readonly path: string;
	readonly task: string;
	/**
	 * "recalled": its result was in the cache. "recovered": it was committed before the run was gone on with. "made": it ran, and its
	 * result is in the cache now. "not kept": it ran, and the cache has nothing of it.
	 */
	readonly outcome: "recalled" | "recovered" | "made" | "not kept";
	/** The result that was recalled, or was made. */
	readonly entry: CacheEntry | undefined;
	/** The result that comes nearest, where one was made; undefined: there was none of this task. */
	readonly nearest: CacheEntry | undefined;
	/** In what that differs. */
	readonly differs: readonly KeyDifference[];
	/** Results that the cache has of this task, other than this one. */
	readonly others: number;
}

/** Calls of tasks of a run that `node` may mean: its path, the end of that, or the name of its task. */
export function callsNamed(store: RunStore, run: string, node: string): readonly CallRecord[] {
	const calls = new Map<string, CallRecord>();
	store.records(run, (record) => {
		if (record.type !== "call" || (record.kind !== "task" && record.kind !== "dynamic")) return;
		calls.set(record.path, record); // a later one is of a run that was gone on with
	});
	const exact = calls.get(node);
	if (exact !== undefined) return [exact];
	return [...calls.values()].filter(
		({ path, name }) => path.endsWith(`/${node}`) || name === node || name.endsWith(`.${node}`),
	);
}

/** Why the cache gave a call's result, or did not. */
export function cacheReason(store: RunStore, run: string, call: CallRecord): CacheReason {
	const all = cacheEntries(store.database, { task: call.name });
	const about = { path: call.path, task: call.name, nearest: undefined, differs: [] };
	if (call.source !== "run") {
		const entry = all.find((one) => hasInputs(one, call));
		const outcome = call.source === "cache" ? "recalled" : "recovered";
		return { ...about, outcome, entry, others: all.length - (entry === undefined ? 0 : 1) };
	}
	const entry = all.find((one) => one.run === run && one.path === call.path);
	if (entry === undefined) return { ...about, outcome: "not kept", entry, others: all.length };
	const others = all.filter((one) => one !== entry);
	const near = others
		.filter(({ createdAt }) => createdAt <= entry.createdAt)
		.map((one) => ({ one, differs: differences(one, entry) }))
		.sort((a, b) => a.differs.length - b.differs.length)[0]; // the sort keeps the newest first among equals
	return {
		...about,
		outcome: "made",
		entry,
		nearest: near?.one,
		differs: near?.differs ?? [],
		others: others.length,
	};
}

function hasInputs(entry: CacheEntry, call: CallRecord): boolean {
	if (call.inputs === undefined) return false;
	const inputs = decodeLiteralMap(call.inputs);
	return entry.inputs.every(({ name, digest }) => {
		const literal = inputs.get(name);
		return literal === undefined || inputDigest(name, literal) === digest;
	});
}

function differences(was: CacheEntry, is: CacheEntry): KeyDifference[] {
	const found: KeyDifference[] = [];
	const compare = (part: string, a: string | undefined, b: string | undefined, shown = [a, b]) => {
		if (a !== b) found.push({ part, was: shown[0], is: shown[1] });
	};
	compare("version", was.version, is.version);
	compare("interface", was.interfaceDigest, is.interfaceDigest);
	const before = new Map(was.inputs.map((input) => [input.name, input]));
	const now = new Map(is.inputs.map((input) => [input.name, input]));
	for (const name of new Set([...before.keys(), ...now.keys()])) {
		const [a, b] = [before.get(name), now.get(name)];
		compare(`input ${name}`, a?.digest, b?.digest, [a?.shown, b?.shown]);
	}
	return found;
}
