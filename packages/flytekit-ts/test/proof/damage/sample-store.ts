import { readFileSync } from "node:fs";
import { RunStore } from "../../../src/engine/journal/run-store.js";
import { runSample, sampleHeader } from "../sample-run.js";

/** The files of a store. */
export interface StoreFiles {
	readonly database: Buffer;
	readonly log: Buffer;
}

/** Runs of the sample store: two that have ended, one that its process left, one whose result is large. */
export const RUNS = ["one", "two", "left"] as const;

/** A store as a project has it; its last commits are in the log only. */
export async function sampleStore(path: string): Promise<StoreFiles> {
	const store = new RunStore(path, { durability: "process", commit: { records: 12 } });
	for (const id of RUNS) {
		if (id === "left") store.database.pragma("wal_checkpoint(TRUNCATE)");
		const journal = store.begin(sampleHeader(id));
		if (id === "left") journal.end = () => {};
		await runSample(journal, id === "one" ? 30 : 12);
		if (id === "left") journal.flush();
	}
	store.database.run("update runs set owner = null");
	const files = { database: readFileSync(path), log: readFileSync(`${path}-wal`) };
	store.close();
	return files;
}

/** What the store says of each run, as text: `undefined` for one that it refuses, with the refusal. */
export interface Said {
	readonly runs: Map<string, string>;
	/** Records by run, as text. */
	readonly records: ReadonlyMap<string, readonly string[]>;
	/** All that it says is wrong. */
	readonly wrong: readonly string[];
}

/** Reads all of a store. What is refused is told, not thrown. */
export function readAll(path: string): Said {
	const runs = new Map<string, string>();
	const records = new Map<string, string[]>();
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
		} finally {
			store.close();
		}
	});
	return { runs, records, wrong };
}
