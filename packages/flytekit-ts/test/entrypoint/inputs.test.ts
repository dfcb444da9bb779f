import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { encode } from "@msgpack/msgpack";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executeArguments } from "../../src/entrypoint/arguments.js";
import { openCode } from "../../src/entrypoint/code.js";
import { containerError } from "../../src/entrypoint/container-error.js";
import { flyteEnvironment } from "../../src/entrypoint/environment.js";
import { AttemptFailure } from "../../src/entrypoint/failure.js";
import { type LoadedTask, loadTask } from "../../src/entrypoint/load-task.js";
import { runLoaded } from "../../src/entrypoint/run-attempt.js";
import { MemoryBlobStore } from "../../src/storage/memory-store.js";
import { seededRandom } from "../../src/testing/seeded-random.js";
import { literalTypeOf } from "../../src/types/index.js";
import type { Literal } from "../../src/types/literal.js";
import type { LiteralType } from "../../src/types/literal-type.js";
import { type ContainerError, encodeLiteral, encodeLiteralMap } from "../../src/wire/index.js";
import { Container } from "./container.js";

const container = new Container({
	"takes.mjs": `
import { flyte, task } from "flytekit-ts";

export const all = task({
	inputs: {
		n: flyte.int(),
		ratio: flyte.float(),
		name: flyte.string(),
		at: flyte.timestamp(),
		took: flyte.duration(),
		names: flyte.list(flyte.string()),
		sizes: flyte.record(flyte.int()),
		who: flyte.struct({ name: flyte.string(), age: flyte.int() }),
		maybe: flyte.union(flyte.string(), flyte.int()),
		csv: flyte.file("csv"),
	},
	outputs: flyte.int(),
}, ({ n }) => n);

export const length = task({ inputs: { text: flyte.string() }, outputs: flyte.int() }, ({ text }) => text.length);
`,
});
afterAll(() => container.remove());

const URI = "mem://inputs/x/inputs.pb";
const blobs = new MemoryBlobStore();
let good: Uint8Array;
let loaded: LoadedTask | undefined;

beforeAll(() => {
	const union = literalTypeOf({ kind: "union", variants: [{ kind: "string" }, { kind: "int", native: "number" }] });
	const int = union.kind === "union" ? (union.variants[1] as LiteralType) : union;
	const inputs = new Map<string, Literal>([
		["n", { kind: "integer", value: -(2n ** 40n) }],
		["ratio", { kind: "float", value: 0.1 }],
		["name", { kind: "string", value: "Zoë 日本" }],
		["at", { kind: "datetime", seconds: 1_700_000_000n, nanos: 123_456_000 }],
		["took", { kind: "duration", seconds: 90n, nanos: 5 }],
		["names", { kind: "collection", items: ["a", "b", "c"].map((value): Literal => ({ kind: "string", value })) }],
		["sizes", { kind: "map", entries: new Map<string, Literal>([["k", { kind: "integer", value: 1n }]]) }],
		["who", { kind: "binary", value: encode({ name: "Ada", age: 36 }), tag: "msgpack" }],
		["maybe", { kind: "union", value: { kind: "integer", value: 5n }, type: int }],
		["csv", { kind: "blob", uri: "mem://raw/a.csv", type: { kind: "blob", format: "csv", dimensionality: "single" } }],
	]);
	good = encodeLiteralMap(inputs);
});

/** One attempt in this process: what it left, or what error.pb would say. */
async function attempt(bytes: Uint8Array): Promise<readonly string[] | ContainerError> {
	await blobs.write(URI, bytes);
	const flyte = flyteEnvironment({});
	const args = executeArguments("tsflyte-execute", {
		options: new Map([
			["inputs", URI],
			["output-prefix", "mem://out"],
			["resolver", "flytekit-ts.default"],
		]),
		rest: ["task-module", "takes", "task-name", "all"],
	});
	const { signal } = new AbortController();
	const around = { args, flyte, env: {}, folder: container.code, blobs, signal, scratch: "/nowhere" };
	try {
		loaded ??= await loadTask(openCode(container.code), args.resolver, args.resolverArgs);
		const answer = await runLoaded(loaded, { ...around, progress: { phase: "read" } });
		return answer.map(([name]) => name);
	} catch (failure) {
		if (!(failure instanceof AttemptFailure)) throw failure;
		return containerError(failure, { worker: "", now: 0 });
	}
}

/** What an answer to damaged inputs must be; counts which it was. */
function check(answer: readonly string[] | ContainerError, seen: { read: number; undecoded: number; unfit: number }) {
	if (Array.isArray(answer)) {
		expect(answer).toEqual(["outputs.pb"]);
		seen.read++;
		return;
	}
	const error = answer as ContainerError;
	expect(error).toMatchObject({ code: "SYSTEM", origin: "system", recoverable: false });
	if (error.message.startsWith("the inputs at ")) {
		expect(error.message).toMatch(
			/^the inputs at mem:\/\/inputs\/x\/inputs\.pb are no LiteralMap: .*, at byte \d+ of \d+, in LiteralMap/,
		);
		seen.undecoded++;
	} else {
		expect(error.message).toContain("takes.all");
		seen.unfit++;
	}
}

describe("inputs.pb that is damaged", () => {
	test("as it was written it is read", async () => {
		expect(await attempt(good)).toEqual(["outputs.pb"]);
	});

	test("cut at every byte", async () => {
		const seen = { read: 0, undecoded: 0, unfit: 0 };
		for (let end = 0; end < good.length; end++) check(await attempt(good.subarray(0, end)), seen);
		expect(seen.read).toBe(0);
		expect(seen.undecoded).toBeGreaterThan(good.length / 2);
		expect(seen.unfit).toBeGreaterThan(5);
	});

	test("20,000 mutations", { timeout: 120_000 }, async () => {
		const random = seededRandom(34);
		const below = (n: number) => Math.floor(random.next() * n);
		const seen = { read: 0, undecoded: 0, unfit: 0 };
		for (let i = 0; i < 20_000; i++) {
			const bytes = Uint8Array.from(good);
			for (let left = 1 + below(3); left > 0; left--) {
				const at = below(bytes.length);
				const kind = below(3);
				if (kind === 0) bytes[at] = below(256);
				else if (kind === 1) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
				else bytes.copyWithin(at, below(bytes.length), below(bytes.length));
			}
			check(await attempt(bytes), seen);
		}
		for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
	});

	test("in a process of its own: empty, garbage, missing", async () => {
		const loader = container.task("takes", "all");
		const empty = await container.run(loader, { inputs: new Uint8Array() });
		expect(empty.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
		expect(empty.error().message).toMatch(/^takes\.all was given no input n\n/);
		const random = seededRandom(7);
		const garbage = await container.run(loader, {
			inputs: Uint8Array.from({ length: 1024 }, () => random.next() * 256),
		});
		expect(garbage.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
		expect(garbage.error().message).toMatch(
			/^the inputs at \/.*\/inputs\.pb are no LiteralMap: .*, at byte \d+ of 1024/,
		);
		const missing = await container.run(loader, { inputs: null });
		expect(missing.error()).toMatchObject({ code: "SYSTEM", kind: 1, origin: 2 });
		expect(missing.error().message).toMatch(/^no file at \/.*\/inputs\.pb\n/);
	});

	test("100 MB of it, sound and not", { timeout: 120_000 }, async () => {
		const loader = container.task("takes", "length");
		const sound = await container.run(loader, { inputs: { text: { kind: "string", value: "x".repeat(100_000_000) } } });
		expect(sound.outputs().get("o0"), sound.stderr).toEqual({ kind: "integer", value: 100_000_000n });
		const unsound = encodeLiteral({ kind: "string", value: "x".repeat(100_000_000) });
		const done = await container.run(loader, { inputs: unsound });
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
		expect(done.error().message.length).toBeLessThan(2000);
	});
});

describe("stores that fail", () => {
	const loader = container.task("takes", "length");
	const at = (inputs: string, out: string) => ["--inputs", inputs, "--output-prefix", out, ...loader];

	test("a server's answer is named with the URI, not with its signature", async () => {
		let asked = 0;
		const text = encodeLiteralMap(new Map([["text", { kind: "string", value: "four" }]]));
		const server = createServer((request, response) => {
			if (request.url?.startsWith("/flaky") && asked++ > 0) {
				response.writeHead(200, { "content-length": text.length }).end(text);
				return;
			}
			response.writeHead(Number(request.url?.split("/")[2]?.slice(0, 3))).end();
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		try {
			const out = join(container.root, "http");
			const forbidden = await container.runAt(at(`${host}/bad/403?X-Amz-Signature=abc123`, out), out);
			expect(forbidden.error()).toMatchObject({ code: "SYSTEM", origin: 2 });
			expect(forbidden.error().message).toContain(`${host}/bad/403`);
			expect(forbidden.error().message + forbidden.stderr).not.toContain("abc123");
			const missing = await container.runAt(at(`${host}/bad/404`, out), out);
			expect(missing.error()).toMatchObject({ code: "SYSTEM", kind: 1, origin: 2 });
			const flaky = await container.runAt(at(`${host}/flaky/503`, join(out, "flaky")), join(out, "flaky"));
			expect(flaky.outputs().get("o0"), flaky.stderr).toEqual({ kind: "integer", value: 4n });
			expect(asked).toBe(2);
		} finally {
			server.close();
			server.closeAllConnections();
		}
	});

	test("a scheme that nothing serves is final", async () => {
		const out = join(container.root, "scheme");
		const done = await container.runAt(at("ftp://host/inputs.pb", out), out);
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 0, origin: 2 });
		expect(done.error().message).toMatch(/^nothing here can read ftp:\/\/host\/inputs\.pb: no store serves "ftp"/);
	});

	test("an output prefix that cannot be written is told on stderr, with exit code 1", async () => {
		const inputs = join(container.root, "in.pb");
		writeFileSync(inputs, encodeLiteralMap(new Map([["text", { kind: "string", value: "four" }]])));
		const file = join(container.root, "a-file");
		writeFileSync(file, "");
		const done = await container.runAt(at(inputs, join(file, "out")), join(file, "out"));
		expect(done.code).toBe(1);
		expect(done.stderr).toMatch(/cannot write .*a-file\/out\/error\.pb: (?:ENOTDIR|EEXIST)/);
	});

	test("outputs that cannot be written, where an error can", async () => {
		const inputs = join(container.root, "in.pb");
		const out = join(container.root, "half");
		mkdirSync(join(out, "outputs.pb"), { recursive: true });
		chmodSync(out, 0o755);
		const done = await container.runAt(at(inputs, out), out);
		expect(done.files).toContain("error.pb");
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 1, origin: 2 });
		expect(done.error().message).toMatch(/^cannot write .*half\/outputs\.pb: EISDIR/);
		expect(done.code).toBe(0);
	});
});
