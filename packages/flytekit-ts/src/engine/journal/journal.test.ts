import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isFlyteError } from "../../errors/index.js";
import { CallKeys, runKey } from "./call-keys.js";
import { FRAME, frameOf, readFrames } from "./frame.js";
import type { RunEnd, RunHeader } from "./header.js";
import { ownerText, ownOwner } from "./owner.js";
import type { CallRecord, JournalRecord } from "./record.js";
import { RunStore } from "./run-store.js";

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-journal-"));
	path = join(folder, "deep", "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

function header(id: string, name = "m.main"): RunHeader {
	const inputs = bytes("inputs");
	const versions = new Map([["m.square", "v1"]]);
	return { id, name, kind: "workflow", file: "m.ts", entity: "main", inputs, versions, startedAt: 1000, sdk: "0.1.0" };
}

function call(i: number, over: Partial<CallRecord> = {}): CallRecord {
	return {
		type: "call",
		key: String.fromCharCode(i % 256).repeat(16),
		version: "v1",
		path: `main/dn${i}`,
		name: "m.square",
		kind: "task",
		phase: "succeeded",
		source: "run",
		startedAt: 1_764_000_000_000.25 + i,
		endedAt: 1_764_000_000_001.5 + i,
		attempts: 1,
		inputs: bytes(`in ${i}`),
		outputs: bytes(`out ${i}`),
		error: undefined,
		...over,
	};
}

const end: RunEnd = {
	phase: "succeeded",
	endedAt: 2000,
	durationMs: 1000,
	counts: { succeeded: 1, failed: 0, aborted: 0, skipped: 0, attempts: 1 },
	outputs: bytes("outputs"),
	error: undefined,
};

function readAll(data: Uint8Array) {
	const records: JournalRecord[] = [];
	const damaged: number[] = [];
	readFrames(data, { record: (record) => records.push(record), damaged: (at) => damaged.push(at) });
	return { records, damaged };
}

/** What throws, as an error of ours. */
function refusal(work: () => unknown) {
	try {
		work();
	} catch (error) {
		if (isFlyteError(error)) return error;
		throw error;
	}
	throw new Error("it was accepted");
}

describe("records", () => {
	test("come back as they were, of every kind and with any text", () => {
		const text = fc.string({ unit: "grapheme" });
		const blob = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined });
		const error = fc.option(fc.record({ code: text, message: text }), { nil: undefined });
		const at = fc.double({ noNaN: true });
		const count = fc.nat();
		const record: fc.Arbitrary<JournalRecord> = fc.oneof(
			fc.record({
				type: fc.constant("call" as const),
				key: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((key) => Buffer.from(key).toString("latin1")),
				version: text,
				path: text,
				name: text,
				kind: fc.constantFrom("task", "dynamic", "gate", "array"),
				phase: fc.constantFrom("succeeded", "failed", "aborted"),
				source: fc.constantFrom("run", "cache", "recovered"),
				startedAt: at,
				endedAt: at,
				attempts: count,
				inputs: blob,
				outputs: blob,
				error,
			}),
			fc.record({
				type: fc.constant("ask" as const),
				path: text,
				name: text,
				ask: fc.constantFrom("approve", "signal"),
				at,
				expects: fc.uint8Array({ maxLength: 9 }),
				value: blob,
			}),
			fc.record({ type: fc.constant("stretch" as const), at }),
			fc.record({
				type: fc.constant("attempt" as const),
				maxAttempts: count,
				kind: fc.constantFrom("user", "system"),
				path: text,
				name: text,
				attempt: count,
				at,
				error,
				willRetry: fc.boolean(),
			}),
			fc.record({
				type: fc.constant("log" as const),
				path: text,
				name: text,
				attempt: count,
				at,
				stream: fc.constantFrom("stdout", "stderr"),
				text,
			}),
			fc.record({ type: fc.constant("graph" as const), path: text, name: text, nodes: count, at }),
		);
		fc.assert(
			fc.property(fc.array(record, { maxLength: 5 }), (records) => {
				expect(readAll(Buffer.concat(records.map(frameOf)))).toEqual({ records, damaged: [] });
			}),
		);
	});

	test("a flipped bit anywhere is seen: never a wrong record, and the others stay", () => {
		const whole = [call(1), call(2), call(3)];
		const frames = whole.map(frameOf);
		const data = Buffer.concat(frames);
		for (let bit = 0; bit < data.length * 8; bit++) {
			const flipped = Buffer.from(data);
			flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
			const { records, damaged } = readAll(flipped);
			expect(damaged.length).toBeGreaterThan(0);
			for (const record of records) expect(whole).toContainEqual(record);
			const inBody = (bit >> 3) % (frames[0] as Buffer).length >= FRAME;
			if (inBody) expect(records).toHaveLength(2);
		}
	});

	test("bytes that are cut give the whole records before the cut", () => {
		const frame = frameOf(call(1));
		const data = Buffer.concat([frame, frameOf(call(2))]);
		for (let length = 0; length < data.length; length++) {
			const { records, damaged } = readAll(data.subarray(0, length));
			expect(records).toHaveLength(length < frame.length ? 0 : 1);
			expect(damaged).toHaveLength(length === 0 || length === frame.length ? 0 : 1);
		}
	});
});

describe("keys of calls", () => {
	const top = runKey("m.main", bytes("x"));
	const next = (calls: CallKeys, name: string, inputs: string, from = 0) =>
		calls.key(`task ${name}`, inputs, calls.begin(`task ${name}`, inputs, from), from);

	test("tell calls apart by what is around them, entity, inputs, and by order only where these are equal", () => {
		const calls = new CallKeys(top);
		const keys = [
			next(calls, "m.square", "a"),
			next(calls, "m.square", "b"),
			next(calls, "m.cube", "a"),
			next(calls, "m.square", "a"),
			next(calls, "m.square", "a"),
			next(calls, "m.square1", "a"),
			next(calls, "m.square", "long".repeat(100)),
			next(calls, "m.square", "long".repeat(100)),
			next(calls, "m.square", `${"long".repeat(100)}!`),
			next(new CallKeys(runKey("m.main", bytes("y"))), "m.square", "a"),
		];
		expect(new Set(keys).size).toBe(keys.length);
		for (const key of keys) expect(key).toHaveLength(16);
	});

	test("are the same whatever came before that was not equal", () => {
		const [one, other] = [new CallKeys(top), new CallKeys(top)];
		next(other, "m.extra", "a");
		next(other, "m.square", "z");
		for (let i = 0; i < 3; i++) expect(next(other, "m.square", "a")).toBe(next(one, "m.square", "a"));
	});

	test("never change: stores hold calls whose keys are made again", () => {
		const calls = new CallKeys(top);
		const hex = (key: string) => Buffer.from(key, "latin1").toString("hex");
		expect([1, 2].map(() => hex(next(calls, "m.square", "\x01é")))).toEqual([
			"cee3ad9ad5eec5b592a814fc3eea2104",
			"887a2389d9348939483e71e9e34ababd",
		]);
	});
});

describe("a store", () => {
	test("keeps what was committed, for the process that goes on", () => {
		const store = new RunStore(path);
		const journal = store.begin(header("run-one"));
		journal.append(call(1));
		journal.append(call(2, { phase: "failed", outputs: undefined, error: { code: "X", message: "no" } }));
		journal.flush();
		journal.append(call(3)); // never committed: the process dies here
		store.close();

		const dead = ownerText({ ...ownOwner(), started: "another start" });
		const again = new RunStore(path);
		again.database.run("update runs set owner = ?", dead);
		expect(again.run("run-one").summary).toMatchObject({ state: "interrupted", recovered: 0 });
		const { journal: next, damage, header: begun } = again.recover("run-one");
		expect(damage).toEqual([]);
		expect(begun).toEqual(header("run-one"));
		expect(next.recallable).toBe(1);
		expect(next.recall(call(1).key, "v1")).toEqual(bytes("out 1"));
		expect(next.recall(call(3).key, "v1")).toBeUndefined();
		expect(next.recall(call(1).key, "v2")).toBeUndefined();
		next.append(call(3));
		next.end(end);
		const { summary, end: ended } = again.run("run-one");
		expect(summary).toMatchObject({ state: "succeeded", recovered: 1, owner: undefined });
		expect(ended).toEqual(end);
		const paths: string[] = [];
		again.records("run-one", (record) => "path" in record && paths.push(record.path));
		expect(paths).toEqual(["main/dn1", "main/dn2", "main/dn3"]);
		again.close();
	});

	test("commits by count, by size and by time, each once", () => {
		const commits: string[] = [];
		let wake: (() => void) | undefined;
		const store = new RunStore(path, {
			commit: {
				records: 3,
				bytes: 5000,
				atPoint: (point) => void (point === "after-commit" && commits.push(point)),
				schedule: (_ms, act) => {
					wake = act;
					return () => {
						wake = undefined;
					};
				},
			},
		});
		const journal = store.begin(header("r"));
		journal.append(call(1));
		expect(commits).toHaveLength(0);
		wake?.();
		expect(commits).toHaveLength(1);
		for (let i = 0; i < 3; i++) journal.append(call(i));
		expect(commits).toHaveLength(2);
		expect(wake).toBeUndefined();
		journal.append(call(9, { outputs: new Uint8Array(6000) }));
		expect(commits).toHaveLength(3);
		journal.flush();
		expect(commits).toHaveLength(3);
		store.close();
	});

	test("lists runs newest first, finds one by the beginning of its id, and names what is near", () => {
		const store = new RunStore(path);
		for (const id of ["alpha1", "alpha2", "beta"])
			store.begin(header(id, id === "beta" ? "m.other" : "m.main")).end(end);
		store.begin(header("gamma"));
		expect(store.runs().map((run) => run.id)).toEqual(["gamma", "beta", "alpha2", "alpha1"]);
		expect(store.runs({ state: "running" }).map((run) => run.id)).toEqual(["gamma"]);
		expect(store.runs({ name: "other" }).map((run) => run.id)).toEqual(["beta"]);
		expect(store.runs({ limit: 2 })).toHaveLength(2);
		expect(store.run("be").summary.id).toBe("beta");
		expect(store.run("latest").summary.id).toBe("gamma");
		expect(refusal(() => store.run("alpha")).message).toContain("several runs of");
		expect(refusal(() => store.run("bata")).message).toContain("did you mean beta?");
		store.close();
		const empty = new RunStore(join(folder, "empty.db"));
		expect(refusal(() => empty.run("latest")).message).toContain("has no run yet");
		empty.close();
	});

	test("gives a run to one process only, and to the next when that one is gone", async () => {
		const store = new RunStore(path);
		store.begin(header("r"));
		const other = spawn("sleep", ["100"]);
		try {
			const started = readFileSync(`/proc/${other.pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19];
			const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
			const owner = { ...ownOwner(), pid: other.pid as number, started: `${boot} ${started}` };
			store.database.run("update runs set owner = ?", ownerText(owner));
			const error = refusal(() => store.recover("r"));
			expect(error.code).toBe("JOURNAL_OWNED");
			expect(error.message).toContain(`process ${other.pid}`);
		} finally {
			other.kill("SIGKILL");
			await once(other, "exit");
		}
		expect(store.recover("r").journal.id).toBe("r");
		store.close();
	});

	test("a damaged segment costs its records only, and is named; a damaged header is refused", () => {
		const store = new RunStore(path);
		const journal = store.begin(header("r"));
		for (let i = 0; i < 3; i++) {
			journal.append(call(i));
			journal.flush();
		}
		store.database.run("update segments set data = zeroblob(20) where seq = 2");
		const seen: string[] = [];
		const damage = store.records("r", (record) => "path" in record && seen.push(record.path));
		expect(seen).toEqual(["main/dn0", "main/dn2"]);
		expect(damage[0]).toMatchObject({ run: "r", segment: 2 });
		store.database.run("update runs set header = cast(replace(header, 'main', 'mein') as blob)");
		expect(refusal(() => store.run("r")).message).toContain("the checksum of the header of run r does not hold");
		store.close();
	});

	test("whose text is no UTF-8, in whatever column, is damaged and named: the driver would end the process", () => {
		const store = new RunStore(path);
		store.begin(header("r"));
		store.database.run("update runs set name = cast(x'6d61ff' as text)");
		expect(refusal(() => store.run("r")).message).toContain("the columns of run r say something else than its header");
		expect(store.runs().map(({ name }) => name)).toEqual(["ma\ufffd"]);
		store.database.run("update runs set header = cast(x'7bff' as text)");
		expect(refusal(() => store.run("r")).message).toContain(
			"the header of run r holds a string where bytes were written",
		);
		store.close();
	});

	test("may have any name", () => {
		const odd = join(folder, "a b%20c?vfs=none#d", "größe;é.db");
		const store = new RunStore(odd);
		store.begin(header("r"));
		store.close();
		expect(statSync(odd).isFile()).toBe(true);
		const again = new RunStore(odd);
		expect(again.run("latest").summary.id).toBe("r");
		again.close();
	});

	test("refuses a newer store, a file that is none, a folder that is none", () => {
		const store = new RunStore(path);
		store.database.run("insert or replace into meta values ('writer', '9.9.9')");
		store.database.exec("pragma user_version = 99");
		store.close();
		const newer = refusal(() => new RunStore(path));
		expect(newer.code).toBe("JOURNAL_NEWER");
		expect(newer.message).toMatch(/made by flytekit-ts 9\.9\.9.*use flytekit-ts >= 9\.9\.9/s);
		const garbage = join(folder, "garbage.db");
		writeFileSync(garbage, "no database at all ".repeat(400));
		const damaged = refusal(() => new RunStore(garbage));
		expect(damaged.code).toBe("JOURNAL_DAMAGED");
		expect(damaged.message).toContain(garbage);
		expect(refusal(() => new RunStore(join(garbage, "x.db"))).code).toBe("JOURNAL_OPEN");
	});

	test("a log cut at any byte of its last pages loses only commits from its end", () => {
		const store = new RunStore(path);
		const journal = store.begin(header("r"));
		store.database.pragma("wal_checkpoint(TRUNCATE)");
		for (let i = 0; i < 4; i++) {
			journal.append(call(i));
			journal.flush();
		}
		const [db, wal] = [readFileSync(path), readFileSync(`${path}-wal`)];
		store.close();
		const kept = new Set<number>();
		for (let length = 0; length <= wal.length; length += 311) {
			const copy = join(folder, `cut-${length}.db`);
			writeFileSync(copy, db);
			writeFileSync(`${copy}-wal`, wal);
			truncateSync(`${copy}-wal`, length);
			const cut = new RunStore(copy);
			const seen: string[] = [];
			expect(cut.records("r", (record) => "path" in record && seen.push(record.path))).toEqual([]);
			expect(seen).toEqual(["main/dn0", "main/dn1", "main/dn2", "main/dn3"].slice(0, seen.length));
			kept.add(seen.length);
			cut.close();
		}
		expect([...kept].sort()).toEqual([0, 1, 2, 3]);
	});

	test("a commit that fails is told once, and nothing is recorded after it", () => {
		const store = new RunStore(path, { commit: { records: 1 } });
		const journal = store.begin(header("r"));
		const failures: unknown[] = [];
		journal.onFailure = (error) => failures.push(error);
		journal.append(call(1));
		store.database.exec("create trigger full before insert on segments begin select raise(abort, 'disk'); end");
		journal.append(call(2));
		journal.append(call(3));
		expect(failures).toHaveLength(1);
		expect(() => journal.end(end)).toThrow("disk");
		store.database.exec("drop trigger full");
		const seen: string[] = [];
		store.records("r", (record) => "path" in record && seen.push(record.path));
		expect(seen).toEqual(["main/dn1"]);
		store.close();
	});
});
