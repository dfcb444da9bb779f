import type { FlyteRemote } from "flytekit-ts/remote";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type CallOptions, type Outcome, tsflyte } from "../cli/tsflyte.js";
import { Project } from "../packaging/project.js";
import { deployed, settings } from "./client.js";
import type { Deployment } from "./deployment.js";
import { double, flow, gated } from "./entities.js";
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
const outcome = ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr });
const simple = (value: number) => ({ type: { type: { $case: "simple", value } } as never });

const failed = (name: string) => failedExecution(server, remote, name);

describe("tsflyte runs --remote", () => {
	it("lists executions, newest first, those in a phase alone where one is given", async () => {
		await failed("first");
		await remote.execute(double, { x: 1 as never }, { name: "second" });
		const all = await call(["runs", "--remote"]);
		expect(all.stdout).toBe(
			`second  QUEUED  ${double.name} at v1  2026-01-01 00:02:00\n` +
				`first   FAILED  ${flow.name} at v1    2026-01-01 00:01:00\n`,
		);
		const json = await call(["runs", "--remote", "--phase", "failed", "--json"]);
		expect(JSON.parse(json.stdout)).toMatchObject([
			{
				execution: { name: "first" },
				phase: "FAILED",
				error: { code: "USER:Error", kind: "user", message: "Error: never" },
				tags: ["t"],
				labels: { team: "data" },
			},
		]);
		const none = await call(["runs", "--remote", "--phase", "aborted"]);
		expect(outcome(none)).toEqual({ code: 0, stdout: "", stderr: "no executions in flytesnacks:development\n" });
	});
});

describe("tsflyte show --remote", () => {
	it("shows nodes with attempts and errors, and values", async () => {
		await failed("e");
		const { code, stdout } = await call(["show", "--remote", "e"]);
		expect({ code, stdout }).toEqual({
			code: 0,
			stdout: [
				"e FAILED",
				`of ${flow.name} at v1`,
				"started 2026-01-01T00:01:00.000Z",
				`page http://${server.endpoint}/console/projects/flytesnacks/domains/development/executions/e`,
				"tags t",
				"labels team=data",
				"inputs {",
				'  "name": "a"',
				"}",
				"nodes",
				`  n0 ${flow.name} SUCCEEDED, 2 attempts`,
				"    attempt 0 RETRYABLE_FAILED",
				"      Error: not yet",
				"          at a.ts:1",
				"    attempt 1 SUCCEEDED",
				`  n1 ${flow.name} FAILED`,
				"    Error: never",
				"",
			].join("\n"),
		});
		const json = JSON.parse((await call(["show", "--remote", "e", "--json"])).stdout);
		expect(json).toMatchObject({
			phase: "FAILED",
			inputs: { name: "a" },
			outputs: null,
			nodes: [
				{ id: "n0", attempts: [{ error: { code: "x" } }, { logs: [{ uri: "https://logs/n0" }] }] },
				{ id: "n1", phase: "FAILED", nodes: [] },
			],
		});
		const node = await call(["show", "--remote", "e", "--node", "n0", "--json"]);
		expect(JSON.parse(node.stdout)).toEqual({ id: "n0", inputs: { x: 1 }, outputs: { o0: 2 } });
	});

	it("names gates, which no task runs for", async () => {
		await remote.register(gated, settings("v1"));
		server.onExecution = (execution) => {
			execution.phase = "RUNNING";
			execution.nodes = ["n0", "n1", "n2"].map((id) => ({ id, phase: "RUNNING" }));
		};
		await remote.execute(gated, { x: 1 }, { name: "g" });
		const { stdout } = await call(["show", "--remote", "g"]);
		const nodes = stdout.slice(stdout.indexOf("nodes\n")).trimEnd().split("\n");
		expect(nodes.slice(1).sort()).toEqual([
			"  n0 sleep 1 min 30 s RUNNING",
			`  n1 ${double.name} RUNNING`,
			"  n2 gate go RUNNING",
		]);
	});

	it("names what is not there", async () => {
		const { code, stderr } = await call(["show", "--remote", "nobody"]);
		expect(code).toBe(1);
		expect(stderr).toContain(
			`error [REMOTE_NOT_FOUND]: dns:///${server.endpoint} does not know execution flytesnacks:development:nobody`,
		);
		expect(stderr).toContain("way out: check name, project and domain; executions are listed by tsflyte runs --remote");
		const none = await call(["show", "--remote"]);
		expect(none.code).toBe(2);
		expect(none.stderr).toContain("show needs the name of an execution");
	});
});

describe("tsflyte logs --remote", () => {
	it("prints links, attempt by attempt", async () => {
		await failed("e");
		expect((await call(["logs", "--remote", "e"])).stdout).toBe("n0 attempt 1  log  https://logs/n0\n");
		const other = await call(["logs", "--remote", "e", "--node", "n1"]);
		expect([other.stdout, other.stderr]).toEqual([
			"",
			"e has no links to logs: ask who runs the deployment where they are kept\n",
		]);
	});
});

describe("tsflyte signal --remote", () => {
	it("lists gates, and answers them", async () => {
		await remote.execute(flow, { name: "a" }, { name: "e" });
		const { signals } = server.execution("e");
		signals.set("go", simple(4));
		signals.set("number", simple(1));
		expect((await call(["signal", "--remote", "e"])).stdout).toBe("go  boolean  waits\nnumber  Int  waits\n");
		const approved = await call(["signal", "--remote", "e", "go", "--approve"]);
		expect(outcome(approved)).toEqual({ code: 0, stdout: "", stderr: "approved go of e\n" });
		const wrong = await call(["signal", "--remote", "e", "number", "--value", '"three"']);
		expect(wrong.code).toBe(2);
		expect(wrong.stderr).toContain("--value");
		const set = await call(["signal", "--remote", "e", "number", "--value", "3", "--json"]);
		expect(JSON.parse(set.stdout)).toMatchObject({ gate: "number" });
		expect(signals.get("number")?.value?.value).toMatchObject({ $case: "scalar" });
		const again = await call(["signal", "--remote", "e", "go", "--reject"]);
		expect(again.code).not.toBe(0);
		expect(again.stderr).toContain('gate "go" of execution flytesnacks:development:e has its value already');
	});
});

describe("tsflyte abort --remote", () => {
	it("stops executions that go on", async () => {
		await remote.execute(flow, { name: "a" }, { name: "e" });
		const { code, stderr } = await call(["abort", "--remote", "e", "--cause", "no longer needed"]);
		expect([code, stderr]).toEqual([0, "e is ABORTED\n"]);
		expect(server.execution("e").abortCause).toBe("no longer needed");
		expect((await call(["abort", "--remote", "e"])).stderr).toBe("e had ended already: ABORTED\n");
	});
});
