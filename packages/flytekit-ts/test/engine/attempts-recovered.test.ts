import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runGraph } from "../../src/engine/index.js";
import type { CallRecord } from "../../src/engine/journal/record.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import { RecoverableError } from "../../src/errors/index.js";
import { sampleHeader } from "../proof/sample-run.js";
import { graph, node, plain, task } from "./build.js";
import { deferred } from "./fake-clock.js";

/** Runs a task with two retries: in a process that is gone while its second attempt runs, then in the next. */
async function twice(fails: (attempt: number) => boolean, versionOf?: (stretch: number) => string) {
	const folder = mkdtempSync(join(tmpdir(), "flyte-attempts-"));
	try {
		const path = join(folder, "store.db");
		const stop = new AbortController();
		const hangs = deferred();
		const attempts: number[][] = [[], []];
		const made = (stretch: number) =>
			graph(
				[
					node(
						"n0",
						task(
							"m.flaky",
							[],
							async (_, { attempt, signal }) => {
								attempts[stretch]?.push(attempt);
								if (stretch === 0 && attempt === 1) {
									hangs.resolve();
									await new Promise((_resolve, reject) =>
										signal.addEventListener("abort", () => reject(signal.reason)),
									);
								}
								if (fails(attempt)) throw new RecoverableError(`attempt ${attempt}`);
								return 7;
							},
							2,
						),
					),
				],
				{ o0: "n0.o0" },
			);
		const version = (stretch: number) => (versionOf === undefined ? {} : { versionOf: () => versionOf(stretch) });
		const first = new RunStore(path, { commit: { records: 1 } });
		const gone = runGraph(made(0), new Map(), {
			journal: first.begin(sampleHeader("r")),
			signal: stop.signal,
			...version(0),
		});
		await hangs.promise;
		first.database.run("update runs set owner = null");
		const next = new RunStore(path);
		const result = await runGraph(made(1), new Map(), { journal: next.recover("r").journal, ...version(1) });
		const calls: CallRecord[] = [];
		next.records("r", (record) => record.type === "call" && record.path === "main/n0" && calls.push(record));
		next.close();
		stop.abort();
		await gone;
		first.close();
		return { attempts, result, recorded: calls[0]?.attempts };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

test("attempts go on from those that had failed before the process was gone", async () => {
	const { attempts, result, recorded } = await twice((attempt) => attempt < 2);
	expect(attempts).toEqual([
		[0, 1],
		[1, 2],
	]);
	expect(plain(result.outputs.get("o0"))).toBe(7);
	expect(recorded).toBe(3);
});

test("retries are those of the task, over all processes", async () => {
	const { attempts, result } = await twice(() => true);
	expect(attempts).toEqual([
		[0, 1],
		[1, 2],
	]);
	expect(result.phase).toBe("failed");
	expect(result.error?.message).toContain("attempt 2");
});

test("other code has all its attempts", async () => {
	const { attempts } = await twice(
		(attempt) => attempt < 1,
		(stretch) => `v${stretch}`,
	);
	expect(attempts).toEqual([
		[0, 1],
		[0, 1],
	]);
});
