import { afterEach, beforeEach, expect, it } from "vitest";
import type { RunEvent } from "../../src/engine/index.js";
import { eventJson } from "../../src/engine/index.js";
import { RunFollower } from "../../src/engine/journal/run-follower.js";
import { RunStore } from "../../src/engine/journal/run-store.js";
import { idIn, Project } from "./project.js";

/** All that a run can tell of; it fails for as long as there is a file `bad`. */
const PROGRAM = `
import { existsSync } from "node:fs";
import { approve, conditional, dynamic, eager, eq, type Inputs, type Int, launchPlan, mapTask, RecoverableError, task, workflow } from "flytekit-ts";

let tries = 0;
export const flaky = task({ retries: 2 }, ({ n }: { n: Int }): Int => {
	if (tries++ === 0) throw new RecoverableError("not yet");
	return n;
});
export const apart = task({ isolate: "thread" }, ({ n }: { n: Int }): Int => {
	process.stdout.write("from a thread\\n");
	return n;
});
export const says = task(({ n }: { n: Int }): Int => {
	console.log("says", n);
	return n;
});
export const twice = task({ cache: "1" }, ({ n }: { n: Int }): Int => (n * 2) as Int);
export const some = task(({ n }: { n: Int }): Int => {
	if (n === 2) throw new RangeError("not 2");
	return n;
});
export const bad = task(({ n }: { n: Int }): Int => {
	if (existsSync("bad")) throw new TypeError("bad " + n);
	return n;
});
export const late = task(async ({ n }: { n: Int }): Promise<Int> => {
	setTimeout(() => void Promise.reject(new Error("left behind")), 5);
	return n;
});
export const slow = task(async ({ n }: { n: Int }): Promise<Int> => {
	await new Promise((resolve) => setTimeout(resolve, 400));
	return n;
});
export const body = eager(async ({ n }: { n: Int }): Promise<Int> => {
	const one = await says({ n });
	try {
		await bad({ n: 9 as Int });
	} catch {}
	return one;
});
export const dyn = dynamic(({ n }: { n: Int }) => says({ n: flaky({ n }) }));
export const sub = workflow(({ n }: Inputs<{ n: Int }>) => twice({ n }));
export const plan = launchPlan(sub, { name: "plan" });
export const main = workflow(({ n }: Inputs<{ n: Int }>) => {
	twice({ n });
	const after = slow({ n });
	sub({ n: after });
	plan({ n });
	late({ n });
	dyn({ n });
	body({ n });
	mapTask(some, { minSuccessRatio: 0.5 })({ n: [1, 2, 3] as Int[] });
	const chosen = conditional("which").if(eq(n, 5), () => apart({ n })).else(() => says({ n }));
	approve(chosen, "fine", "1h");
	return says({ n: bad({ n }) });
});
`;

let project: Project;
beforeEach(() => {
	project = new Project({ "main.ts": PROGRAM, bad: "" });
});
afterEach(() => project.end());

/** What is told of each path, in order, times aside. Of an array's progress how it ended. */
function story(events: readonly RunEvent[]): Map<string, string[]> {
	const paths = new Map<string, string[]>();
	const progress = new Map<string, string>();
	for (const event of events) {
		const { at: _, durationMs: __, ...rest } = JSON.parse(eventJson(event)) as { at: number; durationMs?: number };
		const text = JSON.stringify(rest, Object.keys(rest).sort());
		if (event.type === "arrayProgress") {
			progress.set(event.path, text);
			continue;
		}
		const known = paths.get(event.path) ?? [];
		paths.set(event.path, known);
		known.push(JSON.stringify(sorted(rest)));
	}
	for (const [path, text] of progress) paths.get(path)?.push(text);
	return paths;
}

function sorted(value: unknown): unknown {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function told(stdout: string): RunEvent[] {
	const lines = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as RunEvent | { type: "result" });
	return lines.filter((event): event is RunEvent => event.type !== "result");
}

it("the store tells again what the process of the run told, of every kind of event", async () => {
	let id = "";
	const answered: Promise<unknown>[] = [];
	const options = {
		onStdout(text: string) {
			if (answered.length > 0 || !text.includes('"gateAsked"')) return;
			id = (/"executionId":"([a-z0-9]+)"/.exec(text) as RegExpExecArray)[1] as string;
			answered.push(project.call(["signal", id, "fine", "--approve"]));
		},
	};
	const args = ["--events", "--await-signals"];
	const failed = await project.call(["run", "main.ts", "main", "--n", "5", ...args], options);
	expect({ code: failed.code, stderr: failed.code === 1 ? "" : failed.stderr }).toEqual({ code: 1, stderr: "" });
	project.remove("bad");
	const recovered = await project.call(["recover", ...args], options);
	expect({ code: recovered.code, stderr: recovered.code === 0 ? "" : recovered.stderr }).toEqual({
		code: 0,
		stderr: "",
	});
	await Promise.all(answered);

	const store = new RunStore(`${project.folder}/.flyte/store.db`);
	const read: RunEvent[] = [];
	new RunFollower(store, "latest").read((event) => read.push(event));
	store.close();
	const second = read.findLastIndex(({ type }) => type === "runStarted");
	const [live, lived] = [told(failed.stdout), told(recovered.stdout)];
	expect(story(read.slice(second))).toEqual(story(lived));
	// that a run had ended once is not kept once it was gone on with
	const isEnd = ({ type }: RunEvent) => type === "runFinished";
	expect(story(read.slice(0, second))).toEqual(story(live.filter((event) => !isEnd(event))));
	expect(live.find(isEnd)).toMatchObject({ outcome: { code: expect.any(String), kind: "user" } });
	const kinds = new Set([...live, ...lived].map(({ type }) => type));
	expect([...kinds].sort()).toEqual(
		[
			"runStarted",
			"runFinished",
			"graphStarted",
			"nodeQueued",
			"nodeStarted",
			"nodeSucceeded",
			"nodeFailed",
			"nodeSkipped",
			"nodeAborted",
			"nodeReused",
			"arrayProgress",
			"gateAsked",
			"attemptFailed",
			"attemptLog",
			"lateFailure",
		].sort(),
	);
	expect(idIn(failed.stderr) ?? id).toBe(id);
}, 60_000);
