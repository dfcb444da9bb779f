import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** Runs a fixture in a process of its own: what is tested here is how processes end. */
function run(fixture: string, ...args: string[]) {
	const file = fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url));
	const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", file, ...args], {
		encoding: "utf8",
	});
	return { status, stdout, stderr };
}

describe("a promise that never settles", () => {
	test("ends the run with an error instead of the process with none", () => {
		const { status, stdout } = run("never-settles.ts");
		expect(stdout).toBe(
			"failed\nmain/n1: task m.never ended without a result: its promise never settled\n" +
				"  way out: something it awaits is never resolved, and nothing is left in the process that could do it\n",
		);
		expect(status).toBe(1);
	});

	test("the innermost run is charged, and those around it go on", () => {
		const { status, stdout } = run("never-settles.ts", "nested");
		expect(stdout).toContain("main/n1: task m.inner failed: Error: inner: ENGINE_NEVER_SETTLED");
		expect(status).toBe(1);
	});
});

describe("a rejection that nobody awaits", () => {
	test("fails the task it came from, while others go on", () => {
		const { status, stdout } = run("stray-rejections.ts", "during");
		expect(JSON.parse(stdout)).toMatchObject({
			phase: "failed",
			counts: { succeeded: 1, failed: 1 },
			error: "main/n0: task m.during failed: Error: stray after 5",
			late: [],
		});
		expect(status).toBe(0);
	});

	test("fails its task for good: what still runs of it is not tried again", () => {
		const { status, stdout, stderr } = run("stray-rejections.ts", "retried");
		expect(JSON.parse(stdout)).toMatchObject({
			phase: "failed",
			counts: { succeeded: 1, failed: 1, attempts: 2 },
			error: "main/n0: task m.retried failed: Error: stray",
			attempts: [0],
			late: [{ type: "lateFailure", path: "main/n0", name: "m.retried", thrown: { message: "again" } }],
		});
		expect(stderr).not.toContain("left something behind");
		expect(status).toBe(0);
	});

	test("after its task has ended: told as an event and a warning", () => {
		const { status, stdout, stderr } = run("stray-rejections.ts", "after");
		expect(JSON.parse(stdout)).toMatchObject({
			phase: "succeeded",
			late: [{ type: "lateFailure", path: "main/n0", name: "m.after", thrown: { message: "stray after 20" } }],
		});
		expect(stderr).toContain(
			"main/n0: task m.after left something behind that failed after it had ended: stray after 20",
		);
		expect(status).toBe(0);
	});

	test("that belongs to no task ends the process, as without us", () => {
		const { status, stderr } = run("stray-rejections.ts", "nobody");
		expect(status).not.toBe(0);
		expect(stderr).toContain("stray after 0");
	});
});
