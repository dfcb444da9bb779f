import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CallOptions, tsflyte } from "./tsflyte.js";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-recover-"));
	mkdirSync(join(folder, "node_modules"));
	symlinkSync(PACKAGE, join(folder, "node_modules", "flytekit-ts"));
	write("package.json", '{"type": "module"}');
	write("main.ts", program());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ten steps that note that they ran; one waits for the file `go`, one throws while there is a file `bad`. */
function program({ step = "i * 2", total = "total" } = {}): string {
	return `
import { appendFileSync, existsSync } from "node:fs";
import { dynamic, type Inputs, type Int, task, workflow } from "flytekit-ts";

function note(what: string): void {
	appendFileSync("witness", what + "\\n");
}
export const step = task(({ i }: { i: Int }): Int => {
	note("step " + i);
	if (i === 3 && existsSync("bad")) throw new Error("bad " + i);
	return (${step}) as Int;
});
export const wait = task(async ({ v }: { v: Int[] }): Promise<Int> => {
	note("wait");
	while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
	return v.reduce((a, b) => a + b, 0) as Int;
});
export const say = task(({ sum }: { sum: Int }): string => "${total} " + sum);
export const steps = dynamic(({ n }: { n: Int }) => wait({ v: Array.from({ length: n }, (_, i) => step({ i })) }));
export const main = workflow(({ n }: Inputs<{ n: Int }>) => say({ sum: steps({ n }) }));
`;
}

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const call = (args: readonly string[], options: CallOptions = {}) => tsflyte(args, { cwd: folder, ...options });
/** What ran so far, sorted, and forgets it. */
function witness(): string[] {
	const file = join(folder, "witness");
	const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").sort() : [];
	rmSync(file, { force: true });
	return lines;
}
const STEPS = Array.from({ length: 10 }, (_, i) => `step ${i}`);
const idIn = (stderr: string) => /run ([a-z0-9]{20})/.exec(stderr)?.[1] as string;

/** Runs it until `wait` has begun and all before it is committed, then kills the process. */
async function killed(args: readonly string[] = []): Promise<string> {
	let killing = false;
	const outcome = await call(["run", "main.ts", "main", "--n", "10", ...args], {
		onStderr(text, kill) {
			if (killing || !text.includes("started")) return;
			killing = true;
			const look = setInterval(() => {
				if (!existsSync(join(folder, "witness")) || !readFileSync(join(folder, "witness"), "utf8").includes("wait"))
					return;
				clearInterval(look);
				// the commit of what came before is due 20 ms after it
				setTimeout(() => kill("SIGKILL"), 1000);
			}, 10);
		},
	});
	expect(outcome.signal).toBe("SIGKILL");
	return idIn(outcome.stderr);
}

describe("tsflyte recover", () => {
	it("goes on after kill -9: what is committed does not run again", async () => {
		const id = await killed();
		expect(witness()).toEqual([...STEPS, "wait"]);
		write("go", "");
		const { code, stdout, stderr } = await call(["recover", "latest"]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "total 90\n" });
		expect(stderr).toContain(`run ${id} of main.main, begun`);
		expect(stderr).toContain(": interrupted\n");
		expect(stderr).toContain("10 calls are committed");
		expect(witness()).toEqual(["wait"]);

		const again = await call(["recover", id.slice(0, 6)]);
		expect(again).toMatchObject({ code: 0, stdout: "total 90\n" });
		expect(again.stderr).toContain("has succeeded: nothing is left to do");
		expect(witness()).toEqual([]);
	});

	it("names changed code and runs it again, and nothing else", async () => {
		const id = await killed();
		witness();
		write("go", "");
		// a comment and the order of statements are no change; `say` had not run yet
		write("main.ts", `// a remark\n${program({ total: "sum" })}`);
		const { code, stdout, stderr } = await call(["recover", id]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "sum 90\n" });
		expect(stderr).toContain("changed since, so its calls run again: main.say, main.main\n");
		expect(witness()).toEqual(["wait"]);
	});

	it("a changed task runs again for all its calls", async () => {
		await killed();
		witness();
		write("go", "");
		write("main.ts", program({ step: "i * 3" }));
		const { code, stdout, stderr } = await call(["recover"]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "total 135\n" });
		expect(stderr).toContain("changed since, so its calls run again: main.step, main.steps, main.main\n");
		expect(witness()).toEqual([...STEPS, "wait"]);
	});

	it("finds the runs of a package of the workspace where it is called", async () => {
		mkdirSync(join(folder, "sub"));
		write("sub/package.json", '{"type": "module"}');
		write("sub/main.ts", program());
		write("go", "");
		expect((await call(["run", "sub/main.ts", "main", "--n", "2"])).code).toBe(0);
		const { code, stdout, stderr } = await call(["recover", "latest"]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "total 2\n" });
		expect(stderr).toContain("has succeeded: nothing is left to do");
	});

	it("runs again only what failed", async () => {
		write("go", "");
		write("bad", "");
		const failed = await call(["run", "main.ts", "main", "--n", "10", "--concurrency", "1"]);
		expect(failed.code).toBe(1);
		const id = idIn(failed.stderr);
		expect(failed.stderr).toContain(`run again what failed, and only that: tsflyte recover ${id}`);
		expect(witness()).toContain("step 3");
		rmSync(join(folder, "bad"));
		const { code, stdout } = await call(["recover", "--json"]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: '"total 90"\n' });
		const second = witness();
		expect(second).toContain("step 3");
		for (const i of [0, 1, 2]) expect(second).not.toContain(`step ${i}`);
	});

	it("says what is wrong: no store, no such run, another process, a program that is gone or does not fit", async () => {
		expect((await call(["recover"])).stderr).toContain("there is no store");
		expect((await call(["recover", "--store", "x/y.db"])).stderr).toContain("x/y.db: nothing was run with it");
		const id = await killed(["--store", "kept/runs.db"]);
		const args = ["recover", "--store", "kept/runs.db"];
		const unknown = await call([...args, "nope"]);
		expect(unknown.code).toBe(1);
		expect(unknown.stderr).toContain('has no run "nope"');

		write("main.ts", program().replaceAll("main =", "renamed ="));
		const renamed = await call([...args, id]);
		expect(renamed.stderr).toContain("ran main, which main.ts does not export any more");
		write(
			"main.ts",
			program().replaceAll("{ n: Int }", "{ m: Int }").replaceAll("{ n }", "{ m }").replace("length: n", "length: m"),
		);
		const other = await call([...args, id]);
		expect(other.stderr).toContain("does not take the inputs that it was begun with any more");
		rmSync(join(folder, "main.ts"));
		const gone = await call([...args, id]);
		expect(gone.stderr).toMatch(/ran .*main\.ts, which is not there any more/);
		mkdirSync(join(folder, "moved"));
		write("moved/main.ts", program());
		write("go", "");
		const moved = await call([...args, id, "--file", "moved/main.ts"]);
		expect(moved).toMatchObject({ code: 0, stdout: "total 90\n" });
	});

	it("gives tasks a key that stays the same in retries, in threads and processes, and after a recovery", async () => {
		write(
			"keys.ts",
			`
import { appendFileSync, existsSync } from "node:fs";
import { currentContext, dynamic, type Inputs, type Int, RecoverableError, task, workflow } from "flytekit-ts";
function key(what: string): void {
	appendFileSync("witness", what + " " + currentContext().idempotencyKey + "\\n");
}
let tries = 0;
export const again = task({ retries: 1 }, ({ i }: { i: Int }): Int => {
	key("again " + i);
	if (i === 1 && tries++ === 0) throw new RecoverableError("no");
	if (i === 2 && !existsSync("go")) throw new Error("no");
	return i;
});
export const thread = task({ isolate: "thread" }, ({ i }: { i: Int }): Int => {
	key("thread " + i);
	return i;
});
export const main = workflow(({ n }: Inputs<{ n: Int }>) => {
	again({ i: thread({ i: n }) });
	again({ i: 1 });
	again({ i: 1 });
});
`,
		);
		const run = (...more: string[]) => call(["run", "keys.ts", "main", "--n", "2", ...more]);
		await run("--concurrency", "1");
		const first = witness();
		const keys = (of: string, lines: string[]) =>
			lines.filter((line) => line.startsWith(of)).map((line) => line.slice(-32));
		for (const line of first) expect(line).toMatch(/ [0-9a-f]{32}$/);
		write("go", "");
		expect((await call(["recover", "--isolate", "process"])).code).toBe(0);
		const second = witness();
		// a retry has the key of its first attempt, an equal call has one of its own
		const ones = [...keys("again 1", first), ...keys("again 1", second)];
		expect(new Set(ones).size).toBe(2);
		expect(ones.length).toBeGreaterThan(2);
		expect(keys("again 2", second)).toEqual(keys("again 2", first).slice(0, 1));
		// another run's keys are others
		await run();
		expect(keys("again 2", witness())).not.toEqual(keys("again 2", first));
	});

	it("a new run of the same inputs says that the one before can be gone on with", async () => {
		const id = await killed();
		write("go", "");
		const said = `this is a new run, tsflyte recover ${id} goes on with that one`;
		expect((await call(["run", "main.ts", "say", "--sum", "3"])).stderr).not.toContain(said);
		expect((await call(["run", "main.ts", "main", "--n", "10"])).stderr).toContain(said);
		// that one has come to its end
		expect((await call(["run", "main.ts", "main", "--n", "10"])).stderr).not.toContain(said);
	});

	it("leaves a run alone that another process runs", async () => {
		let owned: Promise<{ stderr: string; code: number | null }> | undefined;
		const first = call(["run", "main.ts", "main", "--n", "2"], {
			onStderr(text) {
				if (!text.includes("started")) return;
				owned ??= call(["recover"]);
				void owned.then(() => write("go", ""));
			},
		});
		expect(await first).toMatchObject({ code: 0, stdout: "total 2\n" });
		const refused = await owned;
		expect(refused?.code).toBe(1);
		expect(refused?.stderr).toMatch(/is being run by process \d+/);
	});

	it("--no-store keeps nothing; a read-only place is an error that names the way out", async () => {
		write("go", "");
		expect(await call(["run", "main.ts", "main", "--n", "1", "--no-store"])).toMatchObject({ code: 0 });
		expect(existsSync(join(folder, ".flyte", "store.db"))).toBe(false);
		write("file", "");
		const refused = await call(["run", "main.ts", "main", "--n", "1", "--store", "file/store.db"]);
		expect(refused.code).toBe(1);
		expect(refused.stderr).toContain("[JOURNAL_OPEN]");
		expect(refused.stderr).toContain("--store PATH");
	});
});
