import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { idIn, Project } from "./project.js";

vi.setConfig({ testTimeout: 60_000 });

const PROGRAM = `
import { existsSync } from "node:fs";
import { currentContext, type Inputs, type Int, task, workflow } from "flytekit-ts";

export const waits = task(async ({ n, file }: { n: Int; file: string }): Promise<Int> => {
	const { signal } = currentContext();
	while (!existsSync(file)) {
		signal.throwIfAborted();
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return n;
});
export const fails = task(({ n }: { n: Int }): Int => {
	if (n > 3) throw new Error("too much");
	return n;
});
export const main = workflow(({ n, file }: Inputs<{ n: Int; file: string }>) => fails({ n: waits({ n, file }) }));
`;

let project: Project;
let good: string;
let bad: string;
beforeAll(async () => {
	project = new Project({ "main.ts": PROGRAM, there: "" });
	const run = (n: number) => project.call(["run", "main.ts", "main", "--n", String(n), "--file", "there"]);
	const first = await run(3);
	expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 0, stdout: "3\n" });
	good = idIn(first.stderr);
	const second = await run(4);
	expect(second.code).toBe(1);
	bad = idIn(second.stderr);
}, 60_000);
afterAll(() => project.end());

describe("tsflyte watch", () => {
	it("shows a run that is over, and ends as it did", async () => {
		const ok = await project.call(["watch", good]);
		expect([ok.code, ok.stderr]).toEqual([0, ""]);
		expect(ok.stdout).toContain(`main.main started, run ${good}\n`);
		expect(ok.stdout).toContain("main/n0 main.waits started\n");
		const failed = await project.call(["watch", bad, "--json"]);
		expect(failed.code).toBe(1);
		const events = failed.stdout
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(events.at(-1)).toMatchObject({ type: "runFinished", phase: "failed" });
		expect(events.map(({ type }) => type)).toContain("attemptFailed");
	});

	it("shows a run of another process as it goes, and may leave it alone", async () => {
		const id = "watched-run";
		const running = project.call(["run", "main.ts", "main", "--n", "1", "--file", "later", "--run-id", id]);
		const started = async () => (await project.call(["runs", "--json"])).stdout.includes(id);
		while (!(await started()));
		const left = await project.call(["watch", id], {
			onStdout: (text, kill) => {
				if (text.includes("main/n0 main.waits started")) kill("SIGINT");
			},
		});
		expect(left.code).toBe(130);
		expect(left.stderr).toContain("watching no longer: the run goes on\n");
		const watched = project.call(["watch", id], {
			onStdout: (text) => {
				if (text.includes("main/n0 main.waits started")) project.write("later", "");
			},
		});
		expect((await watched).code).toBe(0);
		expect((await running).stdout).toBe("1\n");
	});

	it("refuses a run that is not there, and flags that need --remote", async () => {
		const none = await project.call(["watch", "nobody"]);
		expect(none.code).toBe(1);
		expect(none.stderr).toContain("JOURNAL_NO_RUN");
		const remote = await project.call(["watch", good, "--poll-interval", "1"]);
		expect(remote.code).toBe(2);
		expect(remote.stderr).toContain("--poll-interval needs --remote");
	});
});

describe("tsflyte relaunch", () => {
	it("runs what a run ran again, with its inputs, as a run of its own", async () => {
		const again = await project.call(["relaunch", good]);
		expect([again.code, again.stdout]).toEqual([0, "3\n"]);
		const id = /again, as ([a-z0-9]{20})\n/.exec(again.stderr)?.[1] as string;
		expect(id).not.toBe(good);
		expect(again.stderr).toContain(`run ${good} of main.main again, as ${id}\n`);
		const json = await project.call(["runs", "--json"]);
		expect(JSON.parse(json.stdout).map((run: { id: string }) => run.id)).toEqual(expect.arrayContaining([good, id]));
		const failed = await project.call(["relaunch", bad, "--overwrite-cache"]);
		expect(failed.code).toBe(1);
		expect(failed.stderr).toContain("too much");
	});
});
