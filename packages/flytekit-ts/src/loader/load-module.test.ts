import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isFlyteError } from "../errors/index.js";
import { buildFolder } from "./cache-folder.js";
import { entryFile } from "./entry-file.js";
import { buildProgram, loadModule } from "./load-module.js";

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "flyte-loader-"));
	write("package.json", '{"type":"module"}');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): string {
	const file = join(root, name);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
	return file;
}

const load = (file: string) => loadModule(file, { root });

async function failure(run: () => unknown): Promise<{ code: string; message: string }> {
	try {
		await run();
	} catch (error) {
		if (isFlyteError(error)) return { code: error.code, message: error.message.replaceAll(root, "ROOT") };
		throw error;
	}
	throw new Error("nothing was thrown");
}

describe("loadModule", () => {
	it("loads TypeScript with its relative imports, path aliases and subpath imports as one program", async () => {
		write("package.json", '{"type":"module","imports":{"#sub":"./src/sub.ts"}}');
		write("tsconfig.json", '{"compilerOptions":{"paths":{"@lib/*":["./src/lib/*"]}}}');
		const sub = write("src/sub.ts", "export const sub: number = 1;");
		const lib = write("src/lib/two.ts", "export enum E { A = 2 }\nexport const two = E.A;");
		const rel = write("src/rel.ts", "export const rel = 3 as const;");
		const main = write(
			"src/main.ts",
			'import { sub } from "#sub";\nimport { two } from "@lib/two";\nimport { rel } from "./rel.js";\nexport const all = [sub, two, rel];\n',
		);
		const loaded = await load(main);
		expect(loaded.namespace.all).toEqual([1, 2, 3]);
		expect([...loaded.files].sort()).toEqual([sub, lib, rel, main].sort());
	});

	it("keeps import.meta of each file its own", async () => {
		write("lib/dep.ts", "export const dep = [import.meta.filename, import.meta.dirname];");
		const main = write("main.ts", 'export { dep } from "./lib/dep.js";\nexport const url = import.meta.url;\n');
		const { namespace } = await load(main);
		expect(namespace.url).toBe(`file://${main}`);
		expect(namespace.dep).toEqual([join(root, "lib/dep.ts"), join(root, "lib")]);
	});

	it("resolves bare imports from the project", async () => {
		write("node_modules/pad/package.json", '{"name":"pad","type":"module","exports":"./index.js"}');
		write("node_modules/pad/index.js", "export const pad = 'from the project';");
		const main = write("main.ts", 'import { pad } from "pad";\nexport const got: string = pad;\n');
		expect((await load(main)).namespace.got).toBe("from the project");
		expect(existsSync(join(root, "node_modules/.cache/flytekit-ts/build"))).toBe(true);
	});

	it("builds where node_modules truly is: source maps start from there", () => {
		mkdirSync(join(root, "elsewhere/node_modules"), { recursive: true });
		symlinkSync(join(root, "elsewhere/node_modules"), join(root, "node_modules"));
		expect(buildFolder(root)).toBe(join(root, "elsewhere/node_modules/.cache/flytekit-ts/build"));
	});

	it("bundles a workspace's own TypeScript packages, and leaves those with JavaScript to Node", async () => {
		write("packages/shared/package.json", '{"name":"@acme/shared","type":"module","exports":"./src/index.ts"}');
		const shared = write("packages/shared/src/index.ts", "export const shared: number = 7;");
		write("packages/plain/package.json", '{"name":"plain","type":"module","exports":"./index.js"}');
		write("packages/plain/index.js", "export const plain = 8;");
		mkdirSync(join(root, "node_modules/@acme"), { recursive: true });
		symlinkSync(join(root, "packages/shared"), join(root, "node_modules/@acme/shared"));
		symlinkSync(join(root, "packages/plain"), join(root, "node_modules/plain"));
		const main = write("main.ts", 'export { shared } from "@acme/shared";\nexport { plain } from "plain";\n');
		const { namespace, files } = await load(main);
		expect([namespace.shared, namespace.plain]).toEqual([7, 8]);
		expect([...files].sort()).toEqual([main, shared].sort());
	});

	it("maps stack positions to the TypeScript source", async () => {
		const main = write(
			"main.ts",
			"interface Long { a: string }\n\nexport function boom(x: Long): string {\n\treturn new Error(x.a).stack ?? '';\n}\n",
		);
		const { namespace } = await load(main);
		expect((namespace.boom as (x: object) => string)({ a: "no" })).toContain(`${main}:4:9`);
	});
});

describe("the build cache", () => {
	const folder = () => join(root, ".flyte", "build");

	it("gives the same bundle while nothing changes, another when a dependency does", async () => {
		const dep = write("dep.ts", "export const n = 1;");
		const main = write("main.ts", 'export { n } from "./dep.js";');
		const first = await buildProgram(main, { root });
		expect((await buildProgram(main, { root })).bundle).toBe(first.bundle);
		writeFileSync(dep, "export const n = 2;");
		const second = await buildProgram(main, { root });
		expect(second.bundle).not.toBe(first.bundle);
		expect((await second.load()).namespace.n).toBe(2);
	});

	it("notices a tsconfig that appears", async () => {
		const main = write("main.ts", "export const n: number = 1;");
		const first = await buildProgram(main, { root });
		write("tsconfig.json", '{"compilerOptions":{"paths":{"x":["./x.ts"]}}}');
		write("x.ts", "export const x = 5;");
		writeFileSync(main, 'export { x as n } from "x";');
		expect((await load(main)).namespace.n).toBe(5);
		expect(first.files).toEqual([main]);
	});

	it.each([
		["a file wins over a folder", 'import { tag } from "./tags";', () => write("tags.ts", "export const tag = 'new';")],
		[
			"JavaScript wins over TypeScript",
			'import { tag } from "./rel.js";',
			() => write("rel.js", "export const tag = 'new';"),
		],
		[
			"an alias has a nearer target",
			'import { tag } from "@lib/tag";',
			() => write("near/tag.ts", "export const tag = 'new';"),
		],
		[
			"a package becomes an alias",
			'import { tag } from "pack";',
			() => write("vendor/pack.ts", "export const tag = 'new';"),
		],
		[
			"a package is nearer",
			'export { tag } from "./src/deep.js";',
			() => {
				mkdirSync(join(root, "src/node_modules"), { recursive: true });
				symlinkSync(join(root, "other"), join(root, "src/node_modules/ours"));
			},
		],
		[
			"a tsconfig of a package changes",
			'import { tag } from "base-alias";',
			() =>
				write(
					"node_modules/@base/ts/tsconfig.json",
					'{"compilerOptions":{"paths":{"base-alias":["../../../far/new.ts"]}}}',
				),
		],
	])("notices that %s", async (_, line, change) => {
		write("tags/index.ts", "export const tag = 'old';");
		write("rel.ts", "export const tag = 'old';");
		write("far/tag.ts", "export const tag = 'old';");
		write("far/new.ts", "export const tag = 'new';");
		write("node_modules/pack/package.json", '{"name":"pack","type":"module","exports":"./index.js"}');
		write("node_modules/pack/index.js", "export const tag = 'old';");
		for (const [folder, tag] of [
			["packages/ours", "old"],
			["other", "new"],
		] as const) {
			write(`${folder}/package.json`, '{"name":"ours","type":"module","exports":"./index.ts"}');
			write(`${folder}/index.ts`, `export const tag: string = '${tag}';`);
		}
		symlinkSync(join(root, "packages/ours"), join(root, "node_modules/ours"));
		write("src/deep.ts", 'export { tag } from "ours";');
		write(
			"node_modules/@base/ts/tsconfig.json",
			'{"compilerOptions":{"paths":{"base-alias":["../../../far/tag.ts"]}}}',
		);
		// Comments and commas as tsconfigs have them.
		const paths = '"@lib/*": ["./near/*", "./far/*"], /* any */ "pack": ["./vendor/pack"],';
		const own = line.includes("base-alias")
			? '"extends": "@base/ts/tsconfig.json", // "extends": "no"'
			: `"compilerOptions": { "paths": { ${paths} } },`;
		write("tsconfig.json", `{ ${own}\n}`);
		const main = write("main.ts", line.startsWith("export") ? line : `${line}\nexport { tag };\n`);
		const first = await buildProgram(main, { root });
		expect((await first.load()).namespace.tag).toBe("old");
		expect((await buildProgram(main, { root })).bundle).toBe(first.bundle);
		write("unrelated.ts", "export {};");
		let built = false;
		await buildProgram(main, { root, onBuild: () => (built = true) });
		expect(built).toBe(false);
		change();
		expect((await load(main)).namespace.tag).toBe("new");
	});

	it("builds anew over a damaged record or a missing bundle", async () => {
		const main = write("main.ts", "export const n = 1;");
		await buildProgram(main, { root });
		for (const name of readdirSync(folder())) writeFileSync(join(folder(), name), '{"key":');
		expect((await load(main)).namespace.n).toBe(1);
		for (const name of readdirSync(folder())) if (name.endsWith(".mjs")) rmSync(join(folder(), name));
		expect((await load(main)).namespace.n).toBe(1);
	});

	it("leaves no half-written file behind when many build at once", async () => {
		const main = write("main.ts", "export const n = 1;");
		const built = await Promise.all(Array.from({ length: 8 }, () => load(main)));
		expect(built.map((b) => b.namespace.n)).toEqual(Array(8).fill(1));
		expect(readdirSync(folder()).filter((name) => !/^[\w-]+\.(mjs|mjs\.map|json)$/.test(name))).toEqual([]);
	});
});

describe("what cannot be loaded", () => {
	it("names near files for a missing one", async () => {
		write("pipeline.ts", "");
		write("other.ts", "");
		expect(await failure(() => entryFile("pipelin.ts", root))).toEqual({
			code: "LOADER_FILE_MISSING",
			message: 'no file "pipelin.ts"\n  way out: did you mean pipeline.ts?',
		});
		expect((await failure(() => entryFile("pipeline.js", root))).message).toContain("did you mean pipeline.ts?");
		expect((await failure(() => entryFile("nowhere/x.ts", root))).message).toBe(
			'no file "nowhere/x.ts": its folder nowhere does not exist',
		);
		expect((await failure(() => entryFile("other.ts/x.ts", root))).code).toBe("LOADER_FILE_MISSING");
	});

	it("refuses a folder, another extension, declarations", async () => {
		write("src/main.ts", "");
		write("data.py", "");
		write("types.d.ts", "");
		expect(await failure(() => entryFile("src", root))).toEqual({
			code: "LOADER_IS_FOLDER",
			message: '"src" is a folder, not a file\n  way out: name a file, such as src/main.ts',
		});
		expect((await failure(() => entryFile("data.py", root))).message).toContain('"data.py" is a .py file');
		expect((await failure(() => entryFile("types.d.ts", root))).code).toBe("LOADER_EXTENSION");
	});

	it("shows a syntax error with its frame, counting columns as editors do", async () => {
		const main = write("main.ts", 'const a = "é"; const = 3;\n');
		expect(await failure(() => load(main))).toEqual({
			code: "LOADER_SYNTAX",
			message:
				'syntax error: Expected identifier but found "="\n  at ROOT/main.ts:1:22\n' +
				'> 1 | const a = "é"; const = 3;\n    |                      ^\n  2 |',
		});
	});

	it("shows every place, the first ten of many", async () => {
		const main = write("main.ts", Array.from({ length: 14 }, (_, i) => `import "./no${i}.js";`).join("\n"));
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_UNRESOLVED_IMPORT");
		expect(message.match(/cannot find the imported module/g)).toHaveLength(10);
		expect(message).toContain("and 4 more");
	});

	it("names the neighbours of a relative import that is not there", async () => {
		write("helpers.ts", "");
		const main = write("main.ts", 'import { h } from "./helper.js";\nexport const a = h;\n');
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_UNRESOLVED_IMPORT");
		expect(message).toContain('cannot find the imported module "./helper.js"\n  at ROOT/main.ts:1:19');
		expect(message).toContain("way out: that folder has helpers.ts");
	});

	it("names the line that imports a package that is not there", async () => {
		const main = write("main.ts", '\nimport pad from "left-pad-x/deep";\nexport const a = pad;\n');
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_UNRESOLVED_IMPORT");
		expect(message).toContain('cannot find the imported package "left-pad-x"\n  at ROOT/main.ts:2:17');
		expect(message).toContain("npm install left-pad-x");
	});

	it("names an export that is missing in the program", async () => {
		write("dep.ts", "export const square = 1;");
		const main = write("main.ts", 'import { sqare } from "./dep.js";\nexport const a = sqare;\n');
		const inside = await failure(() => load(main));
		expect(inside.code).toBe("LOADER_MISSING_EXPORT");
		expect(inside.message).toContain('dep.ts has no export named "sqare"\n  at ROOT/main.ts:1:10');
		expect(inside.message).toContain('did you mean "square"?');
	});

	it("points at the user's line when a module throws while loading", async () => {
		write("dep.ts", "export function check(): never {\n\tthrow new RangeError('too far');\n}");
		const main = write("main.ts", 'import { check } from "./dep.js";\nexport const a = check();\n');
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_THROWN");
		expect(message).toContain("the program threw while loading: RangeError: too far\n  at ROOT/dep.ts:2:8");
		expect(message).toContain("throw new RangeError('too far');");
	});

	it.each([
		["a string", "'just text'", "just text"],
		["undefined", "undefined", "undefined"],
		["a proxy", "new Proxy({}, { get() { throw 1; } })", "thrown value"],
	])("survives a module that throws %s", async (_, thrown, text) => {
		const main = write("main.ts", `throw ${thrown};`);
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_THROWN");
		expect(message).toContain(text);
	});

	it("explains a circle of imports that breaks, with its chain", async () => {
		write("b.ts", 'import { a } from "./a.js";\nexport const b = a.toString();\n');
		const main = write("a.ts", 'import { b } from "./b.js";\nexport const a = { b };\n');
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_CYCLE");
		expect(message).toContain("b.ts:2:18");
		expect(message).toContain("b.ts -> a.ts -> b.ts");
	});

	it.each([
		["const", "export const q = 'q';", "q"],
		["let", "export let q = 'q';", "q"],
		["let without a value", "export let q: string | undefined;\nq = 'q';", "q"],
		["class", "export class q {}", "q"],
		["destructuring", "export const { q } = { q: 'q' };", "q"],
		["default export", "export default 'q';", "default as q"],
	])("never computes with what a circle has not given its value yet: %s", async (_, declared, imported) => {
		write("f2.ts", `import { ${imported} } from "./f.js";\nconst d = 1;\nexport const b = "x" + q + d;\n`);
		const main = write("f.ts", `import { b } from "./f2.js";\nconst d = 2;\n${declared}\nexport const a = b + d;\n`);
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_CYCLE");
		expect(message).toContain(
			'modules import each other in a circle, and "q" was used before it had a value\n  at ROOT/f2.ts:3:24\n',
		);
		expect(message).toContain("way out: break the circle f2.ts -> f.ts -> f2.ts: move what both need");
	});

	it("names what was used too early as the file does that used it", async () => {
		write("d.ts", 'import { c as ours } from "./c.js";\nconst c = 2;\nexport const d = ours + c;\n');
		const half = write("c.ts", 'import { d } from "./d.js";\nexport const c = 1;\nexport { d };\n');
		expect((await failure(() => load(half))).message).toContain('and "ours" was used before it had a value');
	});

	it("keeps dead zones where modules are also loaded by import(), and loads each once", async () => {
		write("f2.ts", 'import { q } from "./f.js";\nexport const b = "x" + q;\n');
		write("f.ts", 'import { b } from "./f2.js";\nexport const q: string = "q";\nexport const a = b;\n');
		const early = write("early.ts", 'export const late = () => import("./f.js");\nexport const a = await late();\n');
		expect((await failure(() => load(early))).message).toContain('"q" was used before it had a value');
		write("h.ts", 'import { k } from "./k.js";\nexport const seen: string[] = [];\nexport const h = () => k;\n');
		write(
			"k.ts",
			'import { seen, h } from "./h.js";\nexport const k = "k";\nexport const all = () => [...seen, h()];\n',
		);
		const fine = write(
			"fine.ts",
			'import { seen } from "./h.js";\nseen.push("main");\nexport const lazy = async () => (await import("./k.js")).all();\n',
		);
		const { namespace } = await load(fine);
		expect(await (namespace.lazy as () => Promise<unknown>)()).toEqual(["main", "k"]);
		expect((await buildProgram(fine, { root })).bundle).toBe((await buildProgram(fine, { root })).bundle);
	});

	it("gives a module's own constants the dead zone that they have in Node", async () => {
		const main = write("main.ts", "const half = () => limit / 2;\nexport const a = half();\nconst limit = 4;\n");
		const { code, message } = await failure(() => load(main));
		expect(code).toBe("LOADER_THROWN");
		expect(message).toContain("Cannot access 'limit' before initialization\n  at ROOT/main.ts:1:20");
	});

	it("leaves texts alone that look like the bundler's", async () => {
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
		const text = "`\nvar a = ${1 + 1}\nvar b = 2;\nconst c = 3;`";
		const main = write("main.ts", `/*\nvar z = 1;\n*/\nexport const t = ${text};\nexport const e: string = ${text};\n`);
		const { namespace } = await load(main);
		expect(namespace.t).toBe("\nvar a = 2\nvar b = 2;\nconst c = 3;");
		expect(namespace.e).toBe(namespace.t);
	});

	it("lets circles be that do no harm: of types, of functions, used later", async () => {
		write(
			"u.ts",
			'import type { T } from "./t.js";\nimport { T as Again } from "./t.js";\nexport const u: T & Again = { n: 1 };\n',
		);
		const types = write(
			"t.ts",
			'import { u } from "./u.js";\nexport interface T { n: number }\nexport const t = u.n;\n',
		);
		expect((await load(types)).namespace.t).toBe(1);
		write("h.ts", 'import { name } from "./g.js";\nexport const hello = name();\n');
		const hoisted = write(
			"g.ts",
			'import { hello } from "./h.js";\nexport function name() { return "n"; }\nexport const g = hello;\n',
		);
		expect((await load(hoisted)).namespace.g).toBe("n");
		write("f.ts", 'import { e } from "./e.js";\nexport const f = () => e;\n');
		const fine = write("e.ts", 'import { f } from "./f.js";\nexport const e = 1;\nexport const g = f();\n');
		expect((await load(fine)).namespace.g).toBe(1);
	});
});
