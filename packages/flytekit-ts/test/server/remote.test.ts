import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlyteRemote } from "flytekit-ts/remote";
import { afterEach, beforeEach, expect, test } from "vitest";
import { foldGraph } from "../../src/graph/fold/index.js";
import type { RunningPage } from "../../src/server/index.js";
import type { NodeDetail, RunUpdate, RunView } from "../../src/server/view-model.js";
import type { Literal } from "../../src/types/literal.js";
import { encodeDynamicJobSpec } from "../../src/wire/index.js";
import { graphOf } from "../fold/three-ways.js";
import { deployed, settings } from "../remote/client.js";
import { type Deployment, literalMap } from "../remote/deployment.js";
import { driven, flow, many } from "../remote/entities.js";
import type { FakeExecution } from "../remote/fake-execution.js";
import { ask, type Kept, kept, letIn } from "./kept.js";

let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;
let project: Kept;
let page: RunningPage;
let cookie: string;
beforeEach(async () => {
	({ server, remote, end } = await deployed({ register: [flow, driven] }));
	project = kept();
	// the same class, as its users' declarations have it
	page = await project.serve([], remote as never);
	cookie = await letIn(page);
});
afterEach(async () => {
	await project.close();
	await end();
});

async function started(name: string, state: (execution: FakeExecution) => void): Promise<void> {
	server.onExecution = (execution) => {
		execution.phase = "RUNNING";
		state(execution);
	};
	await remote.execute(flow, { name: "a" }, { name });
}

async function data<T>(path: string): Promise<T> {
	const { status, text } = await ask(page.port, path, { headers: { cookie } });
	expect(status, text).toBe(200);
	return JSON.parse(text) as T;
}

const post = (path: string, body: object) =>
	ask(page.port, path, {
		method: "POST",
		headers: { cookie, "content-type": "application/json" },
		body: JSON.stringify(body),
	});

test("executions of a deployment are runs of the page, with the graph that was registered", async () => {
	await started("e1", (e) => {
		e.nodes = [
			{ id: "n0", phase: "SUCCEEDED", cacheHit: true },
			{ id: "n1", phase: "DYNAMIC_RUNNING", isParent: true, isDynamic: true },
			{
				id: "n1-0-dn0",
				parent: "n1",
				phase: "RUNNING",
				attempts: [{ phase: "RETRYABLE_FAILED", error: { code: "x", message: "again" } }, { phase: "RUNNING" }],
			},
		];
	});
	expect(await data<RunView[]>("/api/runs")).toMatchObject([{ id: "e1", name: flow.name, state: "running" }]);
	const whole = await data<RunUpdate>("/api/runs/e1/whole");
	const root = whole.run?.root;
	expect(whole.run?.can).toEqual({ abort: true, recover: false, rerun: false });
	expect(whole.graphs.find(({ path }) => path === root)?.nodes.map(({ id }) => id)).toEqual(["n0", "n1"]);
	const states = Object.fromEntries(whole.nodes.map(({ path, state, source }) => [path, [state, source]]));
	expect(states[`${root}/n0`]).toEqual(["succeeded", "cache"]);
	expect(states[`${root}/n1`]?.[0]).toBe("running");
	const inner = `${root}/n1/${whole.graphs.find(({ path }) => path === `${root}/n1`)?.nodes[0]?.id}`;
	expect(states[inner]?.[0]).toBe("running");
	const detail = await data<NodeDetail>(`/api/runs/e1/node?${new URLSearchParams({ path: inner })}`);
	expect(detail.attempts).toMatchObject([{ attempt: 0, willRetry: true, error: { message: "again" } }]);
});

test("values of an execution and its error are shown as those of a run here", async () => {
	await started("e2", (e) => {
		e.fail("USER:Error", "it <b>failed</b>");
		e.nodes = [
			{
				id: "n0",
				phase: "FAILED",
				error: { code: "USER:Error", message: "it <b>failed</b>" },
				inputs: literalMap({ x: { kind: "integer", value: 7n } }),
			},
		];
	});
	const { run } = await data<RunUpdate>("/api/runs/e2/whole");
	expect(run).toMatchObject({ state: "failed", error: { message: "it <b>failed</b>" }, can: { recover: true } });
	const detail = await data<NodeDetail>(`/api/runs/e2/node?${new URLSearchParams({ path: `${run?.root}/n0` })}`);
	expect(detail.inputs).toMatchObject([{ name: "x", value: { kind: "scalar", text: "7" } }]);
	expect(detail.error?.code).toBe("USER:Error");
	const { text } = await ask(page.port, "/api/runs/e2/history", { headers: { cookie } });
	expect(
		text
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line).type),
	).toEqual(["execution", "node"]);
});

test("a dynamic has the graph that it made; folded calls have values, errors and logs of their own", async () => {
	const made = foldGraph(await graphOf(many, 10), { mode: "auto" }).graph;
	const error = { code: "USER:Error", message: "[4]: Error: four\n[6-7]: Error: the rest" };
	await started("e4", (e) => {
		e.nodes = [
			{
				id: "n1",
				phase: "FAILED",
				isParent: true,
				isDynamic: true,
				error,
				futures: encodeDynamicJobSpec(made, settings("v1")),
			},
			{
				id: "n1-0-an0",
				parent: "n1",
				phase: "FAILED",
				isArray: true,
				error,
				inputs: literalMap({
					x: {
						kind: "collection",
						items: Array.from({ length: 10 }, (_, i) => ({ kind: "integer", value: BigInt(i) })),
					},
				}),
				attempts: [
					{
						phase: "FAILED",
						error,
						elements: Array.from({ length: 10 }, (_, i) => (i === 4 ? "FAILED" : "SUCCEEDED")),
						elementLogs: (i) => (i === 4 ? "file:///etc/passwd" : "https://logs.test/1"),
					},
				],
			},
		];
	});
	const whole = await data<RunUpdate>("/api/runs/e4/whole");
	const at = `${whole.run?.root}/n1`;
	const [array] = whole.graphs.find(({ path }) => path === at)?.nodes ?? [];
	expect(array).toMatchObject({ id: "an0", kind: "array", calls: { count: 10, ids: "dn0-dn9" } });
	expect(whole.nodes.find(({ path }) => path === `${at}/an0[4]`)).toMatchObject({ state: "failed", call: "dn4" });
	expect(whole.nodes.find(({ path }) => path === at)?.error).toMatch(/^call 5 of \S*double \(dn4\) with x = 4 failed/);
	const detail = await data<NodeDetail>(`/api/runs/e4/node?${new URLSearchParams({ path: `${at}/an0[4]` })}`);
	expect(detail.title).toMatch(/^call 5 of \S*double \(dn4\)$/);
	expect(detail.inputs).toMatchObject([{ name: "x", value: { text: "4" } }]);
	expect(detail.error).toEqual({ code: "USER:Error", message: "Error: four" });
	// a file is not read, and is no link
	expect(detail.links).toEqual([{ name: "log-4", uri: "file:///etc/passwd" }]);
	const other = await data<NodeDetail>(`/api/runs/e4/node?${new URLSearchParams({ path: `${at}/an0[7]` })}`);
	expect(other.links).toEqual([{ name: "log-7", uri: "https://logs.test/1", href: "https://logs.test/1" }]);
});

test("files of values are downloaded as they come, and lead nowhere but into stores", async () => {
	const place = mkdtempSync(join(tmpdir(), "flyte-own-"));
	writeFileSync(join(place, "private"), "canary");
	const blob = (uri: string): Literal => ({
		kind: "blob",
		uri,
		type: { kind: "blob", format: "", dimensionality: "single" },
	});
	await remote.blobs.write("mem://there/report.txt", new TextEncoder().encode("content"));
	await started("e5", (e) => {
		e.nodes = [
			{
				id: "n0",
				phase: "SUCCEEDED",
				outputs: literalMap({
					good: blob("mem://there/report.txt"),
					own: blob(`file://${place}/private`),
					keys: blob("http://169.254.169.254/latest/meta-data/"),
				}),
			},
		];
	});
	const { run } = await data<RunUpdate>("/api/runs/e5/whole");
	const file = (name: string) => {
		const query = new URLSearchParams({ path: `${run?.root}/n0`, side: "outputs", name, at: "[]" });
		return ask(page.port, `/api/runs/e5/file?${query}`, { headers: { cookie } });
	};
	const good = await file("good");
	expect([good.status, good.text]).toEqual([200, "content"]);
	expect(good.headers["content-disposition"]).toContain("report.txt");
	const own = await file("own");
	expect(own.status).toBe(403);
	expect(own.text).toContain("values may not lead to files of this machine");
	expect(own.text).not.toContain("canary");
	const keys = await file("keys");
	expect([keys.status, keys.text]).toEqual([403, expect.stringContaining("belongs to a metadata service")]);
	rmSync(place, { recursive: true });
});

test("what an eager task started is listed with it", async () => {
	server.onExecution = (execution) => {
		execution.phase = "RUNNING";
		execution.nodes = [{ id: "n0", phase: "RUNNING", attempts: [{ phase: "RUNNING" }] }];
	};
	await remote.execute(driven, { x: 1 }, { name: "eager-one" });
	await remote.execute(flow, { name: "a" }, { name: "its-call", labels: { "eager-exec": "eager-one" } });
	await remote.execute(flow, { name: "a" }, { name: "another" });
	const { run } = await data<RunUpdate>("/api/runs/eager-one/whole");
	const detail = await data<NodeDetail>(`/api/runs/eager-one/node?${new URLSearchParams({ path: `${run?.root}/n0` })}`);
	expect(detail.started).toMatchObject([{ id: "its-call", name: flow.name, state: "running" }]);
});

test("an execution is stopped from the page; what only this machine can do is refused", async () => {
	await started("e3", () => {});
	expect((await post("/api/runs/e3/abort", {})).status).toBe(200);
	const begin = await post("/api/runs", { file: "a.ts", entity: "main", inputs: "{}" });
	expect(begin.status).toBe(409);
	expect((await ask(page.port, "/api/runs/e3/log?path=n0&attempt=0", { headers: { cookie } })).status).toBe(409);
	expect(await data<object>("/api/about")).toMatchObject({ remote: { project: "flytesnacks", domain: "development" } });
});

test("an execution that is not there is an error of the deployment, in its words", async () => {
	const { status, text } = await ask(page.port, "/api/runs/none/node?path=x", { headers: { cookie } });
	expect(status).toBeGreaterThanOrEqual(400);
	expect(text).toContain("none");
});
