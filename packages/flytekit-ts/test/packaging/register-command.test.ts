import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpackArchive } from "../../src/context/archive/unpack-archive.js";
import { LaunchPlanSpec } from "../../src/wire/gen/flyteidl/admin/launch_plan.js";
import type { TaskTemplate } from "../../src/wire/gen/flyteidl/core/tasks.js";
import { protoJson } from "../../src/wire/json.js";
import { tsflyte } from "../cli/tsflyte.js";
import { inContainer, NAMESAKES, Project } from "./project.js";
import { RegistryServer } from "./registry-server.js";

const PROGRAM = [
	'import { every, launchPlan, task, workflow, type Inputs, type Int } from "flytekit-ts";',
	'import { inner } from "./lib/inner.js";',
	"export const double = task({ cache: true }, ({ x }: { x: Int }): Int => (2 * x) as Int);",
	'export const nightly = launchPlan(inner, { name: "nightly", fixedInputs: { n: 3 }, schedule: every("1h") });',
	"export const main = workflow(({ n }: Inputs<{ n: Int }>) => {",
	"	nightly();",
	"	return double({ x: n });",
	"});",
].join("\n");
const INNER = [
	'import { task, workflow, type Inputs, type Int } from "flytekit-ts";',
	"export const half = task(({ x }: { x: Int }): Int => Math.trunc(x / 2) as Int);",
	"export const inner = workflow(({ n }: Inputs<{ n: Int }>) => half({ x: n }));",
].join("\n");
const IMAGE = ["--image", "ghcr.io/acme/app:v1"];

let project: Project;
let server: RegistryServer;

beforeEach(async () => {
	project = new Project();
	project.write("src/lib/inner.ts", INNER);
	project.write("src/main.ts", PROGRAM);
	server = new RegistryServer();
	await server.start();
});

afterEach(() => {
	server.stop();
	project.remove();
});

const surroundings = () => ({ cwd: project.root, env: { ...server.env, HOME: project.folder } });
const register = (...args: string[]) => tsflyte(["register", "src/main.ts", ...IMAGE, ...args], surroundings());

interface Report {
	readonly version: string;
	readonly entities: readonly {
		readonly name: string;
		readonly kind: string;
		readonly state: string;
		readonly previous: string;
	}[];
	readonly code: { readonly location: string; readonly files: readonly string[]; readonly digest: string };
}

async function report(...args: string[]): Promise<Report> {
	const { code, stdout, stderr } = await register("--json", ...args);
	expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
	return JSON.parse(stdout);
}

const states = ({ entities }: Report) => entities.map(({ kind, name, state }) => `${state} ${kind} ${name}`);

describe("tsflyte register", () => {
	it("uploads the built code and creates what is called before what calls it", async () => {
		const said = await report();
		expect(said.version).toMatch(/^[\w-]{22}$/);
		expect(server.created.map((key) => key.replace(`@${said.version}`, ""))).toEqual([
			"task src.main.double",
			"task src.lib.inner.half",
			"workflow src.lib.inner.inner",
			"launchPlan src.lib.inner.inner",
			"launchPlan nightly",
			"workflow src.main.main",
			"launchPlan src.main.main",
		]);
		expect([...server.store.keys()]).toEqual([said.code.location]);
		const template = server.content(`task src.main.double@${said.version}`) as TaskTemplate;
		const args = template.target?.$case === "container" ? template.target.value.args : [];
		expect(args.slice(0, 7)).toEqual([
			"tsflyte-fast-execute",
			"--additional-distribution",
			said.code.location,
			"--dest-dir",
			".",
			"--",
			"tsflyte-execute",
		]);
		unpackArchive(server.store.get(said.code.location) as Buffer, project.out);
		const found = await inContainer(project.out);
		const version = template.metadata?.discoveryVersion;
		expect(version).toMatch(/^[\w-]{22}$/);
		expect(found["src.main"]?.double).toEqual({ name: "src.main.double", inputs: ["x"], cache: version });
	});

	it("says what is new, changed and the same, and changes nothing when nothing changed", async () => {
		const first = await report();
		expect(states(first).every((line) => line.startsWith("new "))).toBe(true);
		const [created, stored] = [server.created.length, server.store.size];
		const again = await report();
		expect(again.version).toBe(first.version);
		expect(states(again).every((line) => line.startsWith("same "))).toBe(true);
		expect([server.created.length, server.store.size]).toEqual([created, stored]);
		project.write("src/main.ts", `${PROGRAM}\nexport const more = task(() => 1);\n`);
		const changed = await report();
		expect(changed.version).not.toBe(first.version);
		expect(states(changed)).toContain("new task src.main.more");
		expect(states(changed)).toContain("changed task src.main.double");
		expect(changed.entities.find(({ name }) => name === "src.main.double")?.previous).toBe(first.version);
		const { stdout } = await register();
		expect(stdout).toContain("same     task         src.main.double\n");
		expect(stdout).toContain(
			`registered in flytesnacks:development, version ${changed.version}: 0 new, 0 changed, 8 same`,
		);
	});

	it("makes another version of another image, environment or launch option, and of nothing else", async () => {
		const versions = [
			await report("--dry-run"),
			await report("--dry-run", "--project", "elsewhere"),
			await report("--dry-run", "--env", "A=b"),
			await report("--dry-run", "--label", "team=data"),
			await report("--dry-run", "--copy", "none"),
		].map(({ version }) => version);
		expect(new Set(versions).size).toBe(5);
		const image = "ghcr.io/acme/app:v2";
		const other = await tsflyte(["register", "src/main.ts", "--dry-run", "--json", "--image", image], surroundings());
		expect(versions).not.toContain(JSON.parse(other.stdout).version);
		const two = await register("--image", image);
		expect([two.code, two.stderr.split("\n")[0]]).toEqual([
			2,
			"error [CLI_FLAG_VALUE]: --image is given twice without a name",
		]);
		expect((await report("--dry-run")).version).toBe(versions[0]);
		expect(server.created).toEqual([]);
		expect(server.store.size).toBe(0);
	});

	it("refuses a version that is there with other content, naming what differs, before anything is created or uploaded", async () => {
		await report("--version", "v1");
		const before = [server.created.length, server.store.size];
		project.write(
			"src/main.ts",
			PROGRAM.replace("2 * x", "3 * x").replace("double =", "added = task(() => 1);\nexport const double ="),
		);
		for (const args of [
			["--version", "v1"],
			["--version", "v1", "--dry-run"],
		]) {
			const { code, stdout, stderr } = await register(...args);
			expect([code, stdout]).toEqual([1, ""]);
			expect(stderr).toContain(
				`error [REGISTER_CONFLICT]: version v1 is registered in flytesnacks:development of dns:///${server.endpoint} already, with other content; nothing was registered`,
			);
			expect(stderr).toMatch(
				/\n {2}task src\.main\.double: metadata\.discoveryVersion is "[\w-]+" there, "[\w-]+" here/,
			);
			// of long texts the place where they differ is shown
			const [, there, here] = /container\.args\[2\] is (\S+) there, (\S+) here/.exec(stderr) ?? [];
			expect(there).toMatch(/^\.\.\./);
			expect(here).not.toBe(there);
			expect(stderr).toContain("way out: give another --version, or none");
		}
		expect([server.created.length, server.store.size]).toEqual(before);
		expect(server.created).not.toContain("task src.main.added@v1");
	});

	it("says what is there when the deployment refuses half way, and goes on from there the next time", async () => {
		server.refuse = (entity) =>
			entity === "workflow src.main.main"
				? { code: grpc.status.INVALID_ARGUMENT, details: "it does not compile" }
				: undefined;
		const { code, stderr } = await register("--version", "v1");
		expect(code).toBe(1);
		expect(stderr).toContain("error [REGISTER_INTERRUPTED]");
		expect(stderr).toContain("did not take workflow src.main.main");
		expect(stderr).toContain("it does not compile");
		expect(stderr).toContain("registered of version v1 are src.main.double, src.lib.inner.half");
		server.refuse = () => undefined;
		const said = await report("--version", "v1");
		expect(states(said).slice(-2)).toEqual(["new workflow src.main.main", "new launchPlan src.main.main"]);
		expect(
			states(said)
				.slice(0, -2)
				.every((line) => line.startsWith("same ")),
		).toBe(true);
	});

	it("creates nothing when the code could not be put into the store, and keeps the signature to itself", async () => {
		server.putStatus = 403;
		const { code, stderr } = await register();
		expect(code).toBe(1);
		expect(stderr).toContain("HTTP 403");
		expect(stderr).toContain("s3://store/flytesnacks/development/");
		expect(stderr).not.toContain("canary");
		expect(server.created).toEqual([]);
	});

	it("activates launch plans when told to, and lays options over those they have", async () => {
		await report("--version", "v1");
		expect(server.active).toEqual([]);
		const options = [
			"--label",
			"team=data",
			"--annotation",
			"a=b",
			"--service-account",
			"runner",
			"--max-parallelism",
			"7",
		];
		await report("--version", "v2", "--activate-launchplans", ...options, "--raw-output-prefix", "s3://out/x");
		expect(server.active).toEqual(["src.lib.inner.inner@v2", "nightly@v2", "src.main.main@v2"]);
		const spec = server.content("launchPlan nightly@v2") as LaunchPlanSpec;
		expect(protoJson("flyteidl.admin.LaunchPlanSpec", LaunchPlanSpec.encode(spec).finish())).toMatchObject({
			labels: { values: { team: "data" } },
			annotations: { values: { a: "b" } },
			maxParallelism: 7,
			rawOutputDataConfig: { outputLocationPrefix: "s3://out/x" },
			securityContext: { runAs: { k8sServiceAccount: "runner" } },
			entityMetadata: { schedule: { rate: { value: 1, unit: "HOUR" } } },
		});
	});

	it("leaves the code to the image with --copy none", async () => {
		const said = await report("--copy", "none");
		expect(said.code).toBe(null);
		expect(server.store.size).toBe(0);
		const template = server.content(`task src.main.double@${said.version}`) as TaskTemplate;
		expect(template.target?.$case === "container" && template.target.value.args[0]).toBe("tsflyte-execute");
	});

	it("refuses two entities of one name with both places, and registers neither", async () => {
		project.write("src/main.ts", NAMESAKES);
		const { code, stderr } = await register();
		expect(code).toBe(2);
		expect(stderr).toContain('two workflows are called "same.w": at src/main.ts:3:18 and at src/main.ts:4:18');
		expect(server.created).toEqual([]);
	});

	it("takes a folder for the files in it that have entities, tests left out", async () => {
		project.write("src/main.test.ts", 'import "flytekit-ts";\nthrow new Error("a test is no program");\n');
		project.write("src/plain.ts", 'throw new Error("it has no entities");\n');
		const args = ["register", "src", "--dry-run", "--json", ...IMAGE];
		const { code, stdout, stderr } = await tsflyte(args, surroundings());
		expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
		expect(states(JSON.parse(stdout)).sort()).toEqual(states(await report("--dry-run")).sort());
		project.write("empty/plain.ts", "export {};\n");
		const none = await tsflyte(["register", "empty", ...IMAGE], surroundings());
		expect(none.stderr).toContain("error [LOADER_IS_FOLDER]");
	});

	it("names the deployment that does not answer", async () => {
		const { endpoint } = server;
		server.stop();
		const { code, stderr } = await register();
		expect(code).toBe(1);
		expect(stderr).toContain(endpoint);
		expect(stderr).toContain("way out");
	});

	it("refuses files of two projects, and what is no way to copy", async () => {
		const other = mkdtempSync(join(tmpdir(), "flyte-other-"));
		const elsewhere = new Project();
		const file = elsewhere.write("b.ts", INNER);
		const two = await register(file);
		expect(two.stderr).toContain("error [PACKAGE_PROJECTS]: src/main.ts and ");
		elsewhere.remove();
		rmSync(other, { recursive: true });
		const copied = await register("--copy", "all");
		expect(copied.stderr).toContain('--copy is bundle, files or none, got "all"');
		expect([two.code, copied.code]).toEqual([2, 2]);
	});
});
