import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Project } from "./project.js";

const FLOWS = `
import { appendFileSync, existsSync } from "node:fs";
import { dynamic, FlyteFile, type Inputs, type Int, task, workflow } from "flytekit-ts";

const note = (what: string) => appendFileSync("witness", what + "\\n");
export const step = task(({ i }: { i: Int }): Int => {
	note("step " + i);
	return (i * 2) as Int;
});
export const wait = task(async ({ v }: { v: Int[] }): Promise<Int> => {
	note("wait");
	while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
	return v.reduce((a, b) => a + b, 0) as Int;
});
export const steps = dynamic(({ n }: { n: Int }) => wait({ v: Array.from({ length: n }, (_, i) => step({ i })) }));
export const main = workflow(({ n }: Inputs<{ n: Int }>) => steps({ n }));
export const sized = task(async ({ file }: { file: FlyteFile }): Promise<Int> => {
	note("sized");
	while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
	return (await file.text()).length as Int;
});
`;
const STEPS = ["step 0", "step 1", "step 2"];
const TSX = new URL("../../../../node_modules/tsx/dist/esm/index.mjs", import.meta.url).href;

let project: Project;
beforeEach(() => {
	project = new Project({ "flows.ts": FLOWS });
});
afterEach(() => project.end());

/** Runs a script as a user does; kills it when `sign` is in the witness and what came before is committed. */
function script(
	name: string,
	text: string,
	sign?: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
	project.write(name, text);
	return new Promise((resolve) => {
		const child = spawn(process.execPath, ["--import", TSX, name], {
			cwd: project.folder,
			env: { ...process.env, FLYTE_STORE: join(project.folder, "runs.db"), VITEST: "" },
			stdio: ["ignore", "pipe", "pipe"],
		});
		let [stdout, stderr] = ["", ""];
		child.stdout.on("data", (text) => {
			stdout += text;
		});
		child.stderr.on("data", (text) => {
			stderr += text;
		});
		let isSeen = false;
		const look = setInterval(() => {
			if (sign === undefined || isSeen || !project.lines("witness").includes(sign)) return;
			isSeen = true;
			setTimeout(() => child.kill("SIGKILL"), 1000); // the commit of what came before is due 20 ms after it
		}, 10);
		child.once("close", (code) => {
			clearInterval(look);
			resolve({ code, stdout, stderr });
		});
	});
}
const STORE = ["--store", "runs.db"];
const MAIN = 'import { main } from "./flows.ts";\nconsole.log(await main({ n: 3 }));\n';

describe("a run that code began", () => {
	it("is gone on with by tsflyte recover, where a file exports what ran", async () => {
		expect((await script("script.ts", MAIN, "wait")).code).toBe(null);
		expect(project.lines("witness")).toEqual([...STEPS, "wait"]);
		project.remove("witness");
		project.write("go", "");
		const { code, stdout, stderr } = await project.call(["recover", ...STORE]);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "6\n" });
		expect(stderr).toContain("3 calls are committed");
		expect(stderr).not.toContain("since");
		expect(project.lines("witness")).toEqual(["wait"]);
	});

	it("is gone on with by recover() of the same inputs, which else begins one", async () => {
		const text =
			'import { recover } from "flytekit-ts";\nimport { main } from "./flows.ts";\nconsole.log(await recover(main, { inputs: { n: 3 } }));\n';
		expect((await script("script.ts", text, "wait")).code).toBe(null);
		project.remove("witness");
		project.write("go", "");
		expect(await script("script.ts", text)).toMatchObject({ code: 0, stdout: "6\n" });
		expect(project.lines("witness")).toEqual(["wait"]);
		project.remove("witness");
		expect(await script("script.ts", text.replace("3", "2"))).toMatchObject({ code: 0, stdout: "2\n" });
		expect(project.lines("witness")).toEqual(["step 0", "step 1", "wait"]);
	});

	it("knows files by their contents, and keeps them beside its store", async () => {
		project.write("some.txt", "twelve bytes");
		const text =
			'import { FlyteFile, recover } from "flytekit-ts";\nimport { sized } from "./flows.ts";\nconsole.log(await recover(sized, { inputs: { file: new FlyteFile("some.txt") } }));\n';
		expect((await script("script.ts", text, "sized")).code).toBe(null);
		project.write("go", "");
		expect(await script("script.ts", text)).toMatchObject({ code: 0, stdout: "12\n" });
		const runs = await project.call(["runs", ...STORE, "--json"]);
		expect(JSON.parse(runs.stdout)).toHaveLength(1);
	});

	it("of a script that exports nothing says how code goes on with it", async () => {
		const own = FLOWS.replaceAll("export const", "const");
		const text = `${own}\nimport { recover } from "flytekit-ts";\nconst run = process.env.RUN;\nconsole.log(run === undefined ? await main({ n: 3 }) : await recover(main, { run }));\n`;
		expect((await script("script.ts", text, "wait")).code).toBe(null);
		project.remove("witness");
		project.write("go", "");
		const refused = await project.call(["recover", ...STORE]);
		expect(refused.code).toBe(1);
		expect(refused.stderr).toContain("was begun by code, and no file exports script.workflow_");
		const call = /await recover\(\w+, \{ run: "([a-z0-9]{20})" \}\), with recover from "flytekit-ts"/.exec(
			refused.stderr,
		);
		expect(call).not.toBeNull();
		const again = text.replace("process.env.RUN", JSON.stringify(call?.[1]));
		expect(await script("script.ts", again)).toMatchObject({ code: 0, stdout: "6\n" });
		expect(project.lines("witness")).toEqual(["wait"]);
		// a result is given again, and an entity that it is not of is refused
		expect(await script("script.ts", again)).toMatchObject({ code: 0, stdout: "6\n" });
		const wrong = await script("script.ts", again.replace("recover(main, { run })", "recover(step, { run })"));
		expect(wrong.stderr).toMatch(/run [a-z0-9]{20} is of script\.workflow_\S+, not of script\.task_/);
		expect(project.lines("witness")).toEqual(["wait"]);
	});

	it("of a script that waits for what it exports says so, instead of running it anew", async () => {
		const text = `${FLOWS}\nconsole.log(await main({ n: 3 }));\n`;
		expect((await script("script.ts", text, "wait")).code).toBe(null);
		project.remove("witness");
		project.write("go", "");
		const refused = await project.call(["recover", ...STORE]);
		expect(refused.code).toBe(1);
		expect(refused.stderr).toContain("was begun by script.ts itself, which waits for it while it is loaded");
		expect(refused.stderr).toContain("or export main from a file that runs nothing");
		expect(project.lines("witness")).toEqual([]);
	});
});
