import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import { tsflyte } from "./tsflyte.js";

const folder = mkdtempSync(join(tmpdir(), "tsflyte-budget-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("tsflyte budget", () => {
	it("says what is folded, the sizes, the limits in order, and what to do", async () => {
		const { code, stdout, stderr } = await tsflyte(["budget", "hello.ts", "sumOfSquares", "--n", "500"]);
		expect(code, stderr).toBe(0);
		expect(stdout).toMatch(
			/^hello\.sumOfSquares: 501 calls\n {2}501 calls, 2 nodes\n {2}an0: 500 calls of hello\.square \(hello\.ts:\d+:\d+\)/,
		);
		expect(stdout).toMatch(/as emitted +with a node for each call\n +nodes +2 +501\n/);
		expect(stdout).toMatch(/limits of Flyte[\s\S]*maxDownloadMBs: 2[\s\S]*maxMessageSizeBytes/);
		expect(stdout).toMatch(/- 500 containers start/);
	});

	it("writes what would be emitted, unfolded where that is asked for, and gives JSON", async () => {
		const out = join(folder, "out");
		const run = await tsflyte([
			"budget",
			"hello.ts",
			"sumOfSquares",
			"--n",
			"20",
			"--fold",
			"off",
			"--out",
			out,
			"--json",
		]);
		expect(run.code, run.stderr).toBe(0);
		const made = JSON.parse(run.stdout);
		expect(made).toMatchObject({ calls: 21, emitted: { nodes: 21 }, report: { mode: "off" } });
		expect(made.limits[0]).toMatchObject({
			isOver: true,
			isFatal: false,
			setting: expect.any(String),
			callsAt: expect.any(Number),
		});
		const futures = readFileSync(join(out, "futures.pb"));
		expect(futures.length).toBe(made.emitted.futuresBytes);
		expect(DynamicJobSpec.decode(futures).nodes.length).toBe(21);
		expect(existsSync(join(out, "task.pb"))).toBe(true);
	});

	it("is refused for what makes no graph, and for folding that is none", async () => {
		const task = await tsflyte(["budget", "hello.ts", "square", "--x", "2"]);
		expect(task.stderr).toMatch(/BUDGET_NO_GRAPH.*hello\.square makes no graph/);
		const mode = await tsflyte(["budget", "hello.ts", "sumOfSquares", "--n", "2", "--fold", "maybe"]);
		expect(mode.stderr).toMatch(/--fold is one of auto, off, require, got "maybe"/);
		expect([task.code, mode.code]).not.toContain(0);
	});
});

describe("--fold", () => {
	it("of run: the folded graph gives the same", async () => {
		const { code, stdout, stderr } = await tsflyte([
			"run",
			"hello.ts",
			"sumOfSquares",
			"--n",
			"20",
			"--fold",
			"require",
		]);
		expect(code, stderr).toBe(0);
		expect(stdout.trim()).toBe("2470");
	});

	it("of serialize: containers are told", async () => {
		const { stdout } = await tsflyte(["serialize", "hello.ts", "sumOfSquares", "--json", "--fold", "off"]);
		const [dynamic] = JSON.parse(stdout).filter(({ name }: { name: string }) => name === "hello.sumOfSquares");
		expect(dynamic.spec.template.container.env).toContainEqual({ key: "FLYTEKIT_TS_FOLD", value: "off" });
	});
});
