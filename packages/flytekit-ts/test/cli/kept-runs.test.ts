import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/engine/index.js";
import { idIn, Project } from "./project.js";

const PROGRAM = `
import { existsSync } from "node:fs";
import { approve, currentContext, dynamic, type Inputs, type Int, RecoverableError, task, waitForInput, workflow } from "flytekit-ts";
import { flyte } from "flytekit-ts";

export const step = task(({ i }: { i: Int }): Int => {
	console.log("step", { i });
	return i;
});
let tries = 0;
export const flaky = task({ retries: 2 }, ({ i }: { i: Int }): Int => {
	console.error("attempt", tries);
	if (tries++ === 0) throw new RecoverableError("not yet");
	return i;
});
export const apart = task({ isolate: "thread" }, ({ i }: { i: Int }): Int => {
	process.stdout.write("from a thread\\n");
	if (i > 100) throw new Error("too much: " + i);
	return i;
});
export const sum = task(({ v }: { v: Int[] }): Int => v.reduce((a, b) => a + b, 0) as Int);
export const dyn = dynamic(({ n, last }: { n: Int; last: Int }) =>
	sum({ v: [...Array.from({ length: n }, (_, i) => step({ i })), flaky({ i: 3 }), apart({ i: last })] }),
);
export const main = workflow(({ n, last }: Inputs<{ n: Int; last: Int }>) => dyn({ n, last }));
export const gated = workflow(({ n }: Inputs<{ n: Int }>) => {
	const more = waitForInput("more", flyte.int(), "1h");
	return sum({ v: [approve(step({ i: n }), "go", "1h"), more] });
});
export const page = task({ enableDeck: true }, (): void => {
	currentContext().defaultDeck.append("<b>seen</b>");
});
export const pages = workflow(() => page());
export const waits = task(async (_: { n: Int }): Promise<Int> => {
	console.log("waits");
	const { signal } = currentContext();
	while (!existsSync("go")) {
		signal.throwIfAborted();
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return 1;
});
`;

let project: Project;
let failed: string;
beforeAll(async () => {
	project = new Project({ "main.ts": PROGRAM });
	const run = await project.call(["run", "main.ts", "main", "--n", "20", "--last", "200"]);
	expect(run.code).toBe(1);
	failed = idIn(run.stderr);
});
afterAll(() => project.end());

const out = async (...args: string[]) => {
	const { code, stdout, stderr } = await project.call(args);
	expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
	return stdout;
};

describe("runs that are kept", () => {
	it("runs lists them, by state and name too", async () => {
		await project.call(["run", "main.ts", "step", "--i", "1", "--quiet"]);
		const all = JSON.parse(await out("runs", "--json")) as { id: string; state: string; name: string }[];
		expect(all.map(({ name, state }) => [name, state])).toEqual([
			["main.step", "succeeded"],
			["main.main", "failed"],
		]);
		expect(await out("runs", "--state", "failed")).toMatch(
			new RegExp(`^id .*\n${failed} +failed +main\\.main +\\d{4}-.* s +main\\.ts\n$`),
		);
		expect(JSON.parse(await out("runs", "--name", "step", "--json"))).toHaveLength(1);
		expect((await project.call(["runs", "--state", "odd"])).stderr).toContain("--state is one of running,");
	});

	it("show draws the tree: equal rows folded, attempts, errors with their source, what never ran", async () => {
		const text = await out("show", failed);
		expect(text).toMatch(/^ {4}dn0\.\.dn19 {2}main\.step {2}20 succeeded, .* each$/m);
		expect(text).toMatch(/^ {4}dn20 {2}main\.flaky {2}succeeded, .*, 2 attempts$/m);
		expect(text).toContain("attempt 1 failed: RecoverableError: not yet");
		expect(text).toMatch(/> \d+ \|.*throw new Error\("too much: " \+ i\)/);
		expect(text).toMatch(/dn22 {2}main\.sum {2}skipped/);
		expect(text).toContain('inputs  {"last":200,"n":20}');
		expect(text).toContain(`tsflyte recover ${failed}`);
		expect(await out("show", failed, "--all")).toMatch(/^ {4}dn7 {2}main\.step {2}succeeded/m);
	});

	it("show says where the deck of a task is, alone and as a node", async () => {
		const at = async (entity: string, ...node: string[]) => {
			const id = idIn((await project.call(["run", "main.ts", entity])).stderr);
			const { deckUri } = JSON.parse(await out("show", id, ...node, "--json")) as { deckUri?: string };
			expect(await out("show", id, ...node)).toContain(`deck    ${deckUri}\n`);
			return readFileSync(fileURLToPath(deckUri as string), "utf8");
		};
		expect(await at("page")).toContain("<b>seen</b>");
		expect(await at("pages", "n0")).toContain("<b>seen</b>");
		expect(await out("show", failed, "n0/dn7", "--json")).toContain('"deckUri": null');
	});

	it("show has values of a node, typed, and all of it as JSON", async () => {
		expect(await out("show", failed, "n0/dn7")).toMatch(/inputs {2}\{"i":7\}\noutputs \{"o0":7\}\n$/);
		const node = JSON.parse(await out("show", failed, "main/n0/dn21", "--json"));
		expect(node).toMatchObject({ name: "main.apart", state: "failed", inputs: { i: 200 }, outputs: null });
		expect(node.error.message).toContain("too much: 200");
		const run = JSON.parse(await out("show", failed, "--json"));
		expect(run).toMatchObject({ id: failed, state: "failed", inputs: { n: 20, last: 200 }, outputs: null });
		expect(run.nodes[0].nodes).toHaveLength(23);
		const { code, stderr } = await project.call(["show", failed, "n0/dn99"]);
		expect(code).toBe(1);
		expect(stderr).toContain('has no node "main/n0/dn99"');
	});

	it("logs has what tasks wrote, attempt by attempt, here and apart", async () => {
		expect(await out("logs", failed, "n0/dn7")).toBe("step { i: 7 }\n");
		expect(await out("logs", failed, "n0/dn20")).toBe("attempt 0\nattempt 1\n");
		expect(await out("logs", failed, "n0/dn20", "--attempt", "2")).toBe("attempt 1\n");
		expect(await out("logs", failed, "n0/dn21")).toBe("from a thread\n");
		const lines = (await out("logs", failed, "--json")).trim().split("\n");
		expect(lines.map((line) => JSON.parse(line))).toContainEqual(
			expect.objectContaining({ path: "main/n0/dn20", attempt: 1, stream: "stderr", text: "attempt 1\n" }),
		);
		expect((await project.call(["logs", failed, "n9"])).stderr).toContain('has no node "main/n9"');
	});

	it("signal answers gates of another process, typed", async () => {
		let answered: Promise<unknown> | undefined;
		const answers: string[] = [];
		const say = async () => {
			answers.push(await out("signal", "--json"));
			answers.push((await project.call(["signal", "latest", "more", "--value", '"x"'])).stderr);
			answers.push((await project.call(["signal", "latest", "mroe", "--value", "1"])).stderr);
			await out("signal", "latest", "more", "--value", "30");
			await out("signal", "latest", "go", "--approve");
		};
		const run = await project.call(["run", "main.ts", "gated", "--n", "12"], {
			onStderr(text) {
				if (text.includes("more --value JSON") && text.includes("go --approve")) answered ??= say();
			},
		});
		await answered;
		expect(run).toMatchObject({ code: 0, stdout: "42\n" });
		const [waiting = "", unfit, unknown] = answers;
		expect(JSON.parse(waiting)).toContainEqual({ gate: "more", node: "gated/n0", asks: "signal", type: "Int" });
		expect(unfit).toContain("--value");
		expect(unknown).toContain("did you mean more?");
	});

	it("abort stops a run of another process, which recover goes on with", async () => {
		let aborted: Promise<unknown> | undefined;
		const run = await project.call(["run", "main.ts", "waits", "--n", "1"], {
			onStderr(text) {
				if (text.includes("started")) aborted ??= project.call(["abort"]);
			},
		});
		project.write("go", "");
		expect(run.stderr).toContain("go on with it: tsflyte recover ");
		expect(run.code).toBe(130);
		expect(await aborted).toMatchObject({ code: 0, stderr: expect.stringMatching(/ is aborted\n$/) });
		expect(await out("recover", "--quiet")).toBe("1\n");
		expect((await project.call(["abort"])).stderr).toContain("had ended already, and is succeeded");
	});

	it("run --events is one stream of JSON lines, the result last", async () => {
		const lines = (await out("run", "main.ts", "main", "--n", "2", "--last", "5", "--events")).trim().split("\n");
		const events = lines.map((line) => JSON.parse(line)) as RunEvent[];
		expect(events.at(0)).toMatchObject({ type: "runStarted", name: "main.main" });
		expect(events.at(-2)).toMatchObject({ type: "runFinished", phase: "succeeded" });
		expect(events.at(-1)).toEqual({ type: "result", outputs: 9 });
		expect(events).toContainEqual(expect.objectContaining({ type: "nodeSucceeded", path: "main/n0/dn1" }));
		expect(events).toContainEqual(expect.objectContaining({ type: "attemptLog", text: "step { i: 1 }\n" }));
	});
});
