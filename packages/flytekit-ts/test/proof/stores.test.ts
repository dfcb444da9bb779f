import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RunStore } from "../../src/engine/journal/run-store.js";
import { salvageStore } from "../../src/engine/journal/salvage/salvage.js";
import { SCHEMA_VERSION } from "../../src/engine/journal/schema.js";
import { encodeLiteral } from "../../src/wire/literals.js";
import { tsflyte } from "../cli/tsflyte.js";
import { plain } from "../engine/build.js";
import { readAll, sampleStore } from "./damage/sample-store.js";
import { committedOf, runSample, sampleHeader } from "./sample-run.js";

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-stores-"));
	path = join(folder, "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fixtures = fileURLToPath(new URL("../engine/fixtures/stores", import.meta.url));

/** What the sample run of these fixtures gives. */
async function wholeOutputs(): Promise<unknown> {
	const store = new RunStore(join(folder, "whole.db"));
	const { outputs } = await runSample(store.begin(sampleHeader("x")), 12);
	store.close();
	return plain(outputs.get("o0"));
}

describe("stores of each version", () => {
	const versions = readdirSync(fixtures).filter((name) => name.endsWith(".db"));

	test("are kept: one for each version before this", () => {
		expect(versions.sort()).toEqual(Array.from({ length: SCHEMA_VERSION - 1 }, (_, i) => `version-${i + 1}.db`));
	});

	test.each(versions)("%s opens, is read, and its run is gone on with", async (name) => {
		copyFileSync(join(fixtures, name), path);
		const store = new RunStore(path);
		expect(store.runs().map(({ id, state }) => [id, state])).toEqual([
			["left", "interrupted"],
			["ended", "succeeded"],
		]);
		const before = committedOf(store, "left");
		expect(before.size).toBeGreaterThan(3);
		expect([...before.keys()].filter((key) => key.startsWith("damage"))).toEqual([]);
		const again: string[] = [];
		const ran = (path: string) => void (before.has(path) && again.push(path));
		const { journal, damage } = store.recover("left");
		const { outputs } = await runSample(journal, 12, { ran });
		expect(damage).toEqual([]);
		expect(again).toEqual([]);
		expect(plain(outputs.get("o0"))).toEqual(await wholeOutputs());
		store.close();
	});
});

describe("a damaged store", () => {
	/** Its first page is gone, and with it all names of tables; one record has a wrong byte. */
	async function damaged(): Promise<void> {
		const store = new RunStore(path, { commit: { records: 5 } });
		const journal = store.begin(sampleHeader("left"));
		journal.end = () => {};
		await runSample(journal, 12);
		journal.flush();
		store.database.pragma("wal_checkpoint(TRUNCATE)");
		store.close();
		const bytes = readFileSync(path);
		bytes.fill(0, 0, 4096);
		for (let at = bytes.indexOf("/dn4"); at >= 0; at = bytes.indexOf("/dn4")) bytes.write("x", at);
		writeFileSync(path, bytes);
	}

	test("is refused by name, and what is whole of it is saved: its run goes on from there", async () => {
		await damaged();
		expect(() => new RunStore(path)).toThrow(/store .*store\.db is damaged: .*recover --salvage --store/s);
		const { runs, orphans } = salvageStore(path, join(folder, "saved.db"));
		expect(orphans).toBe(0);
		expect(runs).toHaveLength(1);
		expect(runs[0]?.lost[0]).toMatch(/^segment \d+, byte \d+: a record's checksum does not hold; calls lost: 1$/);
		const store = new RunStore(join(folder, "saved.db"));
		const again: string[] = [];
		const before = committedOf(store, "left");
		const { outputs } = await runSample(store.recover("left").journal, 12, {
			ran: (path) => void (before.has(path) && again.push(path)),
		});
		expect(before.has("main/dn3")).toBe(true);
		expect(before.has("main/dn4")).toBe(false);
		expect(again).toEqual([]);
		expect(plain(outputs.get("o0"))).toEqual(await wholeOutputs());
		store.close();
	});

	test("tsflyte recover --salvage tells what it saved and what is lost", async () => {
		await damaged();
		const { code, stdout } = await tsflyte(["recover", "--salvage", "--store", path]);
		expect(code).toBe(0);
		expect(stdout).toContain(`1 run saved into ${join(folder, "store.salvaged.db")}`);
		expect(stdout).toMatch(/left {2}m\.main {2}\d+ records\n {4}lost: segment \d+, byte \d+: a record's checksum/);
		const json = await tsflyte(["recover", "--salvage", "--store", path, "--json"]);
		expect(JSON.parse(json.stdout)).toMatchObject({
			from: path,
			path: join(folder, "store.salvaged-2.db"),
			orphans: 0,
		});
		const none = await tsflyte(["recover", "--salvage", "--store", join(folder, "none.db")]);
		expect(none.code).not.toBe(0);
		expect(none.stderr).toContain("there is no store");
	});

	test("gives back cached results and answers to gates, and leaves out those with a wrong byte", async () => {
		await sampleStore(path);
		const whole = new RunStore(path);
		whole.database.pragma("wal_checkpoint(TRUNCATE)");
		whole.close();
		const bytes = readFileSync(path);
		// the columns of a row lie side by side: its path and the parts of its key
		const place = 'main/n7{"crc"';
		for (let at = bytes.indexOf(place); at >= 0; at = bytes.indexOf(place)) bytes.write("x", at);
		writeFileSync(path, bytes);
		const { cache, answers } = salvageStore(path, join(folder, "saved.db"));
		expect(cache).toEqual({ saved: 23, damaged: 1 });
		expect(answers).toEqual({ saved: 2, damaged: 0 });
		const { cache: read, answers: given, wrong } = readAll(join(folder, "saved.db"));
		expect({ read: read.size, given: given.size, wrong }).toEqual({ read: 23, given: 2, wrong: [] });
		const { stdout } = await tsflyte(["recover", "--salvage", "--store", path]);
		expect(stdout).toContain("cached results: 23 saved, 1 damaged and left out\n  answers to gates: 2 saved\n");
	});

	test("a column that holds another kind of value is named with its run; an answer of another kind was not given", async () => {
		const store = new RunStore(path);
		await runSample(store.begin(sampleHeader("a")), 3);
		store.database.run("update segments set data = 5");
		expect(() => store.records("a", () => {})).toThrow(/segment \d+ of run a of the store .*store\.db holds a number/);
		store.answer("a", "go", encodeLiteral({ kind: "boolean", value: true }));
		store.database.run("update signals set answer = 'yes'");
		expect(store.answerTo("a", "go")).toBeUndefined();
		store.database.run("update runs set header = 'x'");
		expect(() => store.run("a")).toThrow(/the header of run a holds a string/);
		store.close();
	});

	test("an answer with a wrong byte was not given, and may be given again", () => {
		const store = new RunStore(path);
		store.begin(sampleHeader("a"));
		const yes = encodeLiteral({ kind: "boolean", value: true });
		store.answer("a", "go", yes);
		expect(store.answerTo("a", "go")).toEqual(new Uint8Array(yes));
		const [row] = store.database.all("select answer from signals");
		const stored = Buffer.from(row?.answer as Uint8Array);
		for (let bit = 0; bit < stored.length * 8; bit++) {
			const damaged = Buffer.from(stored);
			damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
			store.database.run("insert or replace into signals values ('a', 'go', ?, 0)", damaged);
			expect(store.answerTo("a", "go")).toBeUndefined();
		}
		store.answer("a", "go", yes);
		expect(store.answerTo("a", "go")).toEqual(new Uint8Array(yes));
		store.close();
	});

	test("a segment that is gone, or of another run, is missed", async () => {
		const store = new RunStore(path, { commit: { records: 5 } });
		for (const id of ["a", "b"]) await runSample(store.begin(sampleHeader(id)), 12);
		const [first, , last] = store.database
			.all("select seq from segments where run = 1 order by seq")
			.map(({ seq }) => seq as number);
		const damageOf = (id: string) => store.records(id, () => {}).map(({ why }) => why);
		expect(damageOf("a")).toEqual([]);
		store.database.run("update segments set run = 2 where seq = ?", first as number);
		expect(damageOf("a")).toEqual(["segment 0 of the run should be here, and this is 1"]);
		expect(damageOf("b")).toEqual(["it is a segment of run a"]);
		store.database.run("update segments set run = 1 where seq = ?", first as number);
		store.database.run("delete from segments where run = 1 and seq >= ?", last as number);
		expect(damageOf("a")[0]).toMatch(/^\d+ segments after it are missing$/);
		store.close();
	});
});
