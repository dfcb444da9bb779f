import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Project } from "./project.js";

/** Calls in every form an eager body can make them; `wait` goes on when there is a file `go`. */
const PROGRAM = `
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { currentContext, dynamic, eager, FlyteFile, type Inputs, type Int, RecoverableError, task, workflow } from "flytekit-ts";

const note = (what: string) => appendFileSync("witness", what + "\\n");
export const step = task(({ i }: { i: Int }): Int => {
	note("step " + i);
	return (i * 2) as Int;
});
export const fragile = task(({ i }: { i: Int }): Int => {
	note("fragile " + i);
	throw new TypeError("broken " + i);
});
export const draw = task((): number => {
	note("draw");
	return Math.random();
});
export const size = task(async ({ file }: { file: FlyteFile }): Promise<Int> => {
	note("size");
	return (await file.text()).length as Int;
});
export const wait = task(async ({ v }: { v: Int[] }): Promise<Int> => {
	note("wait");
	while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
	return v.reduce((a, b) => a + b, 0) as Int;
});
export const many = dynamic(({ from }: { from: Int }) =>
	wait({ v: Array.from({ length: 3 }, (_, i) => step({ i: from + i as Int })) }));
export const inner = eager(async ({ from }: { from: Int }): Promise<Int> => {
	const [a, b] = await Promise.all([step({ i: from }), step({ i: from + 1 as Int })]);
	return a + b + (await many({ from: from + 10 as Int })) as Int;
});
export const outer = eager(async ({ n }: { n: Int }): Promise<string> => {
	const doubled = await Promise.all(Array.from({ length: n }, (_, i) => step({ i: i as Int })));
	let caught = "";
	try {
		await fragile({ i: 7 as Int });
	} catch (thrown) {
		const { code, message, details } = thrown as Error & { code: string; details: { cause: Error } };
		caught = [code, message.split("\\n")[0], details.cause.message].join(" | ");
	}
	const draws = [await draw(), await draw()];
	writeFileSync("drawn", draws.join(" "), { flag: "a" });
	writeFileSync("text.txt", "some text");
	const length = await size({ file: new FlyteFile("text.txt") });
	return [doubled.join(), caught, draws[0] !== draws[1], length, await inner({ from: 100 as Int })].join("; ");
});
export const main = workflow(({ n }: Inputs<{ n: Int }>) => outer({ n }));

export const tries = eager({ retries: 3 }, async (): Promise<string> => {
	const i = await step({ i: 1 as Int });
	const why = await fragile({ i: 2 as Int }).then(String, () => "failed");
	const before = existsSync("tried") ? 1 : 0;
	writeFileSync("tried", "");
	if (before === 0) throw new RecoverableError("once more");
	return i + " " + why + " " + (await wait({ v: [i] }));
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
export const give = task(async ({ x }: { x: Int }): Promise<Int> => {
	while (x === 1 && !existsSync("made")) await pause(20);
	if (x === 1) await pause(300);
	return 7 as Int;
});
export const lot = task(async ({ x }: { x: Int }): Promise<string> => {
	const isFirst = !existsSync("made");
	writeFileSync("made", "");
	note("lot " + currentContext().idempotencyKey);
	if (isFirst) return "first";
	note("wait");
	while (!existsSync("go")) await pause(20);
	return "second";
});
const chain = async (x: Int) => lot({ x: await give({ x }) });
export const chains = eager(async (): Promise<string> => (await Promise.all([chain(1 as Int), chain(2 as Int)])).join());

export const slow = task(async ({ i }: { i: Int }): Promise<Int> => {
	note("slow " + i);
	await pause((i * 37) % 90);
	return i;
});
export const pool = eager(async (): Promise<string> => {
	const left = Array.from({ length: 12 }, (_, i) => i as Int);
	const got: number[] = [];
	const worker = async () => {
		for (let i = left.shift(); i !== undefined; i = left.shift()) got.push(await slow({ i }));
	};
	await Promise.all([worker(), worker(), worker()]);
	return got.sort((a, b) => a - b).join() + " " + (await wait({ v: got as Int[] }));
});
`;
const BEFORE = ["draw", "draw", "fragile 7", "size", "step 0", "step 1", "step 100", "step 101"];
const IN_DYNAMIC = ["step 110", "step 111", "step 112"];

let project: Project;
beforeEach(() => {
	project = new Project({ "main.ts": PROGRAM });
});
afterEach(() => project.end());

/** Runs until `wait` has begun and what came before it is committed, and kills the process. */
async function killed(args: readonly string[]): Promise<void> {
	let looking = false;
	const outcome = await project.call(["run", "main.ts", ...args], {
		onStderr(text, kill) {
			if (looking || !text.includes("started")) return;
			looking = true;
			const look = setInterval(() => {
				if (!project.lines("witness").includes("wait")) return;
				clearInterval(look);
				setTimeout(() => kill("SIGKILL"), 1000); // the commit of what came before is due 20 ms after it
			}, 10);
		},
	});
	expect(outcome.signal).toBe("SIGKILL");
}

describe("an eager task that is gone on with", () => {
	it.each([
		["in a workflow", ["main", "--n", "2"]],
		["alone", ["outer", "--n", "2"]],
		["in a thread", ["main", "--n", "2", "--isolate", "thread"]],
		["in a process", ["main", "--n", "2", "--isolate", "process"]],
	])("%s: calls that are committed do not run again, failures that it caught are the same", async (_, args) => {
		await killed(args);
		expect(project.lines("witness")).toEqual([...BEFORE, ...IN_DYNAMIC, "wait"]);
		project.remove("witness");
		project.write("go", "");
		const { code, stdout, stderr } = await project.call(["recover"]);
		expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
		expect(project.lines("witness")).toEqual(["wait"]);
		const path = args[0] === "main" ? "main/n0/en2" : "outer/en2";
		expect(stdout).toBe(
			`0,2; ENGINE_TASK_FAILED | ${path}: task main.fragile failed: TypeError: broken 7 | broken 7; true; 9; 1068\n`,
		);
		const drawn = readFileSync(join(project.folder, "drawn"), "utf8");
		expect(drawn.slice(0, drawn.length / 2)).toBe(drawn.slice(drawn.length / 2));
	});

	it("an attempt after one that failed makes again what had failed, and nothing else, also after a crash", async () => {
		await killed(["tries"]);
		expect(project.lines("witness")).toEqual(["fragile 2", "fragile 2", "step 1", "wait"]);
		project.remove("witness");
		project.write("go", "");
		const { code, stdout } = await project.call(["recover"]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "2 failed 2\n" });
		expect(project.lines("witness")).toEqual(["wait"]);
	});

	it.each([[[]], [["--isolate", "thread"]], [["--isolate", "process"]]])(
		"equal calls of chains side by side keep what is theirs, whichever is the first after a crash: %j",
		async (more) => {
			await killed(["chains", ...more]);
			const [first, second, ...others] = project.lines("witness");
			expect(others).toEqual(["wait"]);
			expect(first).not.toBe(second);
			project.remove("witness");
			project.write("go", "");
			const { code, stdout, stderr } = await project.call(["recover"]);
			expect({ code, stdout, stderr: code === 0 ? "" : stderr }).toEqual({
				code: 0,
				stdout: "second,first\n",
				stderr: "",
			});
			const again = project.lines("witness");
			expect(again).toHaveLength(2);
			expect([first, second]).toContain(again[0]);
		},
	);

	it("calls that another worker of the body makes after a crash are not made again", async () => {
		await killed(["pool"]);
		project.remove("witness");
		project.write("go", "");
		const { code, stdout } = await project.call(["recover"]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "0,1,2,3,4,5,6,7,8,9,10,11 66\n" });
		expect(project.lines("witness")).toEqual(["wait"]);
	});

	it("shows its calls in the tree of the run, and in the stream of events", async () => {
		project.write("go", "");
		const run = await project.call(["run", "main.ts", "main", "--n", "2", "--events"]);
		expect(run.code).toBe(0);
		const events = run.stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as { type: string; path?: string });
		const of = (path: string) => events.filter((event) => event.path === path).map(({ type }) => type);
		expect(of("main/n0/en0")).toEqual(["nodeQueued", "nodeStarted", "nodeSucceeded"]);
		expect(of("main/n0/en2")).toEqual(["nodeQueued", "nodeStarted", "attemptFailed", "nodeFailed"]);
		expect(of("main/n0/en6/en2/dn3")).toEqual(["nodeQueued", "nodeStarted", "nodeSucceeded"]);
		expect(events.filter(({ type }) => type === "runStarted" || type === "runFinished")).toHaveLength(2);
		const shown = await project.call(["show", "latest"]);
		expect(shown.stdout).toMatch(/en6.*inner/);
		expect(existsSync(join(project.folder, "witness"))).toBe(true);
	});
});
