import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Literal } from "../../src/types/literal.js";
import { encodeLiteralMap } from "../../src/wire/index.js";
import { Container } from "./container.js";

const container = new Container({
	"asks.mjs": `
import { currentContext, Deck, FlyteFile, flyte, RecoverableError, task } from "flytekit-ts";

export const facts = task({ inputs: {}, outputs: flyte.json() }, () => {
	const { executionId, attempt, rawOutputPrefix, flyte } = currentContext();
	return { executionId, attempt, raw: rawOutputPrefix.split("/").at(-1), flyte };
});

export const reads = task({ inputs: { file: flyte.file() }, outputs: flyte.string() }, ({ file }) => file.text());

export const finds = task({ inputs: {}, outputs: flyte.string() }, () => new FlyteFile("own.txt").text());

export const counts = task({ inputs: {}, outputs: flyte.int() }, async () => {
	const { checkpoint } = currentContext();
	const before = await checkpoint.read();
	const count = before === undefined ? 0 : Number(Buffer.from(before).toString());
	await checkpoint.write(String(count + 1));
	if (count < 1) throw new RecoverableError("again");
	return count;
});

export const shows = task({ inputs: {}, outputs: flyte.int(), enableDeck: true }, () => {
	new Deck("mine", "<b>" + currentContext().secrets.get("group", "key") + "</b>");
	return 3;
});

export const tells = task({ inputs: {}, outputs: flyte.int() }, () => {
	const { secrets, logger } = currentContext();
	const fromVariable = secrets.get("group", "key");
	const fromFile = secrets.get("group", "other");
	console.log("stdout", fromVariable, fromFile);
	logger.warn("log " + fromVariable, { fromFile });
	process.stderr.write(Buffer.from("bytes " + fromFile + "\\n"));
	throw new Error("cannot log in with " + fromVariable + " nor " + fromFile, { cause: new Error(fromFile) });
});
`,
});
afterAll(() => container.remove());

const facts = {
	FLYTE_INTERNAL_EXECUTION_ID: "f1",
	FLYTE_INTERNAL_EXECUTION_PROJECT: "p",
	FLYTE_INTERNAL_EXECUTION_DOMAIN: "d",
	FLYTE_INTERNAL_EXECUTION_WORKFLOW: "p:d:flows.main",
	FLYTE_INTERNAL_TASK_PROJECT: "p",
	FLYTE_INTERNAL_TASK_DOMAIN: "d",
	FLYTE_INTERNAL_TASK_NAME: "asks.facts",
	FLYTE_INTERNAL_TASK_VERSION: "v1",
	FLYTE_ATTEMPT_NUMBER: "2",
};

describe("a container's task", () => {
	test("knows its execution", async () => {
		const done = await container.run(container.task("asks", "facts"), { env: facts });
		expect(done.files, done.stderr).toEqual(["outputs.pb"]);
		const { decode } = await import("@msgpack/msgpack");
		const literal = done.outputs().get("o0");
		const value = literal?.kind === "binary" ? decode(literal.value) : literal;
		expect(value).toMatchObject({
			executionId: "f1",
			attempt: 2,
			raw: "raw",
			flyte: {
				execution: { project: "p", domain: "d", name: "f1" },
				workflow: "p:d:flows.main",
				task: { project: "p", domain: "d", name: "asks.facts", version: "v1" },
				outputPrefix: done.out,
			},
		});
	});

	test("goes on from the checkpoint of the attempt before", async () => {
		const place = (attempt: number) => join(container.root, `checkpoints/${attempt}/_flytecheckpoints`);
		const first = await container.run(container.task("asks", "counts"), {
			args: ["--checkpoint-path", place(0), "--prev-checkpoint", '""'],
		});
		expect(first.error()).toMatchObject({ code: "USER:RuntimeError", kind: 1 });
		const second = await container.run(container.task("asks", "counts"), {
			args: ["--checkpoint-path", place(1), "--prev-checkpoint", place(0)],
		});
		expect(second.outputs().get("o0")).toEqual({ kind: "integer", value: 1n });
		expect(readFileSync(join(place(1), "_dst_cp"), "utf8")).toBe("2");
	});

	test("that was given no place for a checkpoint is told so when it saves one", async () => {
		const done = await container.run(container.task("asks", "counts"), {
			args: ["--checkpoint-path", "{{.checkpointOutputPrefix}}", "--prev-checkpoint", "{{.prevCheckpointPrefix}}"],
		});
		expect(done.error().message).toMatch(/^the platform gave this attempt no place for a checkpoint\n {2}way out: /);
	});

	test("writes its deck beside its outputs", async () => {
		const done = await container.run(container.task("asks", "shows"), { env: { _FSEC_GROUP_KEY: "hunter2-deck" } });
		expect(done.files, done.stderr).toEqual(["deck.html", "outputs.pb"]);
		const page = Buffer.from(done.bytes("deck.html")).toString();
		expect(page).toContain("<b>******</b>");
		expect(page).not.toContain("hunter2");
	});

	test("tells no secret, wherever it writes it", async () => {
		const secrets = join(container.root, "secrets");
		mkdirSync(join(secrets, "group"), { recursive: true });
		writeFileSync(join(secrets, "group/other"), "file-secret-42\n");
		const done = await container.run(container.task("asks", "tells"), {
			env: { _FSEC_GROUP_KEY: "hunter2-secret", FLYTE_SECRETS_DEFAULT_DIR: secrets },
		});
		const all = [done.error().message, done.stdout, done.stderr];
		expect(done.error().message).toMatch(/^Error: cannot log in with \*{6} nor \*{6}\n/);
		expect(done.stdout).toContain("stdout ****** ******");
		expect(done.stderr).toContain("log ******");
		expect(done.stderr).toContain("bytes ******");
		for (const text of all) expect(text).not.toMatch(/hunter2|file-secret/);
	});
});

describe("files that values name", () => {
	const file = (uri: string): Literal => ({
		kind: "blob",
		uri,
		type: { kind: "blob", format: "", dimensionality: "single" },
	});
	const reads = (uri: string, env: Readonly<Record<string, string>> = {}) =>
		container.run(container.task("asks", "reads"), { inputs: { file: file(uri) }, env });

	test.each([
		[
			"file:///etc/passwd",
			/^may not read file:\/\/\/etc\/passwd: values may not lead to files of this machine, other than /,
		],
		["/etc/hostname", /^may not read \/etc\/hostname: values may not lead to files of this machine/],
		[
			"http://169.254.169.254/latest/",
			/^may not read http:\/\/169\.254\.169\.254\/latest\/: .* belongs to a metadata service/,
		],
		["gopher://host/x", /^nothing here can read gopher:\/\/host\/x: no store serves "gopher"/],
	])("%s is refused, for good", async (uri, text) => {
		const done = await reads(uri);
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ kind: 0, code: "USER:RuntimeError" });
		expect(done.error().message).toMatch(text);
	});

	test("are read where the task's environment allows it, and below the deployment's own places", async () => {
		const place = mkdtempSync(join(tmpdir(), "flyte-elsewhere-"));
		try {
			writeFileSync(join(place, "a"), "content");
			const refused = await reads(join(place, "a"));
			expect(refused.error().message).toMatch(/the variable FLYTE_ALLOWED_URIS names/);
			const allowed = await reads(join(place, "a"), { FLYTE_ALLOWED_URIS: place });
			expect(allowed.outputs().get("o0")).toEqual({ kind: "string", value: "content" });
		} finally {
			rmSync(place, { recursive: true });
		}
		const out = join(container.root, "own-place");
		writeFileSync(join(container.root, "shared"), "own");
		writeFileSync(
			join(container.root, "in.pb"),
			encodeLiteralMap(new Map([["file", file(join(container.root, "shared"))]])),
		);
		const args = ["--inputs", join(container.root, "in.pb"), "--output-prefix", out];
		const done = await container.runAt([...args, ...container.task("asks", "reads")], out);
		expect(done.outputs().get("o0"), done.stderr).toEqual({ kind: "string", value: "own" });
	});

	test("are the code's own business where it opens them by path", async () => {
		container.write("own.txt", "mine");
		const done = await container.run(container.task("asks", "finds"));
		expect(done.outputs().get("o0"), done.stderr).toEqual({ kind: "string", value: "mine" });
	});
});
