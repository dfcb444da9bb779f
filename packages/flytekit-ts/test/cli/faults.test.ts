import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CallRecord } from "../../src/engine/journal/record.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import { decodeLiteralMap } from "../../src/wire/literals.js";
import { type Outcome, tsflyte } from "./tsflyte.js";

// rows 12 to 24 of the table of faults: what happens to a run's tasks, from the command line, as the journal has it

interface Ran {
	readonly outcome: Outcome;
	/** By name of the task. */
	readonly calls: ReadonlyMap<string, CallRecord>;
	readonly witness: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), "faults-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

async function run(entity: string, ...args: string[]): Promise<Ran> {
	const own = join(folder, String(count++));
	const [store, witness] = [`${own}.db`, `${own}.witness`];
	writeFileSync(witness, "");
	const outcome = await tsflyte(["run", "-q", "--store", store, "faults.ts", entity, ...args], {
		env: { WITNESS: witness },
	});
	const calls = new Map<string, CallRecord>();
	const runs = new RunStore(store);
	runs.records("latest", (record) => {
		if (record.type === "call") calls.set(record.name.replace("faults.", ""), record);
	});
	runs.close();
	return { outcome, calls, witness: readFileSync(witness, "utf8").split("\n").slice(0, -1) };
}

/** What a task came to: its error as Flyte would note it, or its output. */
function end(ran: Ran, name: string) {
	const call = ran.calls.get(name);
	if (call?.outputs !== undefined) {
		const literal = decodeLiteralMap(call.outputs).get("o0");
		return { code: "", message: "", output: literal?.kind === "integer" ? Number(literal.value) : literal?.kind };
	}
	return { code: call?.error?.code, message: call?.error?.message ?? "", output: undefined };
}

const USER = "USER:RuntimeError";

describe.each(["none", "thread", "process"])("rows 12 to 15 and 22, isolated by %s", (isolate) => {
	let ran: Ran;
	beforeAll(async () => {
		ran = await run("anywhere", "--isolate", isolate);
	}, 240_000);

	test.each([
		["throwsUndefined", USER, /thrown value: undefined/],
		["throwsText", USER, /just text/],
		["throwsProxy", USER, /a value that cannot be /],
		["throwsGetters", USER, /thrown value|no message/],
		["throwsCircle", USER, /Error: round/],
		["throwsHuge", USER, /head x+[\s\S]*x+ tail/],
		["throwsOneWord", USER, /w{1000}/],
		["throwsEscapes", USER, /red/],
		["exits0", USER, /process\.exit\(0\)/],
		["exits3", USER, /process\.exit\(3\)/],
		["rejectsAside", USER, /TypeError: nobody listens/],
		["never", undefined, /ended without a result/],
		["givesUp", `RetriesExhausted|${USER}`, /RecoverableError: again/],
	])("%s fails that task", (name, code, text) => {
		expect(ran.witness).toContain(name);
		const { message, code: seen } = end(ran, name);
		expect(message).toMatch(text);
		if (code !== undefined) expect(seen).toBe(code);
		expect(message.length).toBeLessThan(66_000);
		expect(message.isWellFormed()).toBe(true);
	});

	test("a promise that never resolves meets the task's timeout, and is tried again as often as its retries say", () => {
		expect(ran.witness).toContain("neverInTime");
		const { code, message, output } = end(ran, "neverInTime");
		expect(output).toBeUndefined();
		// its attempts share twice the timeout, and the second one comes to that end
		expect(code).toBe("Timeout");
		expect(message).toContain("its attempts took longer than 2 s together, which is twice its timeout of 1 s");
		expect(ran.calls.get("neverInTime")?.attempts).toBe(2);
		expect(end(ran, "neverOnce")).toMatchObject({ code: expect.stringContaining("TimeoutExpired") });
		expect(end(ran, "neverOnce").message).toContain("it took longer than its timeout of 1 s");
	});

	test("what is rejected after the result changes nothing", () => {
		expect(ran.witness).toContain("rejectsAfterResult");
		expect(end(ran, "rejectsAfterResult")).toMatchObject({ output: 5 });
	});

	test("attempts are those that were declared, and others go on to their end", () => {
		expect(end(ran, "recovers")).toMatchObject({ output: 3 });
		expect(ran.calls.get("recovers")?.attempts).toBe(3);
		expect(ran.calls.get("givesUp")?.attempts).toBe(2);
		expect(end(ran, "fine")).toMatchObject({ output: 3 });
	});

	test("the run has failed, and says so without escape sequences", () => {
		expect(ran.outcome.code).toBe(1);
		expect(ran.outcome.stderr).toContain("other nodes failed too");
		expect(ran.outcome.stderr).not.toContain("\u001b");
	});
});

describe("rows 16 and 17, in threads", () => {
	let ran: Ran;
	beforeAll(async () => {
		ran = await run("inThreads");
	}, 240_000);

	test("a loop that blocks is stopped at its timeout, and the engine's own loop never notices", () => {
		expect(end(ran, "blocks")).toMatchObject({ code: expect.stringContaining("TimeoutExpired") });
		expect(ran.witness).toContain("ticked");
		expect(ran.witness).not.toContain("blocks got through");
		expect(end(ran, "ticks")).toMatchObject({ output: 20 });
	});

	test("a full heap ends its task, not the run", () => {
		expect(ran.witness).toContain("fillsHeap");
		expect(end(ran, "fillsHeap")).toMatchObject({ code: expect.stringContaining("OOMKilled") });
		expect(end(ran, "fillsHeap").message).toContain("its limit of 64 MiB");
		expect(end(ran, "fine")).toMatchObject({ output: 2 });
	});
});

describe("rows 15 and 16, in processes", () => {
	let ran: Ran;
	beforeAll(async () => {
		ran = await run("inProcesses");
	}, 240_000);

	test.each([
		["aborts", "RetriesExhausted|Interrupted", /ended by SIGABRT/, 4],
		["kills", "RetriesExhausted|Interrupted", /ended by SIGKILL/, 4],
		["fillsBuffers", "RetriesExhausted|OOMKilled", /more than its limit of 256 MiB/, 1],
	])("%s: the task ends, as often as Flyte would try it", (name, code, text, attempts) => {
		expect(ran.witness.filter((line) => line === name)).toHaveLength(attempts);
		expect(end(ran, name).code).toBe(code);
		expect(end(ran, name).message).toMatch(text);
		expect(ran.calls.get(name)?.attempts).toBe(attempts);
		expect(end(ran, "fine")).toMatchObject({ output: 2 });
	});
});

describe("row 20: maps with elements that fail", () => {
	test("one of 100, where all must succeed: stops", async () => {
		const ran = await run("mapAll");
		expect(ran.outcome.stderr).toContain(
			"1 of 100 elements of faults.fails failed, and 100 must succeed, ratio 1: 0\n",
		);
		expect(ran.witness.length).toBeLessThan(100);
	});

	test("50 of 100 at a ratio of a half: goes on, with none in their places", async () => {
		const ran = await run("mapRatio", "--json");
		expect(ran.outcome.code, ran.outcome.stderr).toBe(0);
		const values = JSON.parse(ran.outcome.stdout) as unknown[];
		expect(values.slice(0, 50)).toEqual(new Array(50).fill(null));
		expect(values.slice(50)).toEqual(Array.from({ length: 50 }, (_, i) => i + 50));
		expect(ran.witness).toHaveLength(100);
	});

	test("51 of 100 where 50 must succeed: stops when they no longer can, and lists 20", async () => {
		const ran = await run("mapTooMany");
		const indices = Array.from({ length: 20 }, (_, i) => i).join(", ");
		expect(ran.outcome.stderr).toContain(
			`51 of 100 elements of faults.fails failed, and 50 must succeed: ${indices}, and 31 more\n`,
		);
		expect(ran.witness.length).toBeGreaterThanOrEqual(51);
		expect(ran.witness.length).toBeLessThan(60);
	});
});

describe("row 21: large values", () => {
	test.each(["none", "process"])(
		"10 MiB and 100 MiB go from task to task, isolated by %s",
		{ timeout: 240_000 },
		async (isolate) => {
			for (const mib of [10, 100]) {
				const ran = await run("bigValue", "--mib", `${mib}`, "--isolate", isolate);
				expect(ran.outcome.stdout, ran.outcome.stderr).toBe(`${mib * 1024 * 1024}\n`);
				expect(ran.witness).toEqual(["big"]);
			}
		},
	);
});

describe("rows 23 and 24: numbers", () => {
	test.each(["9007199254740993", "9223372036854775807", "-9223372036854775808"])("%s is exact", async (n) => {
		const ran = await run("takesInt", `--n=${n}`);
		expect(ran.outcome.stdout).toBe(`${n}\n`);
	});

	test.each(["9223372036854775808", "1.5", "NaN", "seven"])("%s is refused before anything runs", async (n) => {
		const outcome = await tsflyte(["run", "faults.ts", "takesInt", `--n=${n}`, "--no-store"], {
			env: { WITNESS: join(folder, "nothing") },
		});
		expect(outcome.code).toBe(2);
		expect(outcome.stderr).toContain("--n");
	});

	test("NaN, infinities and -0 are kept, and found in the cache as what they are", { timeout: 240_000 }, async () => {
		const witness = join(folder, "floats");
		writeFileSync(witness, "");
		const env = { WITNESS: witness };
		for (let i = 0; i < 2; i++) {
			for (const [given, shown] of [
				["NaN", "NaN"],
				["Infinity", "Infinity"],
				["-Infinity", "-Infinity"],
				["-0", "-0"],
				["0", "0"],
			]) {
				const args = ["run", "-q", "--store", join(folder, "floats.db"), "faults.ts", "takesFloat", `--x=${given}`];
				expect((await tsflyte(args, { env })).stdout).toBe(`${shown}\n`);
			}
		}
		expect(readFileSync(witness, "utf8").split("\n")).toHaveLength(5 + 1);
	});
});
