import type { FlyteRemote } from "flytekit-ts/remote";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type CallOptions, tsflyte } from "../cli/tsflyte.js";
import { Project } from "../packaging/project.js";
import { deployed } from "./client.js";
import { type Deployment, literalMap } from "./deployment.js";
import { flow } from "./entities.js";
import { failedExecution } from "./failed-execution.js";

// each starts several processes
vi.setConfig({ testTimeout: 60_000 });

let project: Project;
let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;

beforeAll(() => {
	project = new Project();
});
afterAll(() => project.remove());
beforeEach(async () => {
	({ server, remote, end } = await deployed({ register: [flow] }));
});
afterEach(() => end());

const call = (args: readonly string[], options: CallOptions = {}) =>
	tsflyte(args, { cwd: project.root, env: { ...server.env, HOME: project.folder }, ...options });
const int = (value: number) => ({ kind: "integer", value: BigInt(value) }) as const;
const simple = (value: number) => ({ type: { type: { $case: "simple", value } } as never });

const failed = (name: string) => failedExecution(server, remote, name);

describe("tsflyte watch --remote", () => {
	it("says what happens until the end, and ends as the execution did", async () => {
		await failed("e");
		const { code, stdout, stderr } = await call(["watch", "--remote", "e"]);
		expect([code, stdout]).toEqual([
			1,
			[
				"  n0 SUCCEEDED",
				"  n0 attempt 0 RETRYABLE_FAILED: Error: not yet at a.ts:1",
				"  n0 attempt 1 SUCCEEDED",
				"  n1 FAILED",
				"e FAILED",
				"",
			].join("\n"),
		]);
		expect(stderr).toContain("error [REMOTE_EXECUTION_FAILED]: execution flytesnacks:development:e ended as FAILED");
		server.execution("e").error = undefined;
		server.execution("e").succeed();
		const json = await call(["watch", "--remote", "e", "--json"]);
		expect(json.code).toBe(0);
		const events = json.stdout
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(events.map(({ kind, phase }) => `${kind} ${phase ?? ""}`)).toContain("execution SUCCEEDED");
		expect(events).toContainEqual({
			kind: "log",
			execution: "e",
			node: "n0",
			attempt: 1,
			name: "log",
			uri: "https://logs/n0",
		});
	});

	it("names the gates that it comes to, and leaves the execution alone when it is interrupted", async () => {
		await remote.execute(flow, { name: "a" }, { name: "e" });
		const execution = server.execution("e");
		execution.phase = "RUNNING";
		execution.nodes = [{ id: "n0", phase: "RUNNING" }];
		execution.signals.set("go", simple(4));
		let sent = false;
		const { code, stdout, stderr } = await call(["watch", "--remote", "e", "--poll-interval", "0.05"], {
			onStdout: (text, kill) => {
				if (sent || !text.includes("waits at go")) return;
				sent = true;
				kill("SIGINT");
			},
		});
		expect(stdout).toContain("waits at go: tsflyte signal --remote e go --approve, --reject or --value JSON\n");
		expect(stderr).toContain("e goes on: tsflyte watch --remote e, or end it with tsflyte abort --remote e\n");
		expect([code, execution.phase]).toEqual([130, "RUNNING"]);
	});
});

describe("tsflyte recover and relaunch --remote", () => {
	it("start executions that refer to the old one", async () => {
		await failed("e");
		server.onExecution = (execution) => execution.succeed(literalMap({ o0: int(6) }));
		const recovered = await call(["recover", "--remote", "e", "--name", "second", "--wait"]);
		expect([recovered.code, recovered.stdout]).toEqual([0, "6\n"]);
		expect(recovered.stderr).toContain("second SUCCEEDED\n");
		const repeated = await call(["relaunch", "--remote", "second", "--name", "third", "--overwrite-cache"]);
		expect([repeated.code, repeated.stdout]).toEqual([0, "third\n"]);
		expect(server.execution("third").spec.metadata?.referenceExecution?.name).toBe("second");
		const refused = await call(["recover", "--remote", "third"]);
		expect(refused.code).toBe(1);
		expect(refused.stderr).toContain("it cannot be recovered");
	});
});
