import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BlobStore } from "../../src/context/ports/index.js";
import { buildCode } from "../../src/loader/packaging/build-code.js";
import { writeCode } from "../../src/loader/packaging/write-code.js";
import { azureStore } from "../../src/storage/azure/index.js";
import type { Environment } from "../../src/storage/environment.js";
import { gcsStore } from "../../src/storage/gcs/index.js";
import { s3Store } from "../../src/storage/s3/index.js";
import type { Literal } from "../../src/types/literal.js";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import { decodeErrorDocument, decodeLiteralMap, encodeLiteralMap } from "../../src/wire/index.js";
import { Container } from "../entrypoint/container.js";
import { azuriteEnvironment, createContainer } from "./azurite.js";
import { FaultProxy } from "./fault-proxy.js";
import { serverUrl } from "./server-url.js";

const packaged = new Container();
/** A container whose inputs and answers are in a store of the network: exactly one answer, whole, whatever the body does. */
const container = new Container({
	"answers.mjs": `
import { flyte, task } from "flytekit-ts";

export const half = task({ inputs: { n: flyte.int() }, outputs: flyte.int() }, ({ n }) => {
	if (n % 2 !== 0) throw new RangeError(n + " is odd");
	return n / 2;
});
export const long = task({ inputs: { n: flyte.int() }, outputs: flyte.string() }, ({ n }) => "x".repeat(n));
export const copied = task({ inputs: { n: flyte.int() }, outputs: flyte.file() }, async ({ n }) => {
	const { FlyteFile } = await import("flytekit-ts");
	return FlyteFile.newRemote("digits.txt").write(new TextEncoder().encode("7".repeat(n)));
});
`,
});
beforeAll(async () => {
	const source = fileURLToPath(new URL("../entrypoint/packaged-program.ts", import.meta.url));
	const { files } = await buildCode([source], { root: fileURLToPath(new URL("../../", import.meta.url)) });
	writeCode(files, packaged.code);
});
afterAll(() => {
	container.remove();
	packaged.remove();
});

interface Protocol {
	readonly title: string;
	readonly name: "s3" | "gcs" | "azure";
	readonly base: string;
	/** The environment of a container that asks at `url`. */
	readonly env: (url: string) => Readonly<Record<string, string>>;
	readonly make: (env: Environment) => Promise<BlobStore>;
	readonly bucket: (url: string) => Promise<unknown>;
}

const protocols: readonly Protocol[] = [
	{
		title: "S3",
		name: "s3",
		base: "s3://answers",
		env: (url) => ({ FLYTE_AWS_ENDPOINT: url, FLYTE_AWS_ACCESS_KEY_ID: "id", FLYTE_AWS_SECRET_ACCESS_KEY: "secret" }),
		make: s3Store,
		bucket: (url) => fetch(`${url}/answers`, { method: "PUT" }),
	},
	{
		title: "Google Cloud Storage",
		name: "gcs",
		base: "gs://answers",
		env: (url) => ({ STORAGE_EMULATOR_HOST: url }),
		make: gcsStore,
		bucket: (url) =>
			fetch(`${url}/storage/v1/b?project=test`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ name: "answers" }),
			}),
	},
	{
		title: "Azure",
		name: "azure",
		base: "abfs://answers",
		env: azuriteEnvironment,
		make: azureStore,
		bucket: () => createContainer(azuriteEnvironment(), "answers"),
	},
];

describe.each(protocols)("the answer of a container on $title", ({ name, base, env, make, bucket }) => {
	let store: BlobStore;
	let runs = 0;
	beforeAll(async () => {
		await bucket(serverUrl(name));
		store = await make({ HOME: "/nonexistent", ...env(serverUrl(name)) });
	});

	/** Names of what the container left, and how to read it. */
	async function run(task: string, n: number, more: Readonly<Record<string, string>> = {}, module = "answers") {
		const place = `${base}/${runs++}`;
		const inputs = new Map<string, Literal>([["n", { kind: "integer", value: BigInt(n) }]]);
		await store.write(`${place}/inputs.pb`, encodeLiteralMap(inputs));
		const args = ["--inputs", `${place}/inputs.pb`, "--output-prefix", `${place}/out`];
		const raw = ["--raw-output-data-prefix", `${place}/raw`];
		const variables = { ...process.env, ...env(serverUrl(name)), ...more } as Record<string, string>;
		const where = module === "answers" ? container : packaged;
		const all = [...args, ...raw, ...where.task(module, task)];
		const ended = await where.runAt(all, "", undefined, variables);
		expect(ended.code, ended.stderr).toBe(0);
		const found = await store.list(`${place}/out`);
		return {
			files: found.map((uri) => uri.slice(`${place}/out/`.length)),
			read: (name: string) => store.read(`${place}/out/${name}`),
			raw: () => store.list(`${place}/raw`),
		};
	}

	it("is outputs.pb, with a file beside the raw outputs where the body made one", async () => {
		const { files, read } = await run("half", 4);
		expect(files).toEqual(["outputs.pb"]);
		expect(decodeLiteralMap(await read("outputs.pb")).get("o0")).toEqual({ kind: "integer", value: 2n });
		const file = await run("copied", 3);
		const blob = decodeLiteralMap(await file.read("outputs.pb")).get("o0");
		expect(blob).toMatchObject({ kind: "blob", uri: expect.stringMatching(/\/raw\/.*digits\.txt$/) });
		const [made = ""] = await file.raw();
		expect(new TextDecoder().decode(await store.read(made))).toBe("777");
	});

	it("is error.pb where it throws", async () => {
		const { files, read } = await run("half", 3);
		expect(files).toEqual(["error.pb"]);
		expect(decodeErrorDocument(await read("error.pb"))).toMatchObject({
			code: "USER:RuntimeError",
			message: expect.stringMatching(/^RangeError: 3 is odd\n {4}at /),
		});
	});

	it("is futures.pb of a dynamic", async () => {
		const { files, read } = await run(
			"squares",
			3,
			{ FLYTE_INTERNAL_IMAGE: "a/b:v1" },
			"test.entrypoint.packaged-program",
		);
		expect(files).toEqual(["futures.pb"]);
		expect(DynamicJobSpec.decode(await read("futures.pb")).nodes.length).toBeGreaterThan(0);
	});

	it("is error.pb alone where nobody heard that outputs.pb was stored", { timeout: 60_000 }, async () => {
		const proxy = await FaultProxy.start(serverUrl(name));
		try {
			proxy.fault = ({ method, path }) =>
				method !== "DELETE" && method !== "GET" && method !== "HEAD" && path.includes("outputs.pb")
					? "lost"
					: undefined;
			const { files, read } = await run("half", 4, env(proxy.url));
			expect(proxy.requests.filter(({ path }) => path.includes("outputs.pb")).length).toBeGreaterThan(2);
			expect(files).toEqual(["error.pb"]);
			expect(decodeErrorDocument(await read("error.pb"))).toMatchObject({ code: "SYSTEM", recoverable: true });
		} finally {
			await proxy.stop();
		}
	});

	it("is outputs.pb and the large value that it names", async () => {
		const { files, read } = await run("long", 1_500_000, { _F_L_MIN_SIZE_MB: "1" });
		expect(files).toEqual(["o0_offloaded_metadata.pb", "outputs.pb"]);
		expect(decodeLiteralMap(await read("outputs.pb")).get("o0")).toMatchObject({ kind: "offloaded" });
	});
});
