import { describe, expect, it } from "vitest";
import { tsflyte } from "./tsflyte.js";

/** Runs a task of the fixture and presses Ctrl-C when it has begun; again when `again` has been said. */
function interrupted(args: readonly string[], again?: string) {
	let presses = 0;
	return tsflyte(["run", "interrupts.ts", ...args], {
		onStderr: (text, kill) => {
			if (presses === 0 && text.includes("it began")) {
				presses = 1;
				kill("SIGINT");
			} else if (presses === 1 && again !== undefined && text.includes(again)) {
				presses = 2;
				kill("SIGINT");
			}
		},
	});
}

describe("Ctrl-C", () => {
	it.each(["busy", "busyLater"])("ends a task that blocks the event loop, at the second press: %s", async (task) => {
		const outcome = await interrupted([task, "--ms", "60000"], "keeps the process busy");
		expect(outcome.stderr).toContain("stopping: waiting for a task that keeps the process busy (Ctrl-C again ends it");
		expect(outcome.stderr).toContain("\ninterrupted\n");
		expect(outcome.stdout).toBe("");
		// ended by the signal itself, which a shell reports as 130
		expect([outcome.code, outcome.signal]).toEqual([null, "SIGINT"]);
	});

	it.each([
		["busy", "1500"],
		["deaf", "300"],
	])("never lets a run succeed that it came during: %s", async (task, ms) => {
		const outcome = await interrupted([task, "--ms", ms]);
		expect(outcome.stderr).toContain("stopping: waiting for");
		expect(outcome.stderr).toContain(` aborted in `);
		expect(outcome.stderr).toContain(`interrupted: ${task} has no result; go on with it: tsflyte recover `);
		expect(outcome.stderr).not.toContain("succeeded in");
		expect(outcome.stdout).toBe("");
		expect(outcome.code).toBe(130);
	});

	it("is one line of JSON with --json", async () => {
		const outcome = await interrupted(["deaf", "--ms", "300", "--json"]);
		const last = outcome.stderr.trimEnd().split("\n").at(-1) as string;
		expect(JSON.parse(last)).toMatchObject({
			error: {
				code: "CLI_INTERRUPTED",
				message: expect.stringMatching(
					/^deaf was interrupted\n {2}way out: go on with it: tsflyte recover [a-z0-9]{20}$/,
				),
			},
		});
		expect(outcome.stdout).toBe("");
		expect(outcome.code).toBe(130);
	});
});

describe("process.exit", () => {
	it.each([
		["exits", 5, "exits"],
		["exits", 0, "exits"],
		["exits", 2, "exits"],
		["exits", 130, "exits"],
		["exitsInWorkflow", 130, "exitsInWorkflow/n0"],
	])("in a task fails the run and names the task: %s, %i", async (entity, code, node) => {
		const outcome = await tsflyte(["run", "interrupts.ts", entity, "--code", String(code)]);
		expect(outcome.stderr).toContain(
			`error [ENGINE_TASK_FAILED]: ${node}: task interrupts.exits failed: its code called process.exit(${code})\n`,
		);
		expect(outcome.stderr).toContain(
			"  way out: return a value, or throw an error to fail: a task must not call process.exit",
		);
		expect(outcome.stdout).toBe("");
		expect(outcome.code).toBe(1);
	});

	it("while the program loads is an error of the program", async () => {
		const outcome = await tsflyte(["run", "bad/exits-on-load.ts", "hello"]);
		expect(outcome.stderr).toContain("the program ended the process (exit code 5) before anything was run");
		expect(outcome.code).toBe(2);
	});
});
