import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { protoJson } from "../../src/wire/json.js";
import { FIXTURES, tsflyte } from "./tsflyte.js";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-commands-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IMAGE = ["--image", "ghcr.io/acme/app:v1"];

describe("tsflyte ls", () => {
	it("lists kinds, names and signatures without running the file", async () => {
		const { code, stdout } = await tsflyte(["ls", "hello.ts", "bad/exits.ts"]);
		expect(code).toBe(0);
		expect(stdout).toBe(
			[
				"hello.ts",
				"  task      hello ({ name: string, times?: Int }) => string",
				"  task      square ({ x: Int }) => Int",
				"  task      sum ({ values: Int[] }) => Int",
				"  dynamic   sumOfSquares ({ n: Int }) => Int",
				"  workflow  main ({ n: Int }) => Int",
				"  task      divide ({ a: Int, b: Int }) => { quotient: Int, remainder: Int }",
				"bad/exits.ts",
				"  task  quit () => string",
				"",
			].join("\n"),
		);
	});

	it("knows the types of maps, launch plans and tasks with schemas", async () => {
		const { stdout } = await tsflyte(["ls", "plans.ts", "plain.mjs"]);
		expect(stdout).toContain("triples ({ x: Int[] }) => Int[]");
		expect(stdout).toContain("daily ({ by?: Int }) => Int");
		expect(stdout).toContain("double ({ x: Int }) => Int");
	});

	it("lists no gates, nor maps that bodies make: they are parts of a graph", async () => {
		const { stdout } = await tsflyte(["ls", "parts.ts"]);
		expect(stdout.match(/^ {2}\w+ +\S+/gm)).toEqual(["  task      double", "  mapTask   doubles", "  workflow  asks"]);
		expect((await tsflyte(["check", "parts.ts"])).stdout).toBe("ok parts.ts: 3 entities, no problems\n");
	});

	it("gives all that was detected as JSON", async () => {
		const entities = JSON.parse((await tsflyte(["ls", "hello.ts", "--json"])).stdout) as Record<string, unknown>[];
		expect(entities[0]).toMatchObject({
			name: "hello.hello",
			exportName: "hello",
			kind: "task",
			module: "hello",
			signature: "({ name: string, times?: Int }) => string",
			location: { file: "hello.ts", line: 8, column: 22 },
			problems: 0,
		});
	});

	it("lists a file with problems, and one that would throw when loaded", async () => {
		const { stdout, code } = await tsflyte(["ls", "bad/undetectable.ts", "bad/throws-on-load.ts", "bad/nothing.ts"]);
		expect(code).toBe(0);
		expect(stdout).toContain("call 1 problem(s): tsflyte check bad/undetectable.ts");
		expect(stdout).toContain("task  hello () => string");
		expect(stdout).toContain("bad/nothing.ts: it exports no tasks or workflows");
	});
});

describe("tsflyte check", () => {
	it("is quiet about a good file", async () => {
		expect(await tsflyte(["check", "hello.ts", "types.ts"])).toEqual({
			code: 0,
			signal: null,
			stdout: "ok hello.ts: 6 entities, no problems\nok types.ts: 10 entities, no problems\n",
			stderr: "",
		});
	});

	it("shows each problem with its source and the way out, and exits with 2", async () => {
		const { code, stdout, stderr } = await tsflyte([
			"check",
			"bad/undetectable.ts",
			"bad/misuse.ts",
			"bad/type-error.ts",
		]);
		expect(code).toBe(2);
		expect(stderr).toBe("");
		expect(stdout).toContain("bad/undetectable.ts:4:39");
		expect(stdout).toContain("> 8 | 	if (!big) return small({ n });");
		expect(stdout).toContain("TS2322: Type 'Int' is not assignable to type 'string'.");
		expect(stdout).toContain("bad/undetectable.ts: 2 entities, 1 problem");
	});

	it("finds workflows whose graph does not hold together", async () => {
		const { code, stdout } = await tsflyte(["check", "bad/graph.ts"]);
		expect(code).toBe(2);
		expect(stdout).toContain("bad/graph.ts");
		expect(stdout).toContain("the body of bad.graph.broken threw while its graph was made: Error: broken by its input");
		expect(stdout).toContain("bad/graph.ts:6:45");
		expect(stdout).toContain("bad/graph.ts: 2 entities, 1 problem");
	});

	it("refuses workflows that call one by reference, as serialize does", async () => {
		const { code, stdout } = await tsflyte(["check", "bad/references.ts"]);
		expect(code).toBe(2);
		expect(stdout).toContain("workflow bad.references.calls calls workflow far.away, which is a reference");
		expect(stdout).toContain("bad/references.ts:5:62");
		expect(stdout).toContain("bad/references.ts: 3 entities, 1 problem");
	});

	it("warns of a FLOAT that looks like a forgotten Int, and does not fail for it", async () => {
		const { code, stdout } = await tsflyte(["check", "floats.ts"]);
		expect(stdout).toBe(
			'warning: task "next": outputs.o0 is a FLOAT: `n + 1` is computed from Ints, and arithmetic drops the brand\n' +
				"  at floats.ts:3:49\n" +
				'  1 | import { type Int, task } from "flytekit-ts";\n' +
				"  2 |\n" +
				"> 3 | export const next = task(({ n }: { n: Int }) => n + 1);\n" +
				"    |                                                 ^^^^^\n" +
				"  4 | export const half = task(({ n }: { n: Int }) => n / 2);\n" +
				"  way out: annotate what is returned: `: Int`, as in `({ n }: { n: Int }): Int => n + 1`; `: number` where a FLOAT is meant\n" +
				"\n" +
				"ok floats.ts: 2 entities, no problems, 1 warning\n",
		);
		expect(code).toBe(0);
		const asJson = await tsflyte(["check", "floats.ts", "--json"]);
		expect(asJson.code).toBe(0);
		expect(JSON.parse(asJson.stdout)).toMatchObject({
			ok: true,
			count: 0,
			files: [
				{
					problems: [],
					warnings: [{ code: "INTERFACE_FORGOTTEN_INT", path: "outputs.o0", location: { line: 3, column: 49 } }],
				},
			],
		});
	});

	it("hints at a dynamic that could be a workflow with a map", async () => {
		const { code, stdout } = await tsflyte(["check", "could-be-map.ts"]);
		expect(stdout).toContain(
			'warning: dynamic "halves": it only calls half for each item of its input ns, and hands on what the calls give\n' +
				"  at could-be-map.ts:4:58\n",
		);
		expect(stdout).toMatch(/way out: a workflow with mapTask over an input .*: mapTask\(half\)\(\{ n: ns \}\)\n/);
		expect(stdout).toContain("ok could-be-map.ts: 2 entities, no problems, 1 warning\n");
		expect(code).toBe(0);
	});

	it("refuses what a container could not find by name, but not what a function gives back", async () => {
		const { code, stdout } = await tsflyte(["check", "bad/nameless.ts"]);
		expect(stdout).toContain(
			'task "hidden": it is not exported, so a container could not find it\n  at bad/nameless.ts:3:16',
		);
		expect(stdout).toContain("way out: export it: `export const hidden = ...`");
		expect(stdout).toContain("an anonymous default export has no name of its own\n  at bad/nameless.ts:15:16");
		expect(stdout).toContain(
			"it is made inside a function, so a container could not find it\n  at bad/nameless.ts:8:16",
		);
		expect(stdout).toContain("bad/nameless.ts: 6 entities, 3 problems");
		expect(code).toBe(2);
	});

	it("says where the entity is when the error does not", async () => {
		const { code, stdout } = await tsflyte(["check", "bad/faults.ts"]);
		expect(stdout).toContain('unfit fixedInputs.n: expected Int, got string "many"\n  at bad/faults.ts:13:22\n');
		expect(stdout).not.toContain(":1:1\n");
		expect(code).toBe(2);
	});

	it("gives problems as JSON", async () => {
		const { code, stdout } = await tsflyte(["check", "bad/misuse.ts", "bad/syntax.ts", "--json"]);
		expect(code).toBe(2);
		const report = JSON.parse(stdout) as {
			ok: boolean;
			count: number;
			files: { problems: { code: string; location: object }[] }[];
		};
		expect(report).toMatchObject({ ok: false, count: 2 });
		expect(report.files[1]?.problems[0]).toMatchObject({
			code: "LOADER_SYNTAX",
			location: { file: "bad/syntax.ts", line: 3, column: 57 },
		});
	});
});

describe("tsflyte serialize", () => {
	it("writes a file for each entity and what it calls, named as pyflyte names them", async () => {
		const out = join(folder, "all");
		const { code, stdout } = await tsflyte([
			"serialize",
			"hello.ts",
			"-o",
			out,
			"-p",
			"p",
			"-d",
			"d",
			"--version",
			"v1",
			...IMAGE,
		]);
		expect(code).toBe(0);
		const names = readdirSync(out).sort();
		expect(names).toEqual([
			"0_hello.divide_1.pb",
			"1_hello.hello_1.pb",
			"2_hello.sumOfSquares_1.pb",
			"3_hello.square_1.pb",
			"4_hello.sum_1.pb",
			"5_hello.main_2.pb",
			"6_hello.main_3.pb",
		]);
		expect(
			stdout
				.trim()
				.split("\n")
				.map((line) => line.slice(out.length + 1)),
		).toEqual(names);
		const task = protoJson("flyteidl.admin.TaskSpec", readFileSync(join(out, "3_hello.square_1.pb"))) as {
			template: { id: object; container: { image: string } };
		};
		expect(task.template.id).toMatchObject({ project: "p", domain: "d", name: "hello.square", version: "v1" });
		expect(task.template.container.image).toBe("ghcr.io/acme/app:v1");
		const workflow = protoJson("flyteidl.admin.WorkflowSpec", readFileSync(join(out, "5_hello.main_2.pb")));
		expect(JSON.stringify(workflow)).toContain("hello.sumOfSquares");
	});

	it("gives one entity with what it calls as protobuf JSON, with a version made of the content", async () => {
		const args = ["serialize", "hello.ts", "main", "--json", ...IMAGE];
		const first = JSON.parse((await tsflyte(args)).stdout) as { kind: string; name: string; spec: object }[];
		expect(first.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
			"task hello.sumOfSquares",
			"workflow hello.main",
			"launchPlan hello.main",
		]);
		expect(JSON.stringify(first[0]?.spec)).toMatch(/"version":"[\w-]{22}"/);
		expect(JSON.parse((await tsflyte(args)).stdout)).toEqual(first);
	});

	it("writes launch plans, and for a map the task it maps over and its list-typed twin", async () => {
		const out = join(folder, "plans");
		expect((await tsflyte(["serialize", "plans.ts", "--out", out, ...IMAGE])).code).toBe(0);
		expect(readdirSync(out).sort()).toEqual([
			"0_plans.scale_1.pb",
			"1_plans.map_scale_868428f8776d7aecd48df9dc0f79c5d3-arraynode_1.pb",
			"2_plans.scaled_2.pb",
			"3_plans.scaled_3.pb",
			"4_daily-scaled_3.pb",
			"5_plans.tripled_2.pb",
			"6_plans.tripled_3.pb",
		]);
		const plan = protoJson("flyteidl.admin.LaunchPlan", readFileSync(join(out, "4_daily-scaled_3.pb"))) as {
			spec: { entityMetadata: { schedule: object }; workflowId: { name: string } };
		};
		expect(plan.spec.workflowId.name).toBe("plans.scaled");
		expect(JSON.stringify(plan.spec.entityMetadata.schedule)).toContain("0 6 * * *");
	});

	it("takes an image of its own name where none is given, and says so", async () => {
		const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
			version: string;
		};
		const { code, stdout, stderr } = await tsflyte(["serialize", "hello.ts", "sum", "--json"]);
		expect([code, stderr]).toEqual([
			0,
			`no --image given: containers of tasks without containerImage run flytekit-ts:${version}\n`,
		]);
		expect(stdout).toContain(`"image": "flytekit-ts:${version}"`);
		const named = await tsflyte(["serialize", "hello.ts", "sum", "--json", "--image", "gpu=ghcr.io/acme/gpu:v1"]);
		expect(named.stderr).toBe(stderr);
		expect((await tsflyte(["serialize", "hello.ts", "sum", "--json", ...IMAGE])).stderr).toBe("");
	});

	it("refuses a file where the folder should be", async () => {
		const path = join(folder, "a-file");
		writeFileSync(path, "kept");
		for (const out of [path, join(path, "below")]) {
			const { code, stderr } = await tsflyte(["serialize", "hello.ts", "--out", out, ...IMAGE]);
			expect(stderr).toContain(`error [CLI_USAGE]: --out ${out}: a file is in the way of that folder`);
			expect(code).toBe(2);
		}
		expect(readFileSync(path, "utf8")).toBe("kept");
	});

	it("writes nothing when it cannot write everything, or does not know where", async () => {
		const twice = await tsflyte(["serialize", "hello.ts", "--out", join(folder, "none"), "--image", "not an image"]);
		expect(twice.code).toBe(2);
		expect(existsSync(join(folder, "none"))).toBe(false);
		expect((await tsflyte(["serialize", "hello.ts"])).stderr).toContain("give --out DIR, or --json for stdout");
		mkdirSync(join(folder, "taken", "0_plans.scale_1.pb"), { recursive: true });
		const taken = await tsflyte(["serialize", "plans.ts", "--out", join(folder, "taken"), ...IMAGE]);
		expect(taken.code).toBe(1);
		expect(taken.stderr).toContain("error [CLI_OUTPUT]: cannot write");
		const bad = await tsflyte(["serialize", "hello.ts", "--json", "--image", "not an image"]);
		expect(JSON.parse(bad.stderr).error.message).toContain('--image "not an image" is not an image reference');
	});
});

describe("tsflyte", () => {
	it("explains itself and each command", async () => {
		const overview = await tsflyte(["--help"]);
		expect(overview.code).toBe(0);
		for (const name of ["run", "ls", "check", "serialize", "help", "version"]) {
			expect(overview.stdout).toContain(`\n  ${name} `);
			const help = await tsflyte(["help", name]);
			expect(help.code).toBe(0);
			expect(help.stdout).toContain(`tsflyte ${name}`);
			expect((await tsflyte([name, "--help"])).stdout).toBe(help.stdout);
		}
		expect(await tsflyte([])).toEqual({ code: 2, signal: null, stdout: "", stderr: overview.stdout });
		const { commands } = JSON.parse((await tsflyte(["help", "--json"])).stdout) as { commands: { name: string }[] };
		expect(commands.map(({ name }) => name)).toContain("serialize");
	});

	it("knows its version", async () => {
		const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
			version: string;
		};
		expect((await tsflyte(["version"])).stdout).toBe(`${version}\n`);
		expect((await tsflyte(["--version"])).stdout).toBe(`${version}\n`);
		expect(JSON.parse((await tsflyte(["version", "--json"])).stdout)).toEqual({ name: "flytekit-ts", version });
	});

	it("does not mind a reader that goes away", () => {
		const bin = fileURLToPath(new URL("../../bin/tsflyte.js", import.meta.url));
		const script = `"${process.execPath}" "${bin}" ls hello.ts --json | head -c 10; echo "\${PIPESTATUS[0]}"`;
		const { stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: FIXTURES, encoding: "utf8" });
		expect(stdout.slice(10)).toBe("0\n");
		expect(stderr).toBe("");
	});
});
