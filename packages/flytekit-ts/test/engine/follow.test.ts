import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunEvent, runGraph } from "../../src/engine/index.js";
import { ownerText, ownOwner } from "../../src/engine/journal/owner.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import type { Graph } from "../../src/graph/graph.js";
import { graph, int, list, mapped, node, task } from "./build.js";

let folder: string;
let store: RunStore;
/** Another connection, as another process has it. */
let other: RunStore;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flytekit-ts-follow-"));
	store = new RunStore(join(folder, "runs.db"), { durability: "process" });
	other = new RunStore(join(folder, "runs.db"));
});
afterEach(() => {
	store.close();
	other.close();
	rmSync(folder, { recursive: true, force: true });
});

const add = task("m.add", ["a", "b"], ({ a, b }) => (a as number) + (b as number));
const slow = task("m.slow", ["x"], async ({ x }) => {
	await new Promise((resolve) => setTimeout(resolve, 300));
	return (x as number) + 1;
});
const fails = task("m.fails", ["x"], () => {
	throw new Error("no");
});

const about = { name: "m.main", kind: "workflow", file: undefined, entity: undefined } as const;
const begin = (id: string) =>
	store.begin({ ...about, id, inputs: new Uint8Array(0), versions: new Map(), startedAt: 0, sdk: "0" });

/** Events of a run as its own process hears them, and as another one reads them. */
async function both(made: Graph): Promise<{ told: RunEvent[]; read: RunEvent[] }> {
	const told: RunEvent[] = [];
	const read: RunEvent[] = [];
	const journal = begin("r1");
	const following = (async () => {
		for await (const events of other.follow("r1", { everyMs: 10 })) read.push(...events);
	})();
	await runGraph(made, new Map(), { journal, executionId: "r1", onEvent: (event) => told.push(event) });
	await following;
	return { told, read };
}

/** What happened to each path, in order; times and progress aside. */
function story(events: readonly RunEvent[]): Map<string, string[]> {
	const paths = new Map<string, string[]>();
	for (const event of events) {
		if (event.type === "arrayProgress") continue;
		const known = paths.get(event.path) ?? [];
		paths.set(event.path, known);
		const { type } = event;
		known.push(type === "nodeFailed" ? `${type} ${event.error.message}` : type);
	}
	return paths;
}

describe("a run that another process follows", () => {
	test("tells what its own process told, node by node", async () => {
		const { told, read } = await both(
			graph([node("n0", slow, { x: 1 }), node("n1", add, { a: "n0.o0", b: 1 }), node("n2", add, { a: 1, b: 1 })], {
				o0: "n1.o0",
			}),
		);
		expect(story(read)).toEqual(story(told));
		expect(read.at(0)).toMatchObject({ type: "runStarted", name: "m.main", path: "main" });
		expect(read.at(-1)).toMatchObject({ type: "runFinished", phase: "succeeded", counts: { succeeded: 3 } });
		const kinds = read.flatMap((event) => (event.type === "nodeStarted" ? [[event.path, event.kind, event.name]] : []));
		expect(kinds).toContainEqual(["main/n0", "task", "m.slow"]);
	});

	test("tells failures with their text, and what never ran", async () => {
		const { told, read } = await both(
			graph([node("n0", fails, { x: 1 }), node("n1", add, { a: "n0.o0", b: 1 })], { o0: "n1.o0" }),
		);
		const [own, others] = [story(told), story(read)];
		expect(others.get("main/n0")?.at(-1)).toBe(own.get("main/n0")?.at(-1));
		expect(others.get("main/n1")).toEqual(["nodeSkipped"]);
		const attempt = (events: RunEvent[]) => events.find((event) => event.type === "attemptFailed");
		expect(attempt(read)).toMatchObject({ code: "USER:RuntimeError", kind: "user", willRetry: false, maxAttempts: 1 });
		expect(attempt(read)?.thrown.stack).toBe(attempt(told)?.thrown.stack);
		expect(read.at(-1)).toMatchObject({ type: "runFinished", phase: "failed", error: { code: "ENGINE_TASK_FAILED" } });
	});

	test("counts the elements of an array", async () => {
		const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);
		const { told, read } = await both(
			graph([node("n0", mapped(inc), { x: list(int(1), int(2), int(3)) })], { o0: "n0.o0" }),
		);
		const last = (events: RunEvent[]) => events.findLast((event) => event.type === "arrayProgress");
		expect({ ...last(read), at: 0 }).toEqual({ ...last(told), at: 0 });
		expect(last(read)).toMatchObject({ path: "main/n0", total: 3, succeeded: 3, running: 0 });
	});

	test("begins again when it is gone on with, and says what was there already", async () => {
		const journal = begin("r1");
		const made = graph([node("n0", add, { a: 1, b: 1 }), node("n1", add, { a: "n0.o0", b: 2 })], { o0: "n1.o0" });
		const stop = new AbortController();
		await runGraph(made, new Map(), {
			journal,
			executionId: "r1",
			signal: stop.signal,
			onEvent: (event) => event.type === "nodeSucceeded" && stop.abort(new Error("stop")),
		});
		const next = store.recover("r1").journal;
		await runGraph(made, new Map(), { journal: next, executionId: "r1" });
		const read: RunEvent[] = [];
		for await (const events of other.follow("r1")) read.push(...events);
		expect(read.filter((event) => event.type === "runStarted")).toHaveLength(2);
		const afterwards = read.slice(read.findLastIndex((event) => event.type === "runStarted"));
		expect(story(afterwards).get("main/n0")).toEqual(["nodeQueued", "nodeStarted", "nodeReused", "nodeSucceeded"]);
		expect(story(afterwards).get("main/n1")).toEqual(["nodeQueued", "nodeStarted", "nodeSucceeded"]);
	});

	test("ends without an end when its process is gone", async () => {
		begin("r1").flush();
		store.database.run("update runs set owner = ?", ownerText({ ...ownOwner(), started: "another start" }));
		const read: RunEvent[] = [];
		for await (const events of other.follow("r1", { everyMs: 5 })) read.push(...events);
		expect(read.map((event) => event.type)).toEqual(["runStarted"]);
		expect(other.run("r1").summary.state).toBe("interrupted");
	});
});
