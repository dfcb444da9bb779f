import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpackArchive } from "../../src/context/archive/unpack-archive.js";
import { protoJson } from "../../src/wire/json.js";
import { tsflyte } from "../cli/tsflyte.js";
import { inContainer, NAMESAKES, Project } from "./project.js";

const PROGRAM = [
	'import { task, workflow, type Inputs, type Int } from "flytekit-ts";',
	"export const half = task(({ x }: { x: Int }): Int => Math.trunc(x / 2) as Int);",
	"export const main = workflow(({ n }: Inputs<{ n: Int }>) => half({ x: n }));",
].join("\n");
const IMAGE = ["--image", "ghcr.io/acme/app:v1"];

const PYFLYTE =
	"H4sICAAAAAAC/2Zhc3RhMDQyZGJkZTRiYTY0ZjM3MjUzNjYyZDUwOTYwNGRjYS50YXIA7dSxasMwEAZgzX6KGxto7fM5SkogJWPHvoERRALh2A6KgpO3r0VLS4eUDnUW/99y4jhJ0/15kRe7N3N5tWZvg5oEf7hVmUV/n1O/ZClF0UXdwfkUTRi/V/MkJbXRt3ZblVpX8sycc6ZgLgZX1LXvfKzr/Hidbv9Xy+Xt/U9nkVWlpfrcf81rRYz9n1yO/Ef+I//nnP/tZMH/x/wXLn/mP68F+X8fLvQtucM12sZH8u2xD5GiOTWPNPShcYd+yLJdamR76yg+mA35Li7o6SXVTUajYOM5dGTGya9LaXr4bXp8amsWyBoAAAAAAAAAAAAAAACA//MOx1jtZAAoAAA=";

let project: Project;

beforeEach(() => {
	project = new Project();
	project.write("src/main.ts", PROGRAM);
});

afterEach(() => project.remove());

const pack = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
	tsflyte(["package", "src/main.ts", ...args], { cwd: project.root, env: { HOME: project.folder, ...env } });

/** What the archive holds, by name, as GNU tar unpacks it. */
function unpacked(name = "flyte-package.tgz"): Map<string, Buffer> {
	execFileSync("tar", ["-xzf", join(project.root, name), "-C", project.out]);
	return new Map(readdirSync(project.out).map((file) => [file, readFileSync(join(project.out, file))]));
}

interface TaskSpec {
	readonly template: { readonly id: object; readonly container: { readonly args: readonly string[] } };
}

describe("tsflyte package", () => {
	it("packs entities and code for flytectl, which fills in what only registering knows", async () => {
		const { code, stdout, stderr } = await pack([...IMAGE, "--fast"]);
		expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
		const files = unpacked();
		const names = [...files.keys()].sort();
		expect(names.slice(0, 3)).toEqual(["0_src.main.half_1.pb", "1_src.main.main_2.pb", "2_src.main.main_3.pb"]);
		expect(names[3]).toMatch(/^fast[0-9a-f]{32}\.tar\.gz$/);
		expect(stdout.trim().split("\n")).toEqual(names);
		const spec = protoJson(
			"flyteidl.admin.TaskSpec",
			files.get("0_src.main.half_1.pb") as Buffer,
		) as unknown as TaskSpec;
		expect(spec.template.id).toEqual({ resourceType: "TASK", name: "src.main.half" });
		expect(spec.template.container.args.slice(0, 7)).toEqual([
			"tsflyte-fast-execute",
			"--additional-distribution",
			"{{ .remote_package_path }}",
			"--dest-dir",
			"{{ .dest_dir }}",
			"--",
			"tsflyte-execute",
		]);
		const codeFolder = join(project.folder, "code");
		unpackArchive(files.get(names[3] as string) as Buffer, codeFolder);
		expect(await inContainer(codeFolder)).toMatchObject({ "src.main": { half: { name: "src.main.half" } } });
	});

	it("gives the same bytes again, and keeps an archive that is there unless it may replace it", async () => {
		await pack([...IMAGE, "--fast", "--out", "one.tgz"]);
		await pack([...IMAGE, "--fast", "--out", "two.tgz"]);
		const one = readFileSync(join(project.root, "one.tgz"));
		expect(Buffer.compare(one, readFileSync(join(project.root, "two.tgz")))).toBe(0);
		const again = await pack([...IMAGE, "--out", "one.tgz"]);
		expect([again.code, again.stderr]).toEqual([
			2,
			"error [PACKAGE_EXISTS]: one.tgz is there already\n  way out: --force replaces it, --out names another\n",
		]);
		expect((await pack([...IMAGE, "--out", "one.tgz", "-f"])).code).toBe(0);
		expect(readFileSync(join(project.root, "one.tgz")).length).not.toBe(one.length);
	});

	it("writes the code to a folder for the image, and says that the image must have it", async () => {
		const { stderr } = await pack(IMAGE);
		expect(stderr).toContain("the image must have the code: --code-dir writes it for the Dockerfile");
		const given = ["--project", "p", "--domain", "d", "--version", "v1", "--code-dir", "build", "--force"];
		expect((await pack([...IMAGE, ...given])).code).toBe(0);
		expect(await inContainer(join(project.root, "build"))).toMatchObject({ "src.main": { half: {} } });
		const files = unpacked();
		expect([...files.keys()].filter((name) => name.startsWith("fast"))).toEqual([]);
		const spec = protoJson(
			"flyteidl.admin.TaskSpec",
			files.get("0_src.main.half_1.pb") as Buffer,
		) as unknown as TaskSpec;
		expect(spec.template.id).toMatchObject({ project: "p", domain: "d", version: "v1" });
		expect(spec.template.container.args[0]).toBe("tsflyte-execute");
	});

	it("lists what is in the code and what is left out of it", async () => {
		project.write(".env", "TOKEN=canary");
		project.write("data.csv", "1");
		const { code, stderr } = await pack([...IMAGE, "--copy", "files", "--verbose"]);
		expect(code).toBe(0);
		expect(stderr).toMatch(/^code: \d+ files, [\d.]+ k?B packed, sha256 [0-9a-f]{12}$/m);
		expect(stderr).toMatch(/^ {2}src\/main\.mjs {2}\d+ B$/m);
		expect(stderr).toMatch(/^ {2}data\.csv {2}1 B$/m);
		expect(stderr).toMatch(/^left out: \.env \(secret\)$/m);
		const archive = readFileSync(join(project.root, "flyte-package.tgz"));
		expect(execFileSync("tar", ["-xzOf", "-"], { input: archive }).includes("canary")).toBe(false);
	});

	it("builds the images that tasks describe, by docker", async () => {
		project.write(
			"src/main.ts",
			`import { imageSpec, task } from "flytekit-ts";\nexport const t = task({ containerImage: imageSpec({ name: "app", registry: "ghcr.io/acme" }) }, () => 1);\n`,
		);
		const log = join(project.folder, "docker.log");
		const docker = join(project.folder, "docker");
		writeFileSync(docker, `#!/bin/sh\necho "$@" >> "${log}"\n`);
		chmodSync(docker, 0o755);
		const { code, stderr } = await pack([], { PATH: `${project.folder}:${process.env.PATH}` });
		expect(code).toBe(0);
		const [, image] = /^building image (ghcr\.io\/acme\/app:\S+)$/m.exec(stderr) ?? [];
		expect(readFileSync(log, "utf8")).toMatch(new RegExp(`^buildx build .*--tag ${image} .*--push`, "m"));
		const spec = protoJson("flyteidl.admin.TaskSpec", unpacked().get("0_src.main.t_1.pb") as Buffer);
		expect(JSON.stringify(spec)).toContain(image);
	});

	it("refuses two entities of one name with both places, and writes nothing", async () => {
		project.write("src/main.ts", NAMESAKES);
		const { code, stderr } = await pack([...IMAGE, "--fast", "--code-dir", "build"]);
		expect(code).toBe(2);
		expect(stderr).toContain('two workflows are called "same.w": at src/main.ts:3:18 and at src/main.ts:4:18');
		expect([existsSync(join(project.root, "flyte-package.tgz")), existsSync(join(project.root, "build"))]).toEqual([
			false,
			false,
		]);
	});

	it("unpacks what pyflyte packs", () => {
		// flytekit 1.15.4: `pyflyte --pkgs wf package --fast`, the archive of the code in it
		const archive = Buffer.from(PYFLYTE, "base64");
		expect(unpackArchive(archive, project.out)).toEqual(["wf/__init__.py", "wf/m.py"]);
		expect(readFileSync(join(project.out, "wf/m.py"), "utf8")).toContain("def w(a: int) -> int:");
	});
});
