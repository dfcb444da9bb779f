import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DetectionCache } from "../../src/interface/cache.js";
import { compilerProblems, detectForCache, detectModules, openChecker } from "../../src/interface/detect/index.js";
import type { DetectedModule } from "../../src/interface/detected.js";
import { compilerOptions as base, packageRoot } from "./compiler-options.js";

/* How detection meets a user's project: with any tsconfig or none, with broken sources, again after an edit. */

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "flytekit-project-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, content: unknown): string {
	const file = join(root, name);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
	return file;
}

const tsconfig = (options: object) => write("tsconfig.json", { compilerOptions: { ...base, ...options } });
const detect = (...files: string[]) => detectModules(files, { root });
const source = (body: string) => `import { type Int, task } from "flytekit-ts";\n${body}\n`;
const optional = source("export const t = task(({ a }: { a: Int | undefined; b?: string }) => a);");
const inputTypes = (modules: readonly DetectedModule[]) =>
	modules[0]?.sites[0]?.interface?.inputs.map((input) => input.type);

describe("a user's tsconfig", () => {
	const union = {
		kind: "union",
		variants: [
			{ kind: "int", native: "number" },
			{ kind: "none", native: "undefined" },
		],
	};

	it("without strict loses no undefined: detection forces it", () => {
		tsconfig({ strict: false, strictNullChecks: false });
		expect(inputTypes(detect(write("a.ts", optional)))?.[0]).toEqual(union);
	});

	it("with exactOptionalPropertyTypes and the other strict options says the same", () => {
		const file = write("a.ts", optional);
		tsconfig({ strict: true });
		const plain = inputTypes(detect(file));
		tsconfig({
			exactOptionalPropertyTypes: true,
			noUncheckedIndexedAccess: true,
			isolatedDeclarations: true,
			declaration: true,
		});
		expect(inputTypes(detect(file))).toEqual(plain);
	});

	it("may have comments, be extended and name its own files only", () => {
		write("config/base.json", { compilerOptions: base });
		write("tsconfig.json", '{\n\t// a comment\n\t"extends": "./config/base.json",\n\t"files": [],\n}');
		expect(inputTypes(detect(write("a.ts", optional)))?.[0]).toEqual(union);
	});

	it("that does not parse hinders nothing that needs no option of it", () => {
		write("tsconfig.json", "{ nonsense");
		const file = write("a.ts", "export const n = 1;");
		expect(detect(file)).toEqual([{ file: "a.ts", module: "a", sites: [], problems: [] }]);
	});

	it("is the nearest one of each file", () => {
		write("one/tsconfig.json", { compilerOptions: base });
		write("two/tsconfig.json", { compilerOptions: { ...base, strict: false } });
		const modules = detect(write("one/a.ts", optional), write("two/b.ts", optional), write("one/c.ts", optional));
		expect(modules.map((module) => module.module)).toEqual(["one.a", "two.b", "one.c"]);
		for (const module of modules) expect(inputTypes([module])?.[0]).toEqual(union);
	});

	it("brings the globals that its declaration files declare", () => {
		tsconfig({});
		write("types/globals.d.ts", "interface FromNowhere { day: Date }");
		const file = write("src/a.ts", source("export const t = task(({ g }: { g: FromNowhere }) => g.day);"));
		expect(inputTypes(detect(file))).toMatchObject([{ kind: "struct", name: "FromNowhere" }]);
	});

	it("need not be there: the package is found as Node finds it", () => {
		write("node_modules/flytekit-ts/package.json", { name: "flytekit-ts", types: "dist/index.d.ts", type: "module" });
		write(
			"node_modules/flytekit-ts/dist/index.d.ts",
			`export interface IntBrand { readonly __int?: true }
export type Int = number & IntBrand;
declare const entity: unique symbol;
export interface FunctionTask<I, O> { readonly [entity]: [I, O] }
export declare function task<I, O>(fn: (inputs: I) => O): FunctionTask<I, O>;`,
		);
		const file = write(
			"a.ts",
			source('import { twice } from "./b";\nexport const t = task(({ n }: { n: Int }) => twice(n));'),
		);
		write("b.ts", "export const twice = (n: number): string => String(n * 2);");
		expect(detect(file)[0]?.sites[0]?.interface).toMatchObject({
			inputs: [{ name: "n", type: { kind: "int" } }],
			outputs: [{ name: "o0", type: { kind: "string" } }],
		});
	});
});

describe("sources that are not as they should be", () => {
	beforeEach(() => {
		tsconfig({});
	});

	it("with a syntax error still give what can be read, and the compiler's words on demand", () => {
		const file = write("a.ts", source("export const t = task(({ a }: { a: Int }) => a);\nexport const broken = ("));
		expect(detect(file)[0]?.sites.map((site) => site.exportName)).toContain("t");
		const host = openChecker({ root });
		const [program] = host.open([file]);
		const problems = program === undefined ? [] : compilerProblems(program, file);
		host.close();
		expect(problems[0]).toMatchObject({ code: "INTERFACE_TYPESCRIPT", location: { file: "a.ts", line: 3 } });
		expect(problems[0]?.message).toBe("TS1109: Expression expected.");
	});

	it("that are not there give an empty module", () => {
		expect(detect(join(root, "nowhere.ts"))).toEqual([
			{ file: "nowhere.ts", module: "nowhere", sites: [], problems: [] },
		]);
	});

	it("that are empty, or declare only, give an empty module", () => {
		const modules = detect(write("empty.ts", ""), write("only.d.ts", "export declare const x: number;"));
		expect(modules.map((module) => module.sites)).toEqual([[], []]);
	});

	it("with a byte order mark and CRLF have the places that editors show", () => {
		const text = source("export const t = task(({ s }: { s: Set<string> }) => s.size);").replaceAll("\n", "\r\n");
		const [problem] = detect(write("a.ts", `\uFEFF${text}`))[0]?.sites[0]?.problems ?? [];
		expect(problem?.location).toEqual({ file: "a.ts", line: 2, column: 33 });
		expect(problem?.frame).not.toContain("\r");
	});
});

describe("one checker for several looks", () => {
	it("sees an edit, a new file and other files", () => {
		tsconfig({});
		const a = write("a.ts", source("export const one = task(() => 1);"));
		const host = openChecker({ root });
		const names = (...files: string[]) =>
			detectModules(files, { root, host }).map((module) => module.sites.map((site) => site.exportName));
		expect(names(a)).toEqual([["one"]]);
		write("a.ts", source("export const one = task(() => 1);\nexport const two = task(() => 2);"));
		expect(names(a)).toEqual([["one", "two"]]);
		const b = write("b.ts", source("export const three = task(() => 3);"));
		expect(names(b, a)).toEqual([["three"], ["one", "two"]]);
		host.close();
	});
});

describe("what a cache must watch", () => {
	it("is every source, the configs with all they extend, and the packages that types come from", () => {
		write("config/base.json", { compilerOptions: base });
		write("tsconfig.json", { extends: "./config/base.json" });
		write("node_modules/dep/package.json", { name: "dep", version: "1.0.0", types: "index.d.ts" });
		write("node_modules/dep/index.d.ts", "export interface Dep { a: string }");
		write("model.ts", 'import type { Dep } from "dep";\nexport type Model = Dep;');
		const file = write(
			"a.ts",
			source('import type { Model } from "./model";\nexport const t = task(({ m }: { m: Model }) => 1);'),
		);
		const [detection] = detectForCache([file], { root });
		const inside = (paths: readonly string[] = []) =>
			paths.filter((path) => path.startsWith(root)).map((path) => path.slice(root.length + 1));
		const { files, declarations, absent } = detection?.dependencies ?? {};
		expect(inside(files)).toEqual([
			"a.ts",
			"config/base.json",
			"model.ts",
			"node_modules/dep/package.json",
			"tsconfig.json",
		]);
		expect(inside(declarations)).toEqual(["node_modules/dep/index.d.ts"]);
		expect(inside(absent)).toContain("node_modules/dep.ts");
		expect(inside(absent)).not.toContain("model.ts");
	});

	const dep = (text: string) => write("node_modules/dep/index.d.ts", text);
	const asked = () => {
		write("node_modules/dep/package.json", { name: "dep", version: "1.0.0", types: "index.d.ts" });
		dep("export type Dep = string;");
		write("types/index.ts", "export type Model = string;");
		write("globals.d.ts", "interface Opt { a: string }");
		return write(
			"a.ts",
			source(
				'import type { Dep } from "dep";\nimport type { Model } from "./types";\nexport const t = task(({ m, d, o }: { m: Model; d: Dep; o: Opt }) => 1);',
			),
		);
	};
	const kinds = (module: DetectedModule | undefined) =>
		module?.sites[0]?.interface?.inputs.map(({ type }) => (type.kind === "struct" ? type.fields.length : type.kind));

	it.each([
		["nothing changes", () => {}, ["string", "string", 1]],
		["an unrelated file comes", () => write("types2.ts", "export {};"), ["string", "string", 1]],
		[
			"a file comes that wins over a folder",
			() => write("types.ts", "export type Model = boolean;"),
			["boolean", "string", 1],
		],
		[
			"declarations come that the tsconfig includes",
			() => write("deep/more.d.ts", "interface Opt { b: string }"),
			["string", "string", 2],
		],
		["a package's declarations change", () => dep("export type Dep = boolean;"), ["string", "boolean", 1]],
	])("sees what a later start finds when %s", (_, change, expected) => {
		write("tsconfig.json", { compilerOptions: { ...base, module: "preserve", moduleResolution: "bundler" } });
		const file = asked();
		const past = new Date(Date.now() - 60_000);
		for (const name of ["a.ts", "types/index.ts", "globals.d.ts", "tsconfig.json"])
			utimesSync(join(root, name), past, past);
		const start = () => {
			const cache = new DetectionCache(root);
			const kept = cache.read(file);
			if (kept !== undefined) return { kept: true, module: kept };
			const [detection] = detectForCache([file], { root });
			if (detection !== undefined) cache.write(detection);
			return { kept: false, module: detection?.modules[0] };
		};
		expect(kinds(start().module)).toEqual(["string", "string", 1]);
		change();
		const { kept, module } = start();
		expect(kinds(module)).toEqual(expected);
		expect(kept).toBe(String(expected) === "string,string,1");
	});
});

describe("declarations that nothing imports", () => {
	const typeRoots = [join(packageRoot, "../../node_modules/@types")];
	const look = (body: string) => {
		// No `types` in the config: whatever is installed counts.
		write("tsconfig.json", { compilerOptions: { ...base, types: undefined, typeRoots } });
		const [detection] = detectForCache([write("a.ts", source(body))], { root });
		return {
			site: detection?.modules[0]?.sites[0],
			readsNode: detection?.dependencies.files.some((file) => file.endsWith("@types/node/package.json")),
		};
	};

	it("are not read for sources that do not speak of them", () => {
		const { site, readsNode } = look("export const t = task(({ a }: { a: Int }) => a);");
		expect(site?.problems).toEqual([]);
		expect(readsNode).toBe(false);
	});

	it.each([
		[
			"a module of Node",
			'import { readFileSync } from "node:fs";\nexport const t = task(() => readFileSync("x", "utf8"));',
		],
		["a global of Node", "export const t = task(() => process.cwd());"],
	])("are read for %s", (_, body) => {
		const { site, readsNode } = look(body);
		expect(site?.problems).toEqual([]);
		expect(site?.interface?.outputs[0]?.type).toEqual({ kind: "string" });
		expect(readsNode).toBe(true);
	});

	it("are read before anything is refused", () => {
		const { site, readsNode } = look('export const t = task(() => import.meta.dirname + ".");');
		expect(site?.interface?.outputs[0]?.type).toEqual({ kind: "string" });
		expect(readsNode).toBe(true);
	});
});
