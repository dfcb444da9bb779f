import { readFileSync } from "node:fs";
import { StoredCache } from "../../../src/engine/cache/stored-cache.js";
import { CacheTable, cacheEntries } from "../../../src/engine/cache/table.js";
import { runEntity } from "../../../src/engine/index.js";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import type { TaskEntity } from "../../../src/graph/entities.js";
import { encodeLiteral } from "../../../src/wire/literals.js";
import { int, plain, task } from "../../engine/build.js";
import { runSample, sampleHeader } from "../sample-run.js";

/** The files of a store. */
export interface StoreFiles {
	readonly database: Buffer;
	readonly log: Buffer;
}

/** Cached results of the sample store. */
const RESULTS = 24;

/** Runs of the sample store: two that have ended, one that its process left, one whose result is large. */
export const RUNS = ["one", "two", "left"] as const;

/** A store as a project has it; its last commits are in the log only. */
export async function sampleStore(path: string): Promise<StoreFiles> {
	const store = new RunStore(path, { durability: "process", commit: { records: 12 } });
	for (const id of RUNS) {
		if (id === "left") await cacheResults(store, 0, RESULTS / 2);
		if (id === "left") store.database.pragma("wal_checkpoint(TRUNCATE)");
		const journal = store.begin(sampleHeader(id));
		if (id === "left") journal.end = () => {};
		await runSample(journal, id === "one" ? 30 : 12);
		if (id === "left") journal.flush();
	}
	await cacheResults(store, RESULTS / 2, RESULTS);
	store.answer("left", "go", encodeLiteral({ kind: "boolean", value: true }));
	store.answer("one", "how many", encodeLiteral({ kind: "integer", value: 12n }));
	store.database.run("update runs set owner = null");
	const files = { database: readFileSync(path), log: readFileSync(`${path}-wal`) };
	store.close();
	return files;
}

/** Makes cached results of a task. */
async function cacheResults(store: RunStore, from: number, to: number): Promise<void> {
	const cache = new StoredCache(store.path, { open: () => store.database });
	const body = task("m.cached", ["i"], ({ i }) => `${i} ${"y".repeat(((i as number) * 53) % 900)}`);
	const cached = { ...body, metadata: { ...body.metadata, cache: { version: "1" } } } as TaskEntity;
	// together, so that they are one commit
	const numbers = Array.from({ length: to - from }, (_, i) => from + i);
	await Promise.all(
		numbers.map((i) => runEntity(cached, new Map([["i", int(i)]]), { cache, executionId: "one", path: `main/n${i}` })),
	);
}

/** What the store says of each run, as text: `undefined` for one that it refuses, with the refusal. */
export interface Said {
	readonly runs: Map<string, string>;
	/** Records by run, as text. */
	readonly records: ReadonlyMap<string, readonly string[]>;
	/** Cached results by key, as they are listed and as they are recalled; answers to gates. */
	readonly cache: ReadonlyMap<string, string>;
	readonly answers: ReadonlyMap<string, string>;
	/** All that it says is wrong. */
	readonly wrong: readonly string[];
}

/** Reads all of a store. What is refused is told, not thrown. */
export function readAll(path: string): Said {
	const runs = new Map<string, string>();
	const records = new Map<string, string[]>();
	const cache = new Map<string, string>();
	const answers = new Map<string, string>();
	const wrong: string[] = [];
	const guard = (work: () => void) => {
		try {
			work();
		} catch (error) {
			wrong.push(String((error as Error).message));
		}
	};
	guard(() => {
		const store = new RunStore(path, { durability: "process" });
		try {
			for (const id of RUNS) {
				guard(() => {
					const { summary, header, end } = store.run(id);
					// whose process it was, and whether that lives, is no matter of the file
					const state = summary.state === "interrupted" ? "running" : summary.state;
					const told = { ...summary, state, recovered: 0, owner: undefined };
					runs.set(id, JSON.stringify([told, { ...header, versions: [...header.versions] }, end]));
				});
				guard(() => {
					const found: string[] = [];
					records.set(id, found);
					for (const { run, segment, at, why } of store.records(id, (record) => found.push(JSON.stringify(record)))) {
						wrong.push(`run ${run}, segment ${segment}, byte ${at}: ${why}`);
					}
				});
			}
			guard(() => {
				const table = new CacheTable(store.database, Date.now);
				const damaged = (key: string) => wrong.push(`store.db: the cached result ${key} is damaged`);
				for (const entry of cacheEntries(store.database, {}, damaged)) {
					const found = table.read(Buffer.from(entry.key, "hex").toString("latin1"));
					const told = { entry, outputs: found === undefined ? undefined : plain(found.outputs.get("o0")) };
					if (found === undefined) damaged(entry.key);
					else cache.set(entry.key, JSON.stringify(told));
				}
			});
			for (const [run, gate] of [
				["left", "go"],
				["one", "how many"],
			] as const) {
				guard(() => {
					const answer = store.answerTo(run, gate);
					if (answer !== undefined) answers.set(`${run} ${gate}`, Buffer.from(answer).toString("hex"));
				});
			}
		} finally {
			store.close();
		}
	});
	return { runs, records, cache, answers, wrong };
}
