import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { idIn, Project } from "./project.js";

const PROGRAM = `
import { writeFileSync } from "node:fs";
import { existsSync } from "node:fs";
import { FlyteFile, type Inputs, type Int, task, workflow } from "flytekit-ts";

interface Boxed { file: FlyteFile; n: Int }
const made = (name: string, n: Int) => {
	writeFileSync(name, "x".repeat(n));
	return new FlyteFile(name);
};
export const writes = task(({ n }: { n: Int }): FlyteFile => made("written", n));
export const cached = task({ cache: "1" }, ({ n }: { n: Int }): FlyteFile => made("cached", n));
export const boxed = task({ cache: "1" }, ({ n }: { n: Int }): Boxed => ({ file: made("boxed", n), n }));
export const size = task(async ({ file }: { file: FlyteFile }): Promise<Int> => (await file.text()).length as Int);
export const main = workflow(({ n }: Inputs<{ n: Int }>) => {
	cached({ n });
	boxed({ n });
	return size({ file: writes({ n }) });
});
export const unboxed = workflow(({ n }: Inputs<{ n: Int }>) => size({ file: boxed({ n }).file }));
export const wait = task(async (): Promise<Int> => {
	console.log("waits");
	while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
	return 1 as Int;
});
`;

let project: Project;
beforeEach(() => {
	project = new Project({ "main.ts": PROGRAM });
});
afterEach(() => project.end());

async function run(...args: readonly string[]): Promise<string> {
	const { code, stderr } = await project.call(["run", "main.ts", ...args]);
	expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
	return idIn(stderr);
}
const outputs = () => join(project.folder, ".flyte", "outputs");
const folders = () => (existsSync(outputs()) ? readdirSync(outputs()).sort() : []);
async function listed(): Promise<string[]> {
	const { stdout } = await project.call(["runs", "--json"]);
	return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
}

describe("tsflyte runs rm", () => {
	it("removes runs with their files, but for those that a cached result or another run refers to", async () => {
		const first = await run("main", "--n", "100000");
		const second = await run("main", "--n", "100000"); // recalls both, which lie in the folder of the first
		const trial = await project.call(["runs", "rm", first, "--dry-run"]);
		expect(trial.stdout).toContain(`${first}  succeeded  main.main`);
		expect(trial.stdout).toContain("1 run would be removed: 100.0 kB of files\n2 of their files stay");
		expect(await listed()).toEqual([second, first]);
		const { code, stdout } = await project.call(["runs", "rm", first.slice(0, 8)]);
		expect({ code, stdout }).toEqual({
			code: 0,
			stdout: expect.stringMatching(
				/^1 run removed: 100\.0 kB of files.*\n2 of their files stay: cached results or other runs refer to them\n$/,
			),
		});
		expect(await listed()).toEqual([second]);
		// recalled from the cache, with the file that is in a struct
		const third = await run("unboxed", "--n", "100000");
		const shown = await project.call(["show", third, "n0", "--json"]);
		expect(JSON.parse(shown.stdout)).toMatchObject({ reused: "cache" });
		await project.call(["cache", "clear", "--all"]);
		expect((await project.call(["runs", "rm", second, third])).code).toBe(0);
		expect(await listed()).toEqual([]);
		expect((await project.call(["show", first])).stderr).toContain("has no run");
	});

	it("keeps the newest, or those that are not old; gives the store's space back", async () => {
		const ids = [await run("writes", "--n", "1"), await run("writes", "--n", "2"), await run("writes", "--n", "3")];
		for (let i = 0; i < 3; i++) ids.push(await run("writes", "--n", "4"));
		expect(JSON.parse((await project.call(["runs", "rm", "--older-than", "1h", "--json"])).stdout)).toMatchObject({
			removed: [],
		});
		const both = await project.call(["runs", "rm", "--older-than", "1ms", "--keep", "4", "--json"]);
		expect(JSON.parse(both.stdout)).toMatchObject({
			removed: [ids[1], ids[0]],
			running: [],
			keptFiles: 0,
			isStoreBusy: false,
		});
		expect((await listed()).reverse()).toEqual(ids.slice(2));
		expect(folders()).toEqual(ids.slice(2).sort());
		expect(JSON.parse((await project.call(["runs", "rm", "--keep", "1", "--json"])).stdout).removed).toHaveLength(3);
		expect(await listed()).toEqual(ids.slice(-1));
		expect(statSync(join(project.folder, ".flyte", "store.db-wal"), { throwIfNoEntry: false })?.size ?? 0).toBe(0);
	});

	it("never touches a run that is under way, nor files of one that is about to begin", async () => {
		let id = "";
		const running = project.call(["run", "main.ts", "wait"], {
			onStderr(text) {
				id = idIn(text) ?? id;
			},
		});
		const old = await run("writes", "--n", "9");
		const isWaiting = async () => id !== "" && (await project.call(["logs", id])).stdout.includes("waits");
		while (!(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 100));
		const named = await project.call(["runs", "rm", id]);
		expect(named).toMatchObject({ code: 1, stdout: expect.stringContaining(`run ${id} is under way and stays\n`) });
		project.write(".flyte/outputs/abouttobegin/input.txt", "");
		project.write(".flyte/outputs/leftlongago/input.txt", "");
		utimesSync(join(outputs(), "leftlongago"), 1e9, 1e9);
		const all = await project.call(["runs", "rm", "--older-than", "1ms", "--json"]);
		expect(JSON.parse(all.stdout)).toMatchObject({ removed: [old], running: [{}] });
		expect(folders()).toEqual(expect.arrayContaining(["abouttobegin"]));
		expect(folders()).not.toContain("leftlongago");
		project.write("go", "");
		expect(await running).toMatchObject({ code: 0, stdout: "1\n" });
	});

	it("says what is wrong with what it was asked", async () => {
		await run("writes", "--n", "1");
		const asked = async (...args: string[]) => {
			const { code, stderr } = await project.call(["runs", ...args]);
			return { code, stderr };
		};
		expect(await asked("rm")).toMatchObject({ code: 2, stderr: expect.stringContaining("needs to know which runs") });
		expect(await asked("rm", "latest", "--keep", "1")).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("either runs or conditions"),
		});
		expect(await asked("rm", "--older-than", "soon")).toMatchObject({
			code: 2,
			stderr: expect.stringContaining('30d or 12h, got "soon"'),
		});
		expect(await asked("rm", "nope")).toMatchObject({ code: 1, stderr: expect.stringContaining('has no run "nope"') });
		expect(await asked("--keep", "3")).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("--keep is for runs rm"),
		});
		expect(await listed()).toHaveLength(1);
	});
});
