import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BuildCodeOptions, buildCode } from "../../src/loader/packaging/build-code.js";
import { projectTree } from "../../src/loader/packaging/project-tree.js";
import { Project } from "./project.js";

let project: Project;

beforeEach(() => {
	project = new Project();
});

afterEach(() => project.remove());

const build = (file: string, options: Partial<BuildCodeOptions> = {}) =>
	buildCode([file], { root: project.root, ...options });
const paths = (built: { readonly files: readonly { readonly path: string }[] }) => built.files.map(({ path }) => path);
const named = (found: readonly { readonly name: string; readonly version: string; readonly why?: string }[]) =>
	found.map(({ name, version, why }) => `${name}@${version}${why === undefined ? "" : `: ${why}`}`);
const TASK = 'import { task } from "flytekit-ts";\n';

describe("packages of a bundle", () => {
	it("builds plain JavaScript in, CommonJS that requires builtins too", async () => {
		project.install("esm", { "index.js": "export const esm = 1;\n" }, { type: "module", main: "index.js" });
		project.install("cjs", {
			"index.js": 'const { sep } = require("path");\nexports.cjs = sep;\nexports.dep = require("dep");\n',
		});
		project.install("dep", { "index.js": "module.exports = 3;\n" });
		const main = project.write(
			"main.ts",
			`${TASK}import { esm } from "esm";\nimport { cjs, dep } from "cjs";\nexport const t = task(() => 1);\nexport const all = [esm, cjs, dep];\n`,
		);
		const built = await build(main);
		expect(named(built.bundled).sort()).toEqual(["cjs@1.2.3", "dep@1.2.3", "esm@1.2.3"]);
		expect([built.copied, built.needed]).toEqual([[], []]);
		expect(await project.unpacked(built)).toMatchObject({ main: { all: [1, "/", 3], t: { name: "main.t" } } });
	});

	it("copies what reads files of its own, with what it needs, each version at its place", async () => {
		project.install(
			"reader",
			{
				"index.js":
					'const { readFileSync } = require("fs");\nexports.text = readFileSync(__dirname + "/data.txt", "utf8") + require("dep").version;\n',
				"data.txt": "read ",
				"index.d.ts": "export const text: string;",
				"index.js.map": "{}",
				"README.md": "# reader",
			},
			{ dependencies: { dep: "*", absent: "*" } },
		);
		project.install("dep", { "index.js": 'exports.version = "outer";\n' });
		project.install("reader/node_modules/dep", { "index.js": 'exports.version = "inner";\n' }, { name: "dep" });
		const main = project.write(
			"main.ts",
			`${TASK}import { text } from "reader";\nimport { version } from "dep";\nexport const t = task(() => 1);\nexport const all = [text, version];\n`,
		);
		const built = await build(main);
		expect(named(built.copied)).toEqual(["reader@1.2.3", "dep@1.2.3"]);
		expect(named(built.bundled)).toEqual(["dep@1.2.3"]);
		expect(paths(built).filter((path) => path.startsWith("node_modules/"))).toEqual([
			"node_modules/dep/index.js",
			"node_modules/dep/package.json",
			"node_modules/reader/data.txt",
			"node_modules/reader/index.js",
			"node_modules/reader/package.json",
		]);
		expect(await project.unpacked(built)).toMatchObject({ main: { all: ["read inner", "outer"] } });
	});

	it("leaves machine code, what needs it, and what is not installed to the image, and names it", async () => {
		project.install("machine", {
			"index.js": 'require("loader");\nmodule.exports = require("./build/machine.node");\n',
			"build/machine.node": "ELF",
		});
		// only machine needs it, so machine brings it
		project.install("loader", { "index.js": "exports.at = __dirname;\n" });
		project.install(
			"around",
			{ "index.js": 'exports.a = [__dirname, require("machine")];\n' },
			{ dependencies: { machine: "*" } },
		);
		const main = project.write(
			"main.ts",
			`${TASK}export const t = task(async () => {\n\tawait import("machine");\n\tawait import("around");\n\t// @ts-ignore\n\tawait import("nowhere/sub");\n\treturn 1;\n});\n`,
		);
		const built = await build(main);
		expect(named(built.needed).sort()).toEqual([
			"around@1.2.3: needs machine, which is native",
			"machine@1.2.3: native",
			"nowhere@: not installed here",
		]);
		expect(paths(built).filter((path) => path.includes("node_modules"))).toEqual([]);
		expect(await project.unpacked(built)).toMatchObject({ main: { t: { name: "main.t" } } });
	});
});

describe("files beside the code of a bundle", () => {
	it("ships what the code names by import.meta, and says where it does not name it", async () => {
		for (const name of ["a.csv", "b/b.csv", "b/c.csv", "d.csv", "not-asked.csv"]) project.write(`src/${name}`, name);
		const main = project.write(
			"src/main.ts",
			[
				'import { readFileSync } from "node:fs";',
				'import { join } from "node:path";',
				'import { task } from "flytekit-ts";',
				'export const url = readFileSync(new URL("./a.csv", import.meta.url), "utf8");',
				'export const folder = readFileSync(new URL("./b/", import.meta.url).pathname + "c.csv", "utf8");',
				'export const joined = readFileSync(join(import.meta.dirname, "..", "src", "d.csv"), "utf8");',
				"// import.meta.filename in a comment is nothing",
				"export const t = task((): string => import.meta.dirname);",
			].join("\n"),
		);
		const built = await build(main);
		expect(paths(built).filter((path) => path.endsWith(".csv"))).toEqual([
			"src/a.csv",
			"src/b/b.csv",
			"src/b/c.csv",
			"src/d.csv",
		]);
		expect(built.unclear).toEqual(["src/main.ts:8"]);
		expect(await project.unpacked(built)).toMatchObject({
			"src.main": { url: "a.csv", folder: "b/c.csv", joined: "d.csv" },
		});
		const included = await build(main, { include: ["*.csv", "!d.csv"] });
		expect(paths(included)).toContain("src/not-asked.csv");
		expect(included.unclear).toEqual([]);
	});

	it("ships no secret, link or file outside the project that the code names, and says so", async () => {
		project.write(".env", "TOKEN=canary");
		project.write("data/key.pem", "canary");
		project.write("data/fine.txt", "fine");
		writeFileSync(join(project.folder, "outside.txt"), "canary");
		symlinkSync(join(project.folder, "outside.txt"), join(project.root, "data/link.txt"));
		const main = project.write(
			"main.ts",
			`${TASK}export const t = task(() => [new URL(".env", import.meta.url), new URL("./data", import.meta.url), new URL("../outside.txt", import.meta.url)].join());\n`,
		);
		const built = await build(main, { include: ["*.pem", ".env*"] });
		expect(built.leftOut).toEqual([
			{ path: "../outside.txt", why: "outside the project" },
			{ path: ".env", why: "secret" },
			{ path: "data/key.pem", why: "secret" },
			{ path: "data/link.txt", why: "link" },
		]);
		expect(paths(built)).toContain("data/fine.txt");
		expect(built.files.filter(({ bytes }) => Buffer.from(bytes).includes("canary"))).toEqual([]);
	});
});

describe("code as files", () => {
	it("keeps each file at its place, with imports by alias and of the workspace, and everything that is no source", async () => {
		project.write("package.json", '{"type":"module","imports":{"#lib/*":"./lib/*.ts"}}');
		project.write("tsconfig.json", '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}');
		project.write(
			"src/deep/helper.ts",
			'import conf from "./conf.json" with { type: "json" };\nexport const helper = conf.a;\n',
		);
		project.write("src/deep/conf.json", '{"a":4}');
		project.write("lib/one.ts", "export enum One { A = 1 }\n");
		project.write("data/rows.csv", "1,2");
		project.install("left", { "index.js": "module.exports = 1;\n" });
		const main = project.write(
			"src/main.ts",
			[
				'import { readFileSync } from "node:fs";',
				'import { One } from "#lib/one";',
				'import { helper } from "@/deep/helper";',
				'import { task } from "flytekit-ts";',
				"export const t = task(async () => (await import('left')).default as number);",
				"export const all: unknown[] = [One.A, helper];",
				'export const rows = readFileSync(new URL("../data/rows.csv", import.meta.url), "utf8");',
			].join("\n"),
		);
		const built = await build(main, { layout: "files" });
		expect(paths(built).filter((path) => !path.endsWith(".map"))).toEqual([
			"_flytekit-ts.mjs",
			"data/rows.csv",
			"flyte-manifest.json",
			"lib/one.mjs",
			"package.json",
			"src/deep/conf.json",
			"src/deep/helper.mjs",
			"src/main.mjs",
		]);
		expect(built.manifest.modules).toEqual({ "src.main": "src/main.mjs" });
		expect(named(built.needed)).toEqual(["left@1.2.3: left to the image"]);
		expect(await project.unpacked(built)).toEqual({
			"src.main": { t: { name: "src.main.t", inputs: [] }, all: [1, 4], rows: "1,2" },
		});
	});
});

describe("projectTree", () => {
	const leftOut = () => projectTree(project.root).leftOut.map(({ path, why }) => `${path} ${why}`);

	it("leaves out keys, tokens and passwords by their names, wherever they lie", () => {
		const secrets = [
			".env",
			".env.production",
			"prod.env",
			"deep/ID_RSA",
			"deep/id_ed25519.pub",
			"tls/server.PEM",
			"tls/server.key",
			"store.p12",
			".npmrc",
			".netrc",
			"credentials.json",
			"gcp-service-account.json",
			"client_secret.json",
			"secrets.yaml",
			"main.tfstate",
			".ssh/config",
			".aws/credentials",
		];
		const fine = ["environment.ts", "keys.ts", "data/monkey.csv", "secretary.txt", "src/credentials-view.ts"];
		for (const name of [...secrets, ...fine]) project.write(name, "x");
		const { files } = projectTree(project.root);
		expect(files).toEqual([...fine, "package.json"].sort());
		const expected = secrets.map((name) => name.replace(/^(\.ssh|\.aws)\/.*/, "$1/"));
		expect(leftOut().filter((line) => line.endsWith(" secret"))).toEqual(
			[...expected].sort().map((path) => `${path} secret`),
		);
	});

	it("reads .gitignore in every folder and above, .dockerignore and .flyteignore at the top", () => {
		mkdirSync(join(project.folder, ".git"));
		writeFileSync(join(project.folder, ".gitignore"), "/project/from-above.txt\n");
		project.write(".gitignore", "*.log\nbuild/\n");
		project.write("sub/.gitignore", "!keep.log\nlocal.txt\n");
		project.write(".dockerignore", "# comment\nonly-top.txt\n**/any.txt\nfolder\n!folder/kept.txt\n");
		project.write(".flyteignore", "notebooks/*.ipynb\n");
		const ignored = [
			"from-above.txt",
			"a.log",
			"build/x",
			"sub/local.txt",
			"only-top.txt",
			"sub/any.txt",
			"notebooks/a.ipynb",
		];
		const kept = ["sub/keep.log", "local.txt", "sub/only-top.txt", "sub/notebooks/a.ipynb", "sub/from-above.txt"];
		for (const name of [...ignored, ...kept]) project.write(name, "x");
		expect(projectTree(project.root).files).toEqual([...kept, "package.json"].sort());
		expect(leftOut().filter((line) => line.endsWith(" ignored"))).toEqual(
			ignored.map((path) => `${path.replace("build/x", "build/")} ignored`).sort(),
		);
	});

	it("leaves out links to files and folders, packages, repositories and what is no file", () => {
		symlinkSync("/etc", join(project.root, "etc"));
		symlinkSync("package.json", join(project.root, "same.json"));
		mkdirSync(join(project.root, ".git"));
		expect(projectTree(project.root).files).toEqual(["package.json"]);
		expect(leftOut()).toEqual([".git/ tool's own", "etc link", "node_modules/ tool's own", "same.json link"]);
	});
});
