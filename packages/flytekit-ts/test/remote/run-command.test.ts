import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { tsflyte } from "../cli/tsflyte.js";
import { Project } from "../packaging/project.js";
import { Deployment, literalMap } from "./deployment.js";

const PROGRAM = [
	'import { approve, mapTask, outputs, task, workflow, type FlyteFile, type Inputs, type Int } from "flytekit-ts";',
	"export const double = task(({ x }: { x: Int }): Int => (2 * x) as Int);",
	"export const divide = task(({ a, b }: { a: Int; b: Int }) => outputs({ q: (a / b) as Int, name: String(a) }));",
	"export const main = workflow(({ n = 3, name }: Inputs<{ n?: Int; name: string }>) => {",
	"	double({ x: n });",
	"	return divide({ a: n, b: n });",
	"});",
	"export const all = mapTask(double);",
	"export const reads = task(({ first, all }: { first: FlyteFile; all: FlyteFile[] }): Int => all.length as Int);",
].join("\n");

// each starts several processes
vi.setConfig({ testTimeout: 60_000 });

let project: Project;
let server: Deployment;

beforeAll(() => {
	project = new Project();
	project.write("src/main.ts", PROGRAM);
});
afterAll(() => project.remove());
beforeEach(async () => {
	server = new Deployment();
	await server.start();
});
afterEach(() => server.stop());

const run = (...args: string[]) =>
	tsflyte(["run", "--remote", "--image", "ghcr.io/acme/app:v1", ...args], {
		cwd: project.root,
		env: { ...server.env, HOME: project.folder },
	});
const int = (value: number) => ({ kind: "integer", value: BigInt(value) }) as const;

describe("tsflyte run --remote", () => {
	it("registers the program, starts an execution and prints its name", async () => {
		const { code, stdout, stderr } = await run("src/main.ts", "main", "--name", "a", "--n", "4", "--env", "A=b");
		expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
		const { id, spec, inputs } = server.last;
		expect(stdout).toBe(`${id.name}\n`);
		const { version = "" } = spec.launchPlan ?? {};
		expect(version).toMatch(/^[\w-]{22}$/);
		expect(spec.launchPlan).toMatchObject({ resourceType: 3, name: "src.main.main" });
		expect(server.created).toContain(`workflow src.main.main@${version}`);
		expect(server.store.size).toBe(1);
		expect([...inputs.literals.keys()].sort()).toEqual(["n", "name"]);
		expect(spec.envs?.values).toEqual([{ key: "A", value: "b" }]);
		expect(stderr).toContain(`registered as version ${version} in flytesnacks:development\n`);
		expect(stderr).toContain(
			`execution ${id.name}: http://${server.endpoint}/console/projects/flytesnacks/domains/development/executions/${id.name}\n`,
		);
	});

	it("follows it with --wait, says what happens, and prints what it gave as a run here does", async () => {
		server.onExecution = (execution) => {
			execution.phase = "RUNNING";
			execution.nodes = [
				{ id: "n0", phase: "SUCCEEDED", attempts: [{ phase: "SUCCEEDED" }] },
				{ id: "n1", phase: "RUNNING", attempts: [{ phase: "RUNNING" }] },
			];
			execution.onLook = (time) => {
				if (time < 3) return;
				execution.nodes[1] = { id: "n1", phase: "SUCCEEDED", attempts: [{ phase: "SUCCEEDED" }] };
				execution.succeed(literalMap({ q: int(1), name: { kind: "string", value: "four" } }));
			};
		};
		const args = ["--wait", "--poll-interval", "0.01", "src/main.ts", "main", "--name", "a"];
		const { code, stdout, stderr } = await run(...args);
		expect({ code, stdout }).toEqual({ code: 0, stdout: "q: 1\nname: four\n" });
		const { name } = server.last.id;
		const lines = stderr
			.slice(stderr.indexOf(`${name} RUNNING`))
			.trimEnd()
			.split("\n");
		expect(lines).toEqual([`${name} RUNNING`, "  n0 SUCCEEDED", "  n1 RUNNING", "  n1 SUCCEEDED", `${name} SUCCEEDED`]);
		const json = await run("--json", ...args);
		expect([json.code, JSON.parse(json.stdout)]).toEqual([0, { q: 1, name: "four" }]);
		expect(json.stderr).toBe("");
	});

	it("uploads local files first, named by flags and in a file of inputs, and leaves URIs alone", async () => {
		project.write("data/a.txt", "one");
		project.write("data/b.txt", "two");
		project.write("inputs.json", JSON.stringify({ first: "data/a.txt", all: ["data/b.txt", "s3://there/c.txt"] }));
		const { code, stderr } = await run("src/main.ts", "reads", "--inputs-file", "inputs.json");
		expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
		const uriOf = (literal: unknown) => /"uri":"([^"]+)"/.exec(JSON.stringify(literal))?.[1] ?? "";
		const { first, all } = Object.fromEntries(server.last.inputs.literals);
		const uris = [
			uriOf(first),
			...(all as never as { value: { value: { literals: object[] } } }).value.value.literals.map(uriOf),
		];
		expect(uris[2]).toBe("s3://there/c.txt");
		expect(uris.slice(0, 2).map((uri) => server.store.get(uri)?.toString())).toEqual(["one", "two"]);
		const flag = await run("src/main.ts", "reads", "--first", "data/b.txt", "--all", "data/a.txt");
		expect(flag.code, flag.stderr).toBe(0);
		const given = Object.fromEntries(server.last.inputs.literals).first;
		expect(server.store.get(uriOf(given))?.toString()).toBe("two");
	});

	it("ends with 1 and the cluster's error when the execution fails", async () => {
		server.onExecution = (execution) => execution.fail("USER:Error", "it went wrong");
		const { code, stdout, stderr } = await run("--wait", "src/main.ts", "double", "--x", "1");
		expect([code, stdout]).toEqual([1, ""]);
		expect(stderr).toContain(
			`error [REMOTE_EXECUTION_FAILED]: execution flytesnacks:development:${server.last.id.name}`,
		);
		expect(stderr).toContain("ended as FAILED: USER:Error (user error): it went wrong");
		expect(server.last.spec.launchPlan).toMatchObject({ resourceType: 1, name: "src.main.double" });
	});

	it("sends what is said about launching, under the names that pyflyte has too, and none of it into the version", async () => {
		const plain = await run("--json", "src/main.ts", "double", "--x", "1");
		const { version } = JSON.parse(plain.stdout).entity;
		const given = [
			"--name=mine",
			"--labels=team=data",
			"--annotation=a=b",
			"--tags=one",
			"--tag=two",
			"--envvars=A=b",
			"--overwrite-cache",
			"--no-interruptible",
			"--max-parallelism=7",
			"--raw-output-prefix=s3://out/x",
			"--service-account=runner",
			"--disable-notifications",
			"--cluster-pool=big",
			"-p",
			"flytesnacks",
			"-d",
			"development",
		];
		const { code, stdout, stderr } = await run("--json", ...given, "src/main.ts", "double", "--x", "1");
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(JSON.parse(stdout)).toMatchObject({
			execution: { project: "flytesnacks", domain: "development", name: "mine" },
			phase: "QUEUED",
			entity: { kind: "task", name: "src.main.double", version },
			labels: { team: "data" },
			annotations: { a: "b" },
			tags: ["one", "two"],
		});
		expect(server.execution("mine").spec).toMatchObject({
			envs: { values: [{ key: "A", value: "b" }] },
			overwriteCache: true,
			interruptible: false,
			maxParallelism: 7,
			rawOutputDataConfig: { outputLocationPrefix: "s3://out/x" },
			securityContext: { runAs: { k8sServiceAccount: "runner" } },
			notificationOverrides: { $case: "disableAll", value: true },
			clusterAssignment: { clusterPoolName: "big" },
		});
	});

	it("refuses wrong inputs, maps and flags out of place before it calls anybody", async () => {
		const wrong = await run("src/main.ts", "double", "--x", "one");
		expect(wrong.code).toBe(2);
		expect(wrong.stderr).toContain("--x");
		const here = await run("--concurrency", "3", "src/main.ts", "double", "--x", "1");
		expect(here.code).toBe(2);
		expect(here.stderr).toContain("--concurrency has no meaning with --remote");
		const local = await tsflyte(["run", "--wait", "src/main.ts", "double", "--x", "1"], { cwd: project.root });
		expect(local.code).toBe(2);
		expect(local.stderr).toContain("--wait needs --remote");
		const both = await tsflyte(
			["run", "--overwrite-cache", "--max-parallelism", "2", "src/main.ts", "double", "--x", "1"],
			{
				cwd: project.root,
			},
		);
		expect([both.code, both.stdout]).toEqual([0, "2\n"]);
		const map = await run("src/main.ts", "all", "--x", "1");
		expect(map.code).toBe(2);
		expect(map.stderr).toContain("is a map, which Flyte has as a part of workflows only");
		expect(server.calls).toEqual([]);
	});

	it("names a deployment that does not answer", async () => {
		server.stop();
		const { code, stderr } = await run("src/main.ts", "double", "--x", "1");
		expect(code).toBe(1);
		expect(stderr).toContain("error [REMOTE_UNREACHABLE]: cannot reach Flyte at dns:///127.0.0.1:");
		expect(stderr).toContain("way out: check that the server runs");
	});
});
