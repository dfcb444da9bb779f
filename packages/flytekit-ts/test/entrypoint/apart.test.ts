import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Container } from "./container.js";

const container = new Container({
	"apart.mjs": `
import { writeFileSync } from "node:fs";
import { currentContext, flyte, RecoverableError, task } from "flytekit-ts";

const own = (body, options = {}) => task({ inputs: {}, outputs: flyte.int(), isolate: "process", ...options }, body);

export const fine = own(() => { console.log("from the child"); return process.ppid; });
export const aborts = own(() => process.abort());
export const kills = own(() => { process.kill(process.pid, "SIGKILL"); return new Promise(() => {}); });
export const exits = own(() => process.exit(3));
export const diesAfter = own(() => { process.on("exit", () => process.kill(process.pid, "SIGKILL")); return 7; });
export const failsAndDies = own(() => { process.on("exit", () => process.kill(process.pid, "SIGKILL")); throw new RecoverableError("again"); });
export const again = own(() => { throw new RecoverableError("again"); });
export const heap = own(() => { const all = []; for (;;) all.push(new Array(1000).fill({ a: 1 })); });
export const buffers = own(async () => {
	const all = [];
	for (;;) {
		all.push(Buffer.alloc(16 * 1024 * 1024, 1));
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}, { limits: { mem: "300Mi" } });
export const blocks = own(() => { writeFileSync(process.env.WITNESS, String(process.pid)); console.log("blocked"); for (;;); });
`,
});
afterAll(() => container.remove());

describe('isolate: "process" in a container', () => {
	test("runs the body in a process of its own, whose output is passed on", async () => {
		const { child, ended } = container.start(container.task("apart", "fine"));
		const done = await ended;
		expect(done.files, done.stderr).toEqual(["outputs.pb"]);
		expect(done.outputs().get("o0")).toEqual({ kind: "integer", value: BigInt(child.pid as number) });
		expect(done.stdout).toContain("from the child");
		expect(done.code).toBe(0);
	});

	test.each([
		["aborts", { code: "Interrupted", kind: 1, origin: 2 }, /^the process it ran in was ended by SIGABRT\n/],
		["kills", { code: "Interrupted", kind: 1, origin: 2 }, /^the process it ran in was ended by SIGKILL\n/],
		["exits", { code: "USER:RuntimeError", kind: 0, origin: 1 }, /^the task called process\.exit\(3\)\n/],
		["again", { code: "USER:RuntimeError", kind: 1, origin: 1 }, /^RecoverableError: again\n/],
		[
			"buffers",
			{ code: "OOMKilled", kind: 1, origin: 1 },
			/^it held [\d.]+ MiB of memory, more than its limit of 300 MiB/,
		],
	])("%s is answered", async (name, verdict, text) => {
		const done = await container.run(container.task("apart", name));
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject(verdict);
		expect(done.error().message).toMatch(text);
		expect(done.code).toBe(0);
	});

	test("a process that dies when it has answered leaves its answer, and that alone", async () => {
		const done = await container.run(container.task("apart", "diesAfter"));
		expect(done.files, done.stderr).toEqual(["outputs.pb"]);
		expect(done.outputs().get("o0")).toEqual({ kind: "integer", value: 7n });
		expect(done.code).toBe(0);
		const failed = await container.run(container.task("apart", "failsAndDies"));
		expect(failed.files, failed.stderr).toEqual(["error.pb"]);
		expect(failed.error()).toMatchObject({ code: "USER:RuntimeError", kind: 1, origin: 1 });
	});

	test("a full heap is answered", { timeout: 60_000 }, async () => {
		const env = { NODE_OPTIONS: "--max-old-space-size=64" };
		const done = await container.run(container.task("apart", "heap"), { env });
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "OOMKilled", kind: 1, origin: 1 });
		expect(done.error().message).toMatch(/^its heap was full, and Node ended the process\n/);
	});

	test("SIGTERM is answered though the body blocks, and nothing stays behind", async () => {
		const witness = container.write("witness", "");
		const { child, ended } = container.start(container.task("apart", "blocks"), { env: { WITNESS: witness } });
		await once(child.stdout as NodeJS.ReadableStream, "data");
		child.kill("SIGTERM");
		const done = await ended;
		expect(done.files).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 1, origin: 2 });
		expect(done.code).toBe(0);
		const body = Number(readFileSync(witness, "utf8"));
		expect(body).not.toBe(child.pid);
		await expect.poll(() => isAlive(body)).toBe(false);
	});
});

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
	} catch {
		return false;
	}
}
