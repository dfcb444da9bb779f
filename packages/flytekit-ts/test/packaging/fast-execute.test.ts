import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packArchive } from "../../src/loader/packaging/archive.js";
import { buildCode } from "../../src/loader/packaging/build-code.js";
import { ErrorDocument } from "../../src/wire/gen/flyteidl/core/errors.js";
import { decodeLiteralMap, encodeLiteralMap } from "../../src/wire/index.js";
import { rawArchive } from "./hostile-tar.js";
import { Project } from "./project.js";

const COMMAND = fileURLToPath(new URL("../../bin/tsflyte-fast-execute.js", import.meta.url));

let project: Project;

beforeEach(() => {
	project = new Project();
	writeFileSync(join(project.folder, "inputs.pb"), encodeLiteralMap(new Map([["x", { kind: "integer", value: 20n }]])));
});

afterEach(() => project.remove());

const uri = (name: string) => pathToFileURL(join(project.folder, name)).href;

async function archived(layout: "bundle" | "files"): Promise<string> {
	const main = project.write(
		"src/main.ts",
		[
			'import { dynamic, task, type Int } from "flytekit-ts";',
			"export const double = task(({ x }: { x: Int }): Int => (2 * x) as Int);",
			"export const chain = dynamic(({ x }: { x: Int }) => double({ x: double({ x }) }));",
		].join("\n"),
	);
	const { files } = await buildCode([main], { root: project.root, layout });
	writeFileSync(join(project.folder, "code.tar.gz"), (await packArchive(files)).bytes);
	return uri("code.tar.gz");
}

interface Ended {
	readonly code: number;
	readonly stderr: string;
	/** What it left below the output prefix. */
	readonly left: readonly string[];
}

function run(distribution: string, command: readonly string[], destination = "."): Promise<Ended> {
	const out = join(project.folder, "out");
	const args = ["--additional-distribution", distribution, "--dest-dir", destination, "--", ...command];
	const env = { ...process.env, FLYTE_INTERNAL_TASK_VERSION: "v1", FLYTE_INTERNAL_IMAGE: "app:v1" };
	return new Promise((done) => {
		execFile(process.execPath, [COMMAND, ...args], { cwd: project.out, env }, (error, _stdout, stderr) => {
			const left = existsSync(out) ? readdirSync(out).sort() : [];
			done({ code: typeof error?.code === "number" ? error.code : 0, stderr, left });
		});
	});
}

const execute = (name: string) => [
	...["tsflyte-execute", "--inputs", uri("inputs.pb"), "--output-prefix", uri("out")],
	...["--raw-output-data-prefix", uri("raw"), "--resolver", "flytekit-ts.default"],
	...["--", "task-module", "src.main", "task-name", name],
];

function errorLeft() {
	return ErrorDocument.decode(readFileSync(join(project.folder, "out/error.pb"))).error;
}

describe("tsflyte-fast-execute", () => {
	it.each(["bundle", "files"] as const)("runs a task of code as %s", async (layout) => {
		const { code, stderr, left } = await run(await archived(layout), execute("double"));
		expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: ["outputs.pb"] });
		const outputs = decodeLiteralMap(readFileSync(join(project.folder, "out/outputs.pb")));
		expect(outputs.get("o0")).toEqual({ kind: "integer", value: 40n });
	});

	it("unpacks to the folder it is told, and tells a dynamic's tasks of the same code", async () => {
		const distribution = await archived("bundle");
		const { stderr, left } = await run(distribution, execute("chain"), "code/here");
		expect({ stderr, left }).toEqual({ stderr: "", left: ["futures.pb"] });
		expect(readdirSync(project.out)).toEqual(["code"]);
		expect(existsSync(join(project.out, "code/here/flyte-manifest.json"))).toBe(true);
		const futures = readFileSync(join(project.folder, "out/futures.pb"), "latin1");
		expect(futures).toContain("tsflyte-fast-execute");
		expect(futures).toContain(distribution);
		expect(futures).toContain("code/here");
	});

	it("answers for code that is not there, and for an archive that nobody should unpack", async () => {
		const absent = await run(uri("nowhere.tar.gz"), execute("double"));
		expect([absent.code, absent.left]).toEqual([0, ["error.pb"]]);
		expect(errorLeft()?.message).toContain(`the code at ${uri("nowhere.tar.gz")} cannot be had`);
		writeFileSync(
			join(project.folder, "bad.tar.gz"),
			rawArchive([{ name: "a.mjs" }, { name: "../escaped", content: "x" }]),
		);
		const hostile = await run(uri("bad.tar.gz"), execute("double"));
		expect([hostile.code, hostile.left]).toEqual([0, ["error.pb"]]);
		expect(errorLeft()?.message).toContain(`the archive's member "../escaped" leaves the folder by ..`);
		expect(readdirSync(project.out)).toEqual([]);
		expect(existsSync(join(project.folder, "escaped"))).toBe(false);
	});

	it("runs a command that is not ours as it is, in the folder, with its exit code", async () => {
		mkdirSync(join(project.out, "code"));
		const command = ["sh", "-c", "test -f flyte-manifest.json && exit 7"];
		expect((await run(await archived("bundle"), command, "code")).code).toBe(7);
	});

	it.each([
		[["--dest-dir", ".", "--", "x"], "--additional-distribution is missing"],
		[
			["--additional-distribution", "{{ .remote_package_path }}", "--dest-dir", ".", "--", "x"],
			"is {{ .remote_package_path }}, a template that nobody filled in",
		],
		[["--additional-distribution", "file:///x", "--dest-dir", "."], "nothing after -- says what to run"],
	])("refuses %j", async (args, says) => {
		const said = await new Promise<{ code: unknown; stderr: string }>((done) =>
			execFile(process.execPath, [COMMAND, ...args], (error, _stdout, stderr) => done({ code: error?.code, stderr })),
		);
		expect(said.code).toBe(2);
		expect(said.stderr).toContain(says);
	});
});
