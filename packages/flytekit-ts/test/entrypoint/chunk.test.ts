import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import { executeArguments } from "../../src/entrypoint/arguments.js";
import { containerError } from "../../src/entrypoint/container-error.js";
import { flyteEnvironment } from "../../src/entrypoint/environment.js";
import { AttemptFailure } from "../../src/entrypoint/failure.js";
import { loadTask, type RunnableTask } from "../../src/entrypoint/load-task.js";
import { runLoaded } from "../../src/entrypoint/run-attempt.js";
import { MemoryBlobStore } from "../../src/storage/memory-store.js";
import type { Literal } from "../../src/types/literal.js";
import { type ContainerError, decodeLiteralMap, encodeLiteralMap } from "../../src/wire/index.js";
import * as entities from "./chunk-entities.js";

beforeAll(prepareDeclared);
beforeEach(() => entities.forget());

const int = (n: number): Literal => ({ kind: "integer", value: BigInt(n) });
const list = (items: readonly Literal[]): Literal => ({ kind: "collection", items });
const chunks = (...lists: number[][]) => list(lists.map((items) => list(items.map(int))));

interface Ended {
	readonly outputs?: unknown;
	readonly error?: ContainerError;
}

/** One attempt of one chunk in this process. */
async function attempt(
	task: object,
	inputs: Readonly<Record<string, Literal>>,
	{
		index = 0,
		blobs = new MemoryBlobStore(),
		bound = [] as string[],
		previous = undefined as string | undefined,
		at = "mem://cp/0",
	} = {},
): Promise<Ended> {
	await blobs.write("mem://in/inputs.pb", encodeLiteralMap(new Map(Object.entries(inputs))));
	const args = executeArguments("tsflyte-map-execute", {
		options: new Map([
			["inputs", "mem://in/inputs.pb"],
			["output-prefix", "mem://out"],
			["raw-output-data-prefix", "mem://raw"],
			["resolver", "flytekit-ts.map"],
			["checkpoint-path", at],
			...(previous === undefined ? [] : ([["prev-checkpoint", previous]] as const)),
		]),
		rest: ["vars", "x"],
	});
	const env = { BATCH_JOB_ARRAY_INDEX_VAR_NAME: "INDEX", INDEX: String(index) };
	const { signal } = new AbortController();
	const around = { args, flyte: flyteEnvironment(env), env, folder: "/", blobs, signal, scratch: "/nowhere" };
	const loaded = { task: task as RunnableTask, bound: new Set(bound), chunk: 3 };
	try {
		const answer = await runLoaded(loaded, { ...around, progress: { phase: "read" } });
		const [, bytes] = answer.find(([name]) => name === "outputs.pb") ?? [];
		return { outputs: plain(decodeLiteralMap(bytes as Uint8Array).get("o0")) };
	} catch (failure) {
		if (!(failure instanceof AttemptFailure)) throw failure;
		return { error: containerError(failure, { worker: "", now: 0 }) };
	}
}

function plain(literal: Literal | undefined): unknown {
	if (literal?.kind === "collection") return literal.items.map(plain);
	if (literal?.kind === "integer") return Number(literal.value);
	return (literal as { value?: unknown }).value;
}

describe("a chunk of an array", () => {
	it("makes the calls of its own lists, bound inputs as they are", async () => {
		const inputs = { n: chunks([2, 4, 6], [8]), by: int(2) };
		expect((await attempt(entities.halved, inputs, { bound: ["by"] })).outputs).toEqual([1, 2, 3]);
		expect((await attempt(entities.halved, inputs, { bound: ["by"], index: 1 })).outputs).toEqual([4]);
	});

	it("makes them side by side", async () => {
		expect((await attempt(entities.together, { n: chunks([1, 2, 3]) })).outputs).toEqual([1, 2, 3]);
		expect(entities.most).toBe(3);
	});

	it("tries each again by itself, and each finds its own checkpoint", async () => {
		expect((await attempt(entities.shaky, { n: chunks([1, 2, 3]) })).outputs).toEqual(["1.0;1.1;", "", "3.0;3.1;"]);
		expect([...entities.ran].sort()).toEqual(["1.0", "1.1", "1.2", "2.0", "3.0", "3.1", "3.2"]);
	});

	it("fails with the call that failed, its place in all calls, and its inputs", async () => {
		const inputs = { n: chunks([0, 1, 2], [3, 4, 5]), not: int(4), mended: { kind: "boolean", value: false } as const };
		const { error } = await attempt(entities.mendable, inputs, { bound: ["not", "mended"], index: 1 });
		expect(error).toMatchObject({ code: "USER:RuntimeError", origin: "user", recoverable: false });
		expect(error?.message).toMatch(/\[4\]: task .*mendable failed: TypeError: 4 is broken/);
		expect(error?.message).toMatch(/chunk-entities\.ts:\d+/);
		expect(error?.message).toMatch(/its inputs: mended = false, n = 4, not = 4/);
	});

	it("does not repeat in a second attempt what has finished in the first", async () => {
		const blobs = new MemoryBlobStore();
		const inputs = (mended: boolean) => ({
			n: chunks([0, 1, 2]),
			not: int(1),
			mended: { kind: "boolean", value: mended } as const,
		});
		const bound = ["not", "mended"];
		expect((await attempt(entities.mendable, inputs(false), { blobs, bound })).error).toBeDefined();
		expect([...entities.ran].sort()).toEqual(["0.0", "1.0", "2.0"]);
		entities.forget();
		const again = { blobs, bound, previous: "mem://cp/0", at: "mem://cp/1" };
		expect((await attempt(entities.mendable, inputs(true), again)).outputs).toEqual([0, 1, 2]);
		expect(entities.ran).toEqual(["1.0"]);
	});

	it("runs calls again whose record is damaged", async () => {
		const blobs = new MemoryBlobStore();
		await blobs.write("mem://cp/0/finished-calls.pb", new Uint8Array([255, 255, 255]));
		const more = { blobs, bound: ["by"], previous: "mem://cp/0", at: "mem://cp/1" };
		expect((await attempt(entities.halved, { n: chunks([2]), by: int(2) }, more)).outputs).toEqual([1]);
	});

	it("holds each call to the task's timeout", async () => {
		const { error } = await attempt(entities.slow, { n: chunks([1, 2]) });
		expect(error).toMatchObject({ code: "RetriesExhausted|TimeoutExpired" });
		expect(error?.message).toMatch(/\[1\]: .*longer than its timeout of 0\.03 s[\s\S]*its inputs: n = 2/);
	});

	it("writes a deck for each call, and a page that leads to them", async () => {
		const blobs = new MemoryBlobStore();
		await attempt(entities.shown, { n: chunks([1, 2], [3, 4]) }, { blobs, index: 1 });
		const names = (await blobs.list("mem://out")).filter((uri) => uri.endsWith(".html")).sort();
		expect(names).toEqual(["mem://out/deck-0.html", "mem://out/deck-1.html", "mem://out/deck.html"]);
		const page = new TextDecoder().decode(await blobs.read("mem://out/deck.html"));
		expect(page).toContain('<a href="deck-1.html">call 4</a>');
	});

	it("says which of its lists is none", async () => {
		const { error } = await attempt(entities.together, { n: list([int(1)]) });
		expect(error?.message).toMatch(/input n of this chunk is no list/);
	});
});

describe("the arguments of a chunk", () => {
	const code = { importModule: async () => ({}) } as never;
	it.each([
		[["vars", "a", "batch", "0", "resolver", "x", "y"]],
		[["vars", "a", "batch", "many", "resolver", "x", "y"]],
		[["vars", "a", "batch", "5"]],
	])("%j are refused", async (args) => {
		await expect(loadTask(code, "flytekit-ts.map", args)).rejects.toMatchObject({ code: "ENTRYPOINT_ARGUMENTS" });
	});
});
