import type { FlyteExecution, FlyteRemote, NodeTree, RemoteEvent } from "flytekit-ts/remote";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployed } from "./client.js";
import { type Deployment, literalMap } from "./deployment.js";
import { flow } from "./entities.js";
import type { FakeExecution } from "./fake-execution.js";

let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;

beforeEach(async () => {
	({ server, remote, end } = await deployed({ register: [flow] }));
});
afterEach(() => end());

/** Starts an execution whose state at each look is the next of `looks`; the last one stays. */
async function started(name: string, ...looks: ((execution: FakeExecution) => void)[]): Promise<FlyteExecution> {
	server.onExecution = (execution) => {
		execution.phase = "RUNNING";
		// the first look is that of execute itself
		execution.onLook = (time) => looks[Math.min(time - 2, looks.length - 1)]?.(execution);
	};
	return remote.execute(flow, { name: "a" }, { name });
}

/** `n0 RUNNING`, `n0#1 RETRYABLE_FAILED`, `gate g`, ... */
function shown(event: RemoteEvent): string {
	const pad = "depth" in event ? "  ".repeat(event.depth) : "";
	switch (event.kind) {
		case "execution":
			return `${event.execution.id.name} ${event.execution.phase}`;
		case "node":
			return `${pad}${event.node.id.nodeId} ${event.node.phase}`;
		case "attempt":
			return `${pad}${event.attempt.node.nodeId}#${event.attempt.attempt} ${event.attempt.phase}`;
		case "element":
			return `${pad}${event.attempt.node.nodeId}[${event.element.index}] ${event.element.phase}`;
		case "log":
			return `${pad}${event.attempt.node.nodeId}#${event.attempt.attempt} log ${event.link.uri}`;
		case "gate":
			return `gate ${event.gate} of ${event.execution.name}`;
	}
}

async function heard(execution: FlyteExecution): Promise<string[]> {
	const lines: string[] = [];
	for await (const event of execution.watch()) lines.push(shown(event));
	return lines;
}

describe("watching", () => {
	it("gives each change once, parents before children, and the execution's end last", async () => {
		const execution = await started(
			"e",
			(e) => {
				e.nodes = [
					{ id: "start-node", phase: "SUCCEEDED" },
					{
						id: "n0",
						phase: "RUNNING",
						isParent: true,
						isDynamic: true,
						attempts: [{ phase: "RUNNING", logs: [{ name: "log", uri: "l0" }] }],
					},
				];
			},
			(e) => {
				const [, n0] = e.nodes;
				if (n0 !== undefined) n0.phase = "DYNAMIC_RUNNING";
				e.nodes.push({
					id: "n0-0-dn0",
					parent: "n0",
					phase: "RUNNING",
					attempts: [{ phase: "RETRYABLE_FAILED", error: { code: "x", message: "again" } }, { phase: "RUNNING" }],
				});
			},
			(e) => {
				const [, n0, dn0] = e.nodes;
				if (n0 !== undefined) n0.phase = "SUCCEEDED";
				if (dn0 !== undefined) {
					dn0.phase = "SUCCEEDED";
					dn0.attempts = [{ phase: "RETRYABLE_FAILED" }, { phase: "SUCCEEDED" }];
				}
				e.succeed();
			},
		);
		expect(await heard(execution)).toEqual([
			"e RUNNING",
			"n0 RUNNING",
			"n0#0 RUNNING",
			"n0#0 log l0",
			"n0 DYNAMIC_RUNNING",
			"  n0-0-dn0 RUNNING",
			"  n0-0-dn0#0 RETRYABLE_FAILED",
			"  n0-0-dn0#1 RUNNING",
			"n0 SUCCEEDED",
			"  n0-0-dn0 SUCCEEDED",
			"  n0-0-dn0#1 SUCCEEDED",
			"e SUCCEEDED",
		]);
	});

	it("tells of elements of maps, and of nodes and gates below launch plans", async () => {
		const child = await started("child", (e) => {
			e.nodes = [{ id: "n0", phase: "RUNNING" }];
			e.signals.set("go", { type: { type: { $case: "simple", value: 4 } } as never });
		});
		await child.sync();
		const execution = await started(
			"e",
			(e) => {
				e.nodes = [
					{
						id: "n0",
						phase: "RUNNING",
						isArray: true,
						attempts: [{ phase: "RUNNING", elements: ["RUNNING", "FAILED"] }],
					},
					{ id: "n1", phase: "RUNNING", launched: child.id as never },
				];
			},
			() => {},
			(e) => {
				const c = server.execution("child");
				c.onLook = () => {};
				c.succeed();
				c.nodes = [{ id: "n0", phase: "SUCCEEDED" }];
				for (const node of e.nodes) node.phase = "SUCCEEDED";
				e.nodes[0] = {
					...(e.nodes[0] as never as object),
					attempts: [{ phase: "SUCCEEDED", elements: ["SUCCEEDED", "SUCCEEDED"] }],
				} as never;
				e.succeed();
			},
		);
		expect(await heard(execution)).toEqual([
			"e RUNNING",
			"n0 RUNNING",
			"n0#0 RUNNING",
			"n0[0] RUNNING",
			"n0[1] FAILED",
			"n1 RUNNING",
			"  n0 RUNNING",
			"gate go of child",
			"n0 SUCCEEDED",
			"n0#0 SUCCEEDED",
			"n0[0] SUCCEEDED",
			"n0[1] SUCCEEDED",
			"n1 SUCCEEDED",
			"  n0 SUCCEEDED",
			"e SUCCEEDED",
		]);
	});

	it("ends when told to", async () => {
		const execution = await started("e", () => {});
		const stop = new AbortController();
		const events = execution.watch({ signal: stop.signal });
		expect((await events.next()).done).toBe(false);
		stop.abort(new Error("enough"));
		await expect(events.next()).rejects.toThrow("enough");
	});

	it("of one that has ended gives all at once", async () => {
		const execution = await started("e", (e) => {
			e.nodes = [{ id: "n0", phase: "FAILED", error: { code: "x", message: "no" }, attempts: [{ phase: "FAILED" }] }];
			e.fail("x", "no");
		});
		expect(await heard(execution)).toEqual(["n0 FAILED", "n0#0 FAILED", "e FAILED"]);
	});
});

describe("the tree of nodes", () => {
	it("has attempts, and what is below, page by page", async () => {
		server.pageSize = 2;
		const child = await started("child", (e) => {
			e.nodes = [{ id: "n0", phase: "SUCCEEDED", attempts: [{ phase: "SUCCEEDED" }] }];
			e.succeed();
		});
		const execution = await started("e", (e) => {
			e.nodes = [
				{ id: "start-node", phase: "SUCCEEDED" },
				{ id: "n0", phase: "SUCCEEDED", cacheHit: true, attempts: [{ phase: "SUCCEEDED" }] },
				{ id: "n1", phase: "SUCCEEDED", isParent: true },
				{
					id: "n1-a",
					parent: "n1",
					phase: "SUCCEEDED",
					attempts: [{ phase: "RETRYABLE_FAILED" }, { phase: "SUCCEEDED" }],
				},
				{ id: "n2", phase: "SUCCEEDED", launched: child.id as never },
				{ id: "end-node", phase: "SUCCEEDED" },
			];
			e.succeed();
		});
		await execution.sync();
		await child.sync();
		const tree = (nodes: readonly NodeTree[]): unknown =>
			nodes.map(({ node, attempts, children, launched }) => [
				node.id.nodeId,
				attempts.length,
				...(children.length === 0 ? [] : [tree(children)]),
				...(launched === undefined ? [] : [node.launched?.name, tree(launched)]),
			]);
		expect(tree(await execution.nodes())).toEqual([
			["n0", 1],
			["n1", 0, [["n1-a", 2]]],
			["n2", 0, "child", [["n0", 1]]],
		]);
		expect((await execution.nodes())[0]?.node.cache).toBe("CACHE_HIT");
		expect(tree(await execution.nodes({ attempts: false, launched: false }))).toEqual([
			["n0", 0],
			["n1", 0, [["n1-a", 0]]],
			["n2", 0],
		]);
	});

	it("gives a node's values by name", async () => {
		const execution = await started("e", (e) => {
			e.nodes = [
				{
					id: "n0",
					phase: "SUCCEEDED",
					inputs: literalMap({ x: { kind: "integer", value: 3n } }),
					outputs: literalMap({ o0: { kind: "string", value: "six" } }),
				},
			];
		});
		await execution.sync();
		expect(await execution.nodeValues("n0")).toEqual({ inputs: { x: 3 }, outputs: { o0: "six" } });
		await expect(execution.nodeValues("n9")).rejects.toMatchObject({
			code: "REMOTE_NOT_FOUND",
			message: expect.stringContaining("values of node n9 of execution flytesnacks:development:e") as unknown,
		});
		expect(await remote.get("flyte://v1/flytesnacks/development/e/i")).toEqual({ name: "a" });
		await expect(remote.get("flyte://v1/flytesnacks/development/nobody/i")).rejects.toThrow("flyte://v1/flytesnacks");
	});
});

describe("signals", () => {
	const simple = (value: number) => ({ type: { type: { $case: "simple", value } } as never });
	let execution: FlyteExecution;

	beforeEach(async () => {
		execution = await started("e", () => {});
		const { signals } = server.execution("e");
		signals.set("go-ahead", simple(4));
		signals.set("also", simple(4));
		signals.set("number", simple(1));
	});

	it("approve, reject and set", async () => {
		expect((await execution.signals()).map(({ name, isSet }) => [name, isSet])).toEqual([
			["go-ahead", false],
			["also", false],
			["number", false],
		]);
		await execution.approve("go-ahead");
		await execution.reject("also");
		await execution.setSignal("number", 3);
		const given = [...server.execution("e").signals.values()].map(({ value }) => {
			const scalar = value?.value?.$case === "scalar" ? value.value.value : undefined;
			const primitive = scalar?.value?.$case === "primitive" ? scalar.value.value : undefined;
			return primitive?.value?.value;
		});
		expect(given).toEqual([true, false, 3n]);
	});

	it("are refused where no gate waits for them, or for another kind of value", async () => {
		await expect(execution.approve("go-ahed")).rejects.toThrow(
			/has come to no gate "go-ahed"[\s\S]*did you mean "go-ahead"\? it waits at "go-ahead", "also", "number"/,
		);
		await expect(execution.approve("number")).rejects.toThrow('gate "number" takes Int, not an approval');
		await expect(execution.setSignal("number", "three")).rejects.toThrow("signal number");
		await execution.approve("go-ahead");
		await expect(execution.approve("go-ahead")).rejects.toThrow("has its value already");
		expect(server.calls.filter((call) => call === "SetSignal")).toHaveLength(1);
	});
});
