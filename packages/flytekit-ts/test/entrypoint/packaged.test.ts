import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import type { SerializationSettings } from "../../src/config/serialization-settings.js";
import type { TaskTemplate } from "../../src/graph/task-template.js";
import { buildCode } from "../../src/loader/packaging/build-code.js";
import { writeCode } from "../../src/loader/packaging/write-code.js";
import type { Literal } from "../../src/types/literal.js";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import { decodeLiteral } from "../../src/wire/index.js";
import { Container, type Ended } from "./container.js";
import * as program from "./packaged-program.js";

const source = fileURLToPath(new URL("packaged-program.ts", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" }, images: [] },
	env: {},
};

const container = new Container();
beforeAll(async () => {
	const built = await buildCode([source], { root });
	writeCode(built.files, container.code);
	await prepareDeclared();
});
afterAll(() => container.remove());

/** Runs what serialisation emitted, command and environment, with the templates filled in as Flyte does. */
function run(
	entity: { toTemplate(settings: SerializationSettings): TaskTemplate },
	options: { inputs?: Readonly<Record<string, Literal>>; env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
	const spec = entity.toTemplate(settings).container;
	if (spec === undefined) throw new Error("the task has no container");
	// what one container wrote the next one may read, as in a deployment's store
	const own = { FLYTE_ALLOWED_URIS: container.root };
	return container.serialised(spec.args, {
		...options,
		env: { ...Object.fromEntries(spec.env), ...own, ...options.env },
	});
}

const int = (value: number): Literal => ({ kind: "integer", value: BigInt(value) });
const list = (items: readonly Literal[]): Literal => ({ kind: "collection", items });
const element = (index: number, offset = 0) => ({
	BATCH_JOB_ARRAY_INDEX_VAR_NAME: "FLYTE_K8S_ARRAY_INDEX",
	FLYTE_K8S_ARRAY_INDEX: String(index),
	BATCH_JOB_ARRAY_INDEX_OFFSET: String(offset),
});

describe("what serialisation emits is what containers take", () => {
	test("a task", async () => {
		const done = await run(program.square, { inputs: { x: int(7) } });
		expect(done.outputs().get("o0")).toEqual(int(49));
	});

	test("a dynamic, whose own tasks run in their turn", async () => {
		const done = await run(program.squares, { inputs: { n: int(2) }, env: { FLYTE_INTERNAL_TASK_VERSION: "v1" } });
		expect(done.files, done.stderr).toEqual(["futures.pb"]);
		const spec = DynamicJobSpec.decode(done.bytes("futures.pb"));
		const [inner, map] = spec.tasks.map((task) => task.target);
		if (inner?.$case !== "container" || map?.$case !== "container") throw new Error("no containers");
		expect(inner.value.image).toBe("ghcr.io/acme/app:v1");
		const one = await container.serialised(inner.value.args, { inputs: { x: int(3) } });
		expect(one.outputs().get("o0")).toEqual(int(9));
		const two = await container.serialised(map.value.args, {
			inputs: { a: list([int(5), int(6)]), b: int(1) },
			env: element(1),
		});
		expect(two.outputs().get("o0")).toEqual(int(7));
	});

	test.each([
		["throws", program.bodyThrows, /^RangeError: in the body\n {4}at test\/entrypoint\/packaged-program\.ts:\d+:8$/],
		[
			"branches on an output",
			program.branches,
			/^dn0\.o0 \(Int\) is used as text or a number, but it has no value yet\n {2}at test\/entrypoint\/packaged-program\.ts:\d+:10\n {2}way out: /,
		],
		["gives a wrong output", program.givesWrong, /givesWrong[\s\S]*o0[\s\S]*"seven"/],
	])("a dynamic whose body %s leaves an error", async (_what, entity, text) => {
		const done = await run(entity, { inputs: { n: int(2) } });
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "USER:RuntimeError", kind: 0, origin: 1 });
		expect(done.error().message).toMatch(text);
	});

	test("elements of a map: their item of each list, bound inputs as they are, the index with its offset", async () => {
		const inputs = { a: list([int(10), int(20), int(-1)]), b: int(1) };
		const first = await run(program.addOne, { inputs, env: element(0) });
		expect(first.outputs().get("o0")).toEqual(int(11));
		const second = await run(program.addOne, { inputs, env: element(0, 1) });
		expect(second.outputs().get("o0")).toEqual(int(21));
		const bad = await run(program.addOne, { inputs, env: element(2) });
		expect(bad.error()).toMatchObject({ code: "USER:RuntimeError", kind: 0, origin: 1 });
		expect(bad.error().message).toMatch(/^RangeError: a is -1\n/);
	});

	test.each([
		[element(9), "input a has 1 items, and this is element 9"],
		[{ BATCH_JOB_ARRAY_INDEX_VAR_NAME: "NOWHERE" }, "the environment says no index of this map's element: NOWHERE="],
	])("an element that does not know its place: %o", async (env, text) => {
		const done = await run(program.addOne, { inputs: { a: list([int(1)]), b: int(1) }, env });
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
		expect(done.error().message).toContain(text);
	});

	test("a map's input that is no list", async () => {
		const done = await run(program.addOne, { inputs: { a: int(1), b: int(1) }, env: element(0) });
		expect(done.error().message).toMatch(/^input a of the map is of kind integer, not a list\n/);
	});
});

describe("errors of packaged code", () => {
	test("name places in the TypeScript source", async () => {
		const done = await run(program.fails);
		const { message } = done.error();
		expect(message).toMatch(/^TypeError: far down\n {4}at deep \(test\/entrypoint\/packaged-program\.ts:\d+:8\)\n/);
		expect(message).not.toMatch(/\.mjs|dist\//);
		const own = await run(program.failsItself);
		expect(own.error().message).toMatch(
			/^RangeError: right here\n {4}at test\/entrypoint\/packaged-program\.ts:\d+:8$/,
		);
	});

	test("a wrong output is the user's fault, and final", async () => {
		const done = await run(program.returnsWrong);
		expect(done.error()).toMatchObject({ code: "USER:TypeError", kind: 0, origin: 1 });
		expect(done.error().message).toContain("test.entrypoint.packaged-program.returnsWrong output o0");
	});

	test("a wrong input is the system's, and final", async () => {
		const done = await run(program.square, { inputs: { x: { kind: "string", value: "7" } } });
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
		expect(done.error().message).toContain("test.entrypoint.packaged-program.square input x");
		const none = await run(program.square);
		expect(none.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
		expect(none.error().message).toMatch(/square was given no input x/);
	});
});

describe("an eager task whose deployment does not answer", () => {
	test("fails by the system's fault, and is made again at its cost", async () => {
		const done = await run(program.asks, {
			inputs: { n: int(2) },
			env: {
				FLYTE_INTERNAL_EXECUTION_ID: "e1",
				FLYTE_INTERNAL_EXECUTION_PROJECT: "p",
				FLYTE_INTERNAL_EXECUTION_DOMAIN: "d",
				FLYTE_INTERNAL_TASK_VERSION: "v1",
				FLYTE_PLATFORM_URL: "127.0.0.1:1",
				FLYTE_PLATFORM_INSECURE: "true",
			},
		});
		expect(done.files, done.stderr).toEqual(["deck.html", "error.pb"]);
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 1, origin: 2 });
		expect(done.error().message).toMatch(/^cannot reach Flyte at dns:\/\/\/127\.0\.0\.1:1: \w+/);
	});
});

describe("large values", () => {
	test("are kept apart where the deployment asks for it, and read from there", async () => {
		const written = await run(program.long, { inputs: { n: int(300) }, env: { _F_L_MIN_SIZE_MB: "1" } });
		expect(written.files, written.stderr).toEqual(["o0_offloaded_metadata.pb", "outputs.pb"]);
		const literal = written.outputs().get("o0");
		if (literal?.kind !== "offloaded") throw new Error(`kept as ${literal?.kind}`);
		expect(literal.uri).toBe(join(written.out, "o0_offloaded_metadata.pb"));
		expect(literal.hash).toMatch(/^[A-Za-z0-9+/]{43}=$/);
		expect(literal.inferredType).toMatchObject({ kind: "collection" });
		const apart = written.bytes("o0_offloaded_metadata.pb");
		expect(literal.sizeBytes).toBe(BigInt(apart.length));
		expect(decodeLiteral(apart)).toMatchObject({ kind: "collection", items: { length: 300 } });
		const read = await run(program.count, { inputs: { texts: literal } });
		expect(read.outputs().get("o0")).toEqual(int(300));
		const item = await run(program.length, { inputs: { text: literal }, env: element(299) });
		expect(item.outputs().get("o0")).toEqual({ kind: "string", value: "abcdefghij".repeat(1000) });
	});

	test("stay where they are below the limit, and where nobody asks", async () => {
		const small = await run(program.long, { inputs: { n: int(3) }, env: { _F_L_MIN_SIZE_MB: "1" } });
		expect(small.files).toEqual(["outputs.pb"]);
		const unasked = await run(program.long, { inputs: { n: int(1100) } });
		expect(unasked.files).toEqual(["outputs.pb"]);
		expect(unasked.stderr).toMatch(/the outputs of .*long are 10\.5 MiB: Flyte reads no more than/);
	});

	test("beyond the limit are refused by name", async () => {
		const env = { _F_L_MIN_SIZE_MB: "0", _F_L_MAX_SIZE_MB: "1" };
		const done = await run(program.long, { inputs: { n: int(300) }, env });
		expect(done.files).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "USER:ValueError", kind: 0, origin: 1 });
		expect(done.error().message).toMatch(
			/^output o0 is too large: \d+ bytes, and the deployment takes less than 1048576\n/,
		);
	});

	test("whose file is gone are missed by URI", async () => {
		const uri = join(dirname(container.code), "gone.pb");
		const texts: Literal = { kind: "offloaded", uri, sizeBytes: 5n };
		const done = await run(program.count, { inputs: { texts } });
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 1, origin: 2 });
		expect(done.error().message).toContain(uri);
		writeFileSync(uri, "garbage");
		const garbage = await run(program.count, { inputs: { texts } });
		expect(garbage.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
	});
});
