import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlyteFile, type Int } from "flytekit-ts";
import type { FlyteRemote } from "flytekit-ts/remote";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiteralMap } from "../../src/wire/gen/flyteidl/core/literals.js";
import { protoJson } from "../../src/wire/json.js";
import { deployed, settings } from "./client.js";
import { type Deployment, literalMap } from "./deployment.js";
import { divide, double, driven, flow, lines, many, pair, silent } from "./entities.js";

let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;

beforeEach(async () => {
	({ server, remote, end } = await deployed({ register: [flow, divide, lines, driven, silent] }));
});
afterEach(() => end());

const spec = () => server.last.spec;
const inputs = () =>
	protoJson("flyteidl.core.LiteralMap", LiteralMap.encode(server.last.inputs).finish()) as { literals?: object };
const int = (value: number) => ({ kind: "integer", value: BigInt(value) }) as const;
/** Calls that change something. */
const changes = () => server.calls.filter((call) => /^(Create|Relaunch|Recover|Terminate|Set)/.test(call));

describe("executing", () => {
	it("starts a task of this program at the version that was registered last, and gives its value", async () => {
		server.onExecution = (execution) => execution.succeed(literalMap({ o0: int(42) }));
		await remote.register(double, settings("v2"));
		const execution = await remote.execute(double, { x: 21 as Int });
		expect(spec().launchPlan).toMatchObject({ resourceType: 1, name: double.name, version: "v2" });
		expect(inputs()).toEqual({ literals: { x: { scalar: { primitive: { integer: "21" } } } } });
		expect(execution.isDone).toBe(true);
		expect(await execution.outputs()).toBe(42);
		expect(await execution.inputs()).toEqual({ x: 21 });
		expect(execution.consoleUrl).toBe(
			`http://${server.endpoint}/console/projects/flytesnacks/domains/development/executions/${execution.id.name}`,
		);
		expect(execution.id.name).toMatch(/^[a-z][a-z0-9]{19}$/);
	});

	it("takes and gives integers beyond 2^53 exactly where no declaration of this program says Int", async () => {
		const large = 2n ** 60n + 1n;
		server.onExecution = (execution) => execution.succeed(literalMap({ o0: { kind: "integer", value: large } }));
		const fetched = await remote.fetchTask<{ x: number | bigint }, number | bigint>(double.name);
		const execution = await remote.execute(fetched, { x: large });
		expect(inputs()).toEqual({ literals: { x: { scalar: { primitive: { integer: String(large) } } } } });
		expect(await execution.inputs()).toEqual({ x: large });
		expect(await execution.outputs()).toBe(large);
		const again = await remote.fetchExecution(execution.id.name);
		expect(await again.outputs()).toBe(large);
		await expect(remote.execute(fetched, { x: 2n ** 63n })).rejects.toMatchObject({ code: "TYPES_INT_RANGE" });
		await expect(remote.execute(fetched, { x: 2 ** 53 })).rejects.toMatchObject({ code: "TYPES_INT_RANGE" });
		// what fits is the number it always was
		server.onExecution = (ended) => ended.succeed(literalMap({ o0: int(42) }));
		expect(await (await remote.execute(fetched, { x: 21 })).outputs()).toBe(42);
		// and what is declared stays what it is declared as
		server.onExecution = (ended) => ended.succeed(literalMap({ o0: { kind: "integer", value: large } }));
		const declared = await remote.execute(double, { x: 1 as Int });
		await expect(declared.outputs()).rejects.toMatchObject({ code: "TYPES_INT_RANGE" });
	});

	it("gives tuples, named outputs and nothing as a call of the entity would", async () => {
		const given = [{ o0: { kind: "string", value: "a" }, o1: int(1) }, { q: int(3), r: int(1) }, {}] as const;
		let at = 0;
		server.onExecution = (execution) => execution.succeed(literalMap(given[at++] ?? {}));
		expect(await (await remote.execute(pair, { a: "a" })).outputs()).toEqual(["a", 1]);
		expect(await (await remote.execute(divide, { a: 7 as Int })).outputs()).toEqual({ q: 3, r: 1 });
		expect(await (await remote.execute(silent, { when: new Date(0) })).outputs()).toBe(undefined);
	});

	it("starts a workflow by its launch plan, without the inputs that have values there", async () => {
		await remote.execute(flow, { name: "a" });
		expect(spec().launchPlan).toMatchObject({ resourceType: 3, name: flow.name, version: "v1" });
		expect(Object.keys(inputs().literals ?? {})).toEqual(["name"]);
		await remote.execute(await remote.fetchWorkflow(flow.name), { name: "a" });
		expect(Object.keys(inputs().literals ?? {})).toEqual(["name"]);
		await remote.execute(await remote.fetchLaunchPlan(flow.name), { name: "b", n: 4 });
		expect(Object.keys(inputs().literals ?? {}).sort()).toEqual(["n", "name"]);
	});

	it("starts an eager task by the workflow that cleans up after it", async () => {
		await remote.execute(driven, { x: 1 as Int });
		expect(spec().launchPlan).toMatchObject({ resourceType: 3, name: driven.name });
	});

	it("sends all that is said about launching", async () => {
		await remote.execute(
			flow,
			{ name: "a" },
			{
				name: "by-hand",
				labels: { team: "data" },
				annotations: { why: "test" },
				tags: ["one", "two"],
				env: { A: "b" },
				overwriteCache: true,
				interruptible: false,
				maxParallelism: 7,
				rawOutputPrefix: "s3://out/x",
				securityContext: { runAs: { k8sServiceAccount: "runner" } },
				clusterPool: "big",
				executionClusterLabel: "eu",
				notifications: [],
			},
		);
		expect(server.last.id.name).toBe("by-hand");
		expect(spec()).toMatchObject({
			labels: { values: new Map([["team", "data"]]) },
			annotations: { values: new Map([["why", "test"]]) },
			tags: ["one", "two"],
			envs: { values: [{ key: "A", value: "b" }] },
			overwriteCache: true,
			interruptible: false,
			maxParallelism: 7,
			rawOutputDataConfig: { outputLocationPrefix: "s3://out/x" },
			securityContext: { runAs: { k8sServiceAccount: "runner" } },
			clusterAssignment: { clusterPoolName: "big" },
			executionClusterLabel: { value: "eu" },
			notificationOverrides: { $case: "disableAll", value: true },
		});
	});

	it("registers an entity of this program first, where the image that has its code is named", async () => {
		await remote.execute(many, { n: 2 as Int }, { image: "ghcr.io/acme/app:v9" });
		const { version = "" } = spec().launchPlan ?? {};
		expect(version).toMatch(/^[\w-]{22}$/);
		expect(server.created).toContain(`task ${many.name}@${version}`);
		const created = server.created.length;
		await remote.execute(many, { n: 3 as Int }, { image: "ghcr.io/acme/app:v9" });
		expect(spec().launchPlan?.version).toBe(version);
		expect(server.created.length).toBe(created);
		const task = await remote.fetchTask({ name: many.name, version });
		expect(task.template.container?.image).toBe("ghcr.io/acme/app:v9");
		await expect(remote.execute(double, { x: 1 as Int }, { image: "ghcr.io/other:1", version: "v1" })).rejects.toThrow(
			`has task ${double.name} at version v1 already, with other content`,
		);
		await expect(remote.execute(double, { x: 1 as Int }, { image: "no image" })).rejects.toThrow(
			'"no image" is no reference to an image',
		);
	});

	it("gives the same execution for the same name, and refuses a name that another one has", async () => {
		const first = await remote.execute(double, { x: 1 as Int }, { name: "mine" });
		const again = await remote.execute(double, { x: 1 as Int }, { name: "mine" });
		expect(again.id).toEqual(first.id);
		await expect(remote.execute(flow, { name: "a" }, { name: "mine" })).rejects.toThrow(
			`${remote.endpoint} has an execution flytesnacks:development:mine already, of ${double.name} at v1`,
		);
		expect(server.executions.size).toBe(1);
	});

	it("may be given the beginning of its name", async () => {
		const { id } = await remote.execute(double, { x: 1 as Int }, { namePrefix: "nightly" });
		expect(id.name).toMatch(/^nightly-[a-z][a-z0-9]{19}$/);
		const both = remote.execute(double, { x: 1 as Int }, { name: "a", namePrefix: "b" });
		await expect(both).rejects.toMatchObject({ code: "REMOTE_OPTION" });
	});

	it("puts local files into the deployment's store first", async () => {
		const folder = mkdtempSync(join(tmpdir(), "flyte-remote-"));
		try {
			writeFileSync(join(folder, "a.txt"), "content");
			await remote.execute(lines, { file: new FlyteFile(join(folder, "a.txt")) });
			const [[uri, bytes] = []] = [...server.store];
			expect(bytes?.toString()).toBe("content");
			expect(uri).toMatch(/^s3:\/\/store\/flytesnacks\/development\/\w+\/.*a\.txt$/);
			expect(JSON.stringify(inputs())).toContain(uri);
			server.putStatus = 403;
			const failed = remote.execute(lines, { file: new FlyteFile(join(folder, "a.txt")) });
			await expect(failed).rejects.toMatchObject({ code: "REMOTE_UPLOAD" });
			await expect(failed).rejects.not.toThrow("canary");
			await expect(remote.execute(lines, { file: new FlyteFile(join(folder, "none.txt")) })).rejects.toThrow(
				"none.txt",
			);
			expect(server.executions.size).toBe(1);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe("refusals", () => {
	it("of inputs name all that are wrong, before anything is sent", async () => {
		await expect(remote.execute(double, { y: 1, z: 2 } as never)).rejects.toThrow(
			`${double.name} has no inputs "y", "z"\n  way out: did you mean "x"? it takes x`,
		);
		await expect(remote.execute(double, {} as never)).rejects.toThrow(`${double.name} needs the input "x"`);
		await expect(remote.execute(flow, { nam: "a" } as never)).rejects.toThrow('did you mean "name"');
		await expect(remote.execute(double, { x: 1 as Int }, { name: "Not Good" })).rejects.toThrow(
			'"Not Good" cannot be the name of an execution',
		);
		expect(server.calls).toEqual([]);
		await expect(remote.execute(double, { x: 1.5 as Int })).rejects.toThrow(`${double.name} input x`);
		const fetched = await remote.fetchTask(double.name);
		await expect(remote.execute(fetched, { x: "text" })).rejects.toThrow(`${double.name} input x`);
		await expect(remote.execute(fetched, {})).rejects.toThrow(`${double.name} needs the input "x"`);
		expect(changes()).toEqual([]);
	});

	it("of what is not registered name what is near, and of what is no entity say so", async () => {
		await expect(remote.execute(many, { n: 1 as Int })).rejects.toMatchObject({ code: "REMOTE_NOT_FOUND" });
		await expect(remote.execute(double, { x: 1 as Int }, { version: "v3" })).rejects.toThrow(
			"it has the versions v1, newest first",
		);
		await expect(remote.execute({} as never)).rejects.toMatchObject({ code: "REMOTE_INPUT" });
		expect(changes()).toEqual([]);
	});
});

describe("the end of an execution", () => {
	it("is waited for", async () => {
		server.onExecution = (execution) => {
			execution.onLook = (time) => {
				if (time === 5) execution.succeed(literalMap({ o0: int(2) }));
				else execution.phase = "RUNNING";
			};
		};
		const execution = await remote.execute(double, { x: 1 as Int });
		await expect(execution.outputLiterals()).rejects.toMatchObject({ code: "REMOTE_NOT_DONE" });
		expect(await (await execution.wait()).outputs()).toBe(2);
		expect(server.calls.filter((call) => call === "GetExecution")).toHaveLength(5);
		const waited = await remote.execute(double, { x: 1 as Int }, { wait: true });
		expect(waited.phase).toBe("SUCCEEDED");
	});

	it("is given up after a time, and when told to", async () => {
		const execution = await remote.execute(double, { x: 1 as Int });
		await expect(execution.wait({ timeoutMs: 30_000 })).rejects.toThrow(
			new RegExp(
				`execution flytesnacks:development:${execution.id.name} is still QUEUED after 30 s[\\s\\S]*it goes on`,
			),
		);
		const stop = new AbortController();
		stop.abort(new Error("enough"));
		await expect(execution.wait({ signal: stop.signal })).rejects.toThrow("enough");
	});

	it("that failed has the cluster's error", async () => {
		server.onExecution = (execution) => execution.fail("USER:Error", "it went wrong");
		const execution = await remote.execute(double, { x: 1 as Int }, { wait: true });
		expect(execution.error).toMatchObject({ code: "USER:Error", message: "it went wrong", kind: "user" });
		await expect(execution.outputs()).rejects.toMatchObject({
			code: "REMOTE_EXECUTION_FAILED",
			message: expect.stringMatching(
				/ended as FAILED: USER:Error \(user error\): it went wrong[\s\S]*recover it to keep what succeeded/,
			) as unknown,
		});
	});

	it("may be made by terminating it, once", async () => {
		const execution = await remote.execute(double, { x: 1 as Int });
		await execution.terminate("no longer needed");
		expect([execution.phase, execution.record.abort?.cause]).toEqual(["ABORTED", "no longer needed"]);
		await execution.terminate("again");
		expect(execution.record.abort?.cause).toBe("no longer needed");
		await expect(execution.outputs()).rejects.toThrow("ended as ABORTED: aborted: no longer needed");
	});

	it("is followed by recovering or repeating it", async () => {
		server.onExecution = (execution) => execution.fail("USER:Error", "x");
		const failed = await remote.execute(double, { x: 1 as Int });
		server.onExecution = (execution) => execution.succeed(literalMap({ o0: int(2) }));
		const recovered = await remote.recover(failed.id.name, { name: "second" });
		expect([recovered.id.name, recovered.record.mode, recovered.record.reference?.name]).toEqual([
			"second",
			"recovered",
			failed.id.name,
		]);
		expect(await recovered.outputs()).toBe(2);
		await expect(remote.recover("second")).rejects.toThrow("it cannot be recovered");
		const repeated = await remote.relaunch({ name: "second", domain: "development" });
		expect(repeated.record.mode).toBe("relaunch");
		await expect(remote.relaunch("nobody")).rejects.toMatchObject({ code: "REMOTE_NOT_FOUND" });
	});

	it("is found again by name, in full and by its page", async () => {
		const { id, consoleUrl } = await remote.execute(double, { x: 1 as Int }, { name: "mine" });
		for (const given of ["mine", "flytesnacks:development:mine", consoleUrl]) {
			expect((await remote.fetchExecution(given)).id).toEqual(id);
		}
	});

	it("is listed, page by page, newest first", async () => {
		for (const name of ["a1", "a2", "a3"]) await remote.execute(double, { x: 1 as Int }, { name });
		server.execution("a2").fail("x", "y");
		const first = await remote.listExecutions({ limit: 2 });
		expect(first.items.map(({ id }) => id.name)).toEqual(["a3", "a2"]);
		const second = await remote.listExecutions({ limit: 2, token: first.token as string });
		expect([second.items.map(({ id }) => id.name), second.token]).toEqual([["a1"], undefined]);
		const failed = await remote.listExecutions({ filters: "eq(phase,FAILED)" });
		expect(failed.items.map(({ id, error }) => [id.name, error?.code])).toEqual([["a2", "x"]]);
	});
});
