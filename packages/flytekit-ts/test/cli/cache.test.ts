import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tsflyte } from "./tsflyte.js";

let folder: string;
let env: Record<string, string>;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "cache-cli-"));
	env = { WITNESS: join(folder, "witness"), FLYTE_STORE: join(folder, "store.db") };
	writeFileSync(env.WITNESS as string, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ran = () =>
	readFileSync(env.WITNESS as string, "utf8")
		.split("\n")
		.slice(0, -1);
const cache = (...args: string[]) => tsflyte(["cache", ...args], { env });
async function run(args: readonly string[], more: Record<string, string> = {}) {
	const outcome = await tsflyte(["run", "-q", "cached.ts", ...args], { env: { ...env, ...more } });
	expect(outcome.code, outcome.stderr).toBe(0);
	return outcome.stdout;
}

describe("tsflyte run", () => {
	test("recalls what is cached, in other processes too, and runs the rest", async () => {
		for (let i = 0; i < 2; i++) expect(await run(["main", "--n", "3"])).toBe("81\n");
		expect(ran()).toEqual(["square 3", "square 9", "plain 81", "plain 81"]);
	});

	test("elements of a map one by one, dynamics as a whole", async () => {
		await run(["squares", "--values", "[1,2]"]);
		expect(JSON.parse(await run(["squares", "--values", "[1,2,3]", "--json"]))).toEqual([1, 4, 9]);
		for (let i = 0; i < 2; i++) expect(JSON.parse(await run(["count", "--n", "2", "--json"]))).toEqual([0, 1]);
		expect(ran().sort()).toEqual(["count 2", "plain 0", "plain 1", "square 1", "square 2", "square 3"]);
	});

	test("calls of an eager task too", async () => {
		for (let i = 0; i < 2; i++) expect(await run(["driver", "--n", "3"])).toBe("18\n");
		expect(ran()).toEqual(["square 3"]);
	});

	test("files that cached tasks made are there in later runs", async () => {
		for (let i = 0; i < 2; i++) expect(await run(["files", "--text", "hello"])).toBe("5\n");
		expect(ran()).toEqual(["report hello", "length"]);
		// they are kept where the run put them, not twice
		expect(existsSync(join(folder, "cache-files"))).toBe(false);
	});

	test("a file that is an input counts with its contents of now", async () => {
		const file = join(folder, "input.txt");
		writeFileSync(file, "one");
		for (let i = 0; i < 2; i++) expect(await run(["length", "--file", file])).toBe("3\n");
		writeFileSync(file, "three");
		expect(await run(["length", "--file", file])).toBe("5\n");
		expect(ran()).toEqual(["length", "length"]);
	});

	test.each([
		["--no-cache", ["--no-cache"], {}, 2],
		["FLYTE_LOCAL_CACHE_ENABLED", [], { FLYTE_LOCAL_CACHE_ENABLED: "false" }, 2],
		["--overwrite-cache", ["--overwrite-cache"], {}, 1],
		["FLYTE_LOCAL_CACHE_OVERWRITE", [], { FLYTE_LOCAL_CACHE_OVERWRITE: "1" }, 1],
		["--no-store", ["--no-store"], {}, 2],
	])("%s runs cached tasks too", async (_, flags, more, runsAfter) => {
		await run(["square", "--x", "4", ...flags], more);
		await run(["square", "--x", "4", ...flags], more);
		expect(ran()).toHaveLength(2);
		await run(["square", "--x", "4"]);
		expect(ran()).toHaveLength(runsAfter + 1);
	});

	test("a word that is no switch is refused", async () => {
		const outcome = await tsflyte(["run", "cached.ts", "square", "--x", "1"], {
			env: { ...env, FLYTE_LOCAL_CACHE_ENABLED: "maybe" },
		});
		expect(outcome.code).toBe(2);
		expect(outcome.stderr).toContain('FLYTE_LOCAL_CACHE_ENABLED in the environment is "maybe"');
	});
});

describe("tsflyte cache", () => {
	test("ls lists results, why says what differs, clear takes them out", async () => {
		await run(["square", "--x", "2"]);
		await run(["main", "--n", "3"]);
		await run(["square", "--x", "2"], { CACHE_VERSION: "2" });
		const all = JSON.parse((await cache("ls", "--json")).stdout);
		expect(all).toMatchObject([
			{ task: "cached.square", version: "2", path: "square", inputs: [{ name: "x", shown: "the integer 2" }] },
			{ version: "1", path: "main/n1", inputs: [{ shown: "the integer 9" }] },
			{ version: "1", path: "main/n0", inputs: [{ shown: "the integer 3" }] },
			{ version: "1", path: "square", inputs: [{ shown: "the integer 2" }] },
		]);
		expect((await cache("ls", "--task", "square", "--limit", "1")).stdout).toMatch(
			/^\d+ s {2}cached\.square {2}2 {2}\S+ square {2}x: the integer 2\nand 3 more\n$/,
		);
		expect((await cache("why", "square")).stdout).toMatch(
			/^square \(cached\.square\) of run \S+: ran, since the cache did not have its result\n {2}of 3 other results the nearest is from run \S+, square, \d+ s ago; what differs:\n {4}version {2}was 1, is 2\n$/,
		);
		const inMain = await cache("why", "n1", "--run", all[1].run);
		expect(inMain.stdout).toContain("    input x  was the integer 3, is the integer 9\n");
		await run(["main", "--n", "3"]);
		expect((await cache("why", "main/n0")).stdout).toMatch(
			/^main\/n0 \(cached\.square\) of run \S+: recalled from the cache\n {2}from run \S+, main\/n0, \d+ s ago, version 1\n$/,
		);
		expect((await cache("why", "plain")).stdout).toContain("ran, and the cache has no result of it");
		expect((await cache("clear", "--all", "--older-than", "1d")).stdout).toBe("0 results taken out\n");
		expect((await cache("clear", "square")).stdout).toBe("4 results taken out\n");
		expect((await cache("ls")).stdout).toBe("no results are cached\n");
		await run(["square", "--x", "2"]);
		expect(ran().filter((line) => line === "square 2")).toHaveLength(3);
	});

	test.each([
		[["ls"], "JOURNAL_NO_RUN", "there is no store"],
		[["lst"], "CLI_USAGE", "did you mean ls?"],
		[[], "CLI_USAGE", "cache needs to know what to do"],
	])("%j without a store, or without sense", async (args, code, text) => {
		const outcome = await cache(...args);
		expect(outcome.code).toBe(code === "CLI_USAGE" ? 2 : 1);
		expect(outcome.stderr).toContain(code);
		expect(outcome.stderr).toContain(text);
	});

	test.each([
		[["why", "n7"], "has no call of a task n7"],
		[["why", "square"], "2 calls of run"],
		[["why"], "cache why explains one node"],
		[["clear"], "cache clear needs a task, an age, or --all"],
		[["clear", "sqare"], "did you mean square?"],
		[["clear", "--older-than", "soon"], "--older-than is a time such as 7d"],
		[["ls", "--task", "nobody"], "the cache has no result of a task nobody"],
	])("%j is refused", async (args, text) => {
		await run(["main", "--n", "3"]);
		const outcome = await cache(...args);
		expect(outcome.code).toBe(2);
		expect(outcome.stderr).toContain(text);
	});
});
