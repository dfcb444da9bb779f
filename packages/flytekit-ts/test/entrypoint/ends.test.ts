import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Container } from "./container.js";

const container = new Container({
	"ends.mjs": `
import { appendFileSync } from "node:fs";
import { currentContext, flyte, RecoverableError, task } from "flytekit-ts";

const ending = (body, options = {}) => task({ inputs: {}, outputs: flyte.int(), ...options }, body);
const rejectLater = (thrown) => void Promise.reject(thrown);

export const throwsUndefined = ending(() => { throw undefined; });
export const throwsProxy = ending(() => {
	const { proxy, revoke } = Proxy.revocable({}, {});
	revoke();
	throw proxy;
});
export const throwsGetters = ending(() => { throw { get message() { throw 1; }, get stack() { throw 2; } }; });
export const throwsCircle = ending(() => {
	const error = new Error("round");
	error.cause = error;
	throw error;
});
export const recoverable = ending(() => { throw new RecoverableError("again"); });
export const neverResolves = ending(() => new Promise(() => {}));
export const neverInTime = ending(() => new Promise(() => {}), { timeout: "1s" });
export const tells = ending(() => new Promise(() => {
	const { signal } = currentContext();
	signal.addEventListener("abort", () => appendFileSync(process.env.WITNESS, signal.reason.message));
}), { timeout: "1s" });
export const deaf = ending(() => { process.removeAllListeners(); return new Promise(() => {}); });
export const exits0 = ending(() => process.exit(0));
export const exits3 = ending(async () => {
	await new Promise((resolve) => setTimeout(resolve, 1));
	try { process.exit(3); } catch {}
	return 1;
});
export const exitsInTimer = ending(() => new Promise(() => { setTimeout(() => process.exit(7), 1); }));
export const rejects = ending(async () => {
	rejectLater(new TypeError("nobody listens"));
	await new Promise((resolve) => setTimeout(resolve, 1000));
	return 1;
});
export const throwsInTimer = ending(() => new Promise(() => { setTimeout(() => { throw new TypeError("late"); }, 1); }));
export const rejectsAfterResult = ending(() => { setImmediate(() => rejectLater(new Error("too late"))); return 5; });
export const leavesTimer = ending(() => { setInterval(() => {}, 1000); return 5; });
export const waits = ending(async () => {
	const { signal } = currentContext();
	console.log("waiting");
	await new Promise((resolve) => signal.addEventListener("abort", () => setTimeout(resolve, 50)) ?? setInterval(() => {}, 1000));
	appendFileSync(process.env.WITNESS, "cleaned up");
	return 1;
});
export const prints = ending(() => {
	for (let i = 0; i < 20_000; i++) console.log("a line that nobody reads " + i);
	return 5;
});
export const kills = ending(() => { process.kill(process.pid, "SIGKILL"); return new Promise(() => {}); });
`,
	"hangs.mjs": "await new Promise(() => {});\nexport const t = 1;\n",
	"leaves.mjs": "process.exit(0);\n",
});
afterAll(() => container.remove());

const USER = { code: "USER:RuntimeError", kind: 0, origin: 1 };

describe("every end of user code is answered", () => {
	test.each([
		["throwsUndefined", USER, /^thrown value: undefined$/],
		["throwsProxy", USER, /^thrown value: a value that cannot be /],
		["throwsGetters", USER, /^thrown value: /],
		["throwsCircle", USER, /^Error: round\n {4}at .*ends\.mjs:\d+:\d+\)?/],
		["recoverable", { ...USER, kind: 1 }, /^RecoverableError: again\n/],
		["neverResolves", USER, /^the task ended without a result: its promise was never settled/],
		["exits0", USER, /^the task called process\.exit\(0\)\n {2}at .*ends\.mjs:\d+:\d+\n {2}way out: return a value/],
		["exits3", USER, /^the task called process\.exit\(3\)\n/],
		["exitsInTimer", USER, /^the task called process\.exit\(7\)\n/],
		["rejects", USER, /^TypeError: nobody listens\n/],
		["throwsInTimer", USER, /^TypeError: late\n/],
	])("%s", async (name, verdict, text) => {
		const done = await container.run(container.task("ends", name));
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject(verdict);
		expect(done.error().message).toMatch(text);
		expect([done.code, done.signal]).toEqual([0, null]);
	});

	test("a promise that never settles is left to Flyte until the task's timeout is over, then ends as Flyte calls it", async () => {
		const started = performance.now();
		const done = await container.run(container.task("ends", "neverInTime"));
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "TimeoutExpired", kind: 1, origin: 1 });
		expect(done.error().message).toBe(
			"the task took longer than its timeout of 1 s: its promise was never settled, and nothing is left that could settle it\n" +
				"  way out: look for a promise whose resolve is never called, or a callback that is never reached",
		);
		expect(performance.now() - started).toBeGreaterThan(1900);
	});

	test("the body of an attempt beyond its time is told why", async () => {
		const witness = container.write("told", "");
		await container.run(container.task("ends", "tells"), { env: { WITNESS: witness } });
		expect(readFileSync(witness, "utf8")).toMatch(/^the task took longer than its timeout of 1 s/);
	});

	test.each(["rejectsAfterResult", "leavesTimer", "prints"])("%s has its result", async (name) => {
		const { child, ended } = container.start(container.task("ends", name));
		if (name === "prints") child.stdout?.destroy(); // EPIPE
		const done = await ended;
		expect(done.files, done.stderr).toEqual(["outputs.pb"]);
		expect(done.outputs().get("o0")).toEqual({ kind: "integer", value: 5n });
		expect(done.code).toBe(0);
	});

	test("SIGTERM: the attempt may be made again at the system's cost, and the body may clean up", async () => {
		const witness = container.write("witness", "");
		const { child, ended } = container.start(container.task("ends", "waits"), { env: { WITNESS: witness } });
		await once(child.stdout as NodeJS.ReadableStream, "data");
		child.kill("SIGTERM");
		const done = await ended;
		expect(done.files).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "SYSTEM", kind: 1, origin: 2 });
		expect(done.error().message).toMatch(/^the container was told to stop \(SIGTERM\)/);
		expect(done.code).toBe(0);
		expect(readFileSync(witness, "utf8")).toBe("cleaned up");
	});

	test("SIGKILL leaves nothing, and no half file", async () => {
		const done = await container.run(container.task("ends", "kills"));
		expect(done.signal).toBe("SIGKILL");
		expect(done.files).toEqual([]);
	});

	test("a body that takes away what watches it leaves nothing, and an exit code that says so", async () => {
		const done = await container.run(container.task("ends", "deaf"));
		expect([done.files, done.code]).toEqual([[], 1]);
	});

	test.each([
		["hangs", /^the module of the task awaits something at its top level that nothing can settle/],
		["leaves", /^the task called process\.exit\(0\)/],
	])("a module that %s while it is loaded", async (module, text) => {
		const done = await container.run(container.task(module, "t"));
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject(USER);
		expect(done.error().message).toMatch(text);
	});

	test("the task is named where Flyte says its name", async () => {
		const env = { FLYTE_INTERNAL_TASK_NAME: "etl.load" };
		const done = await container.run(container.task("ends", "neverResolves"), { env });
		expect(done.error().message).toMatch(/^etl\.load ended without a result/);
	});

	test("FLYTE_FAIL_ON_ERROR asks for an exit code, and several workers for a file each", async () => {
		const env = { FLYTE_FAIL_ON_ERROR: "true", _F_DES: "EARLIEST", _F_WN: "worker-3" };
		const done = await container.run(container.task("ends", "throwsUndefined"), { env });
		expect(done.code).toBe(1);
		expect(done.files).toEqual([expect.stringMatching(/^error-[0-9a-f]{32}\.pb$/)]);
	});
});
