import { execFileSync } from "node:child_process";
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "./paths.js";

let checkout: string;
const made: string[] = [];

/** A checkout with the real build and a package of a few lines. */
beforeEach(() => {
	checkout = mkdtempSync(join(tmpdir(), "build-"));
	made.push(checkout);
	for (const path of ["package.json", "tsconfig.base.json", "scripts/build"])
		cpSync(root + path, join(checkout, path), { recursive: true });
	for (const path of ["package.json", "tsconfig.json", "tsconfig.build.json", "bin"])
		cpSync(`${root}packages/flytekit-ts/${path}`, join(checkout, "packages/flytekit-ts", path), { recursive: true });
	mkdirSync(join(checkout, "node_modules"));
	for (const name of ["esbuild", "typescript-native", "@types", "picocolors", "zod"])
		symlinkSync(`${root}node_modules/${name}`, join(checkout, "node_modules", name));
	source("index.ts", 'export { greet } from "./types/greet.js";\nexport const lazy = () => import("./types/late.js");');
	source("types/greet.ts", "/** Says hello. */\nexport const greet = (name: string) => 'hello ' + name;");
	source("types/late.ts", 'export const late = "late";');
	source("types/greet.test.ts", "export const notBuilt = 1;");
	source("cli/main.ts", 'import { greet } from "../types/greet.js";\nconsole.log(greet(process.argv[2] ?? "you"));');
});

afterAll(() => {
	for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function source(file: string, text: string) {
	const path = join(checkout, "packages/flytekit-ts/src", file);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}

const inDist = (file: string) => join(checkout, "packages/flytekit-ts/dist", file);
const run = (script: string, ...args: string[]) =>
	execFileSync(process.execPath, [join(checkout, script), ...args], { encoding: "utf8", stdio: "pipe" });
const build = (...args: string[]) => run("scripts/build/main.js", ...args);
const chunks = () => readdirSync(inDist("chunks")).filter((file) => file.endsWith(".js"));

describe("build", () => {
	it("keeps lazy parts lazy, and writes one declaration per source with its name and comment", () => {
		build();
		expect(readFileSync(inDist("index.js"), "utf8")).not.toContain('"late"');
		expect(chunks().some((chunk) => chunk.startsWith("late-"))).toBe(true);
		expect(readFileSync(inDist("types/greet.d.ts"), "utf8")).toContain("/** Says hello. */");
		expect(readdirSync(inDist("types")).sort()).toEqual(["greet.d.ts", "late.d.ts"]);
		expect(readdirSync(inDist("cli")).sort()).toEqual(["main.js", "main.js.map"]);
	});

	it("does nothing when up to date, and sees a changed and a removed file", () => {
		build();
		const before = statSync(inDist("index.js")).mtimeMs;
		build();
		expect(statSync(inDist("index.js")).mtimeMs).toBe(before);
		source("index.ts", 'export { greet } from "./types/greet.js";');
		rmSync(join(checkout, "packages/flytekit-ts/src/types/late.ts"));
		build();
		expect(readFileSync(inDist("index.js"), "utf8")).not.toContain("lazy");
		expect(readdirSync(inDist("types"))).toEqual(["greet.d.ts"]);
	});

	it("leaves chunks that a running process may still load, unless asked for a clean build", () => {
		build();
		const old = chunks();
		source("types/late.ts", 'export const late = "later";');
		build();
		expect(chunks()).toEqual(expect.arrayContaining(old));
		expect(chunks().length).toBe(old.length + 1);
		build("--clean");
		expect(chunks().length).toBe(old.length);
	});

	it("refuses a package that package.json does not declare", () => {
		source("index.ts", 'export { z } from "zod";');
		expect(() => build()).toThrow(/src\/index\.ts imports zod: package\.json does not declare it as a dependency/);
	});

	it("leaves declared packages to be imported", () => {
		source("index.ts", 'export { default as colours } from "picocolors";');
		build();
		expect(readFileSync(inDist("index.js"), "utf8")).toContain('from "picocolors"');
	});

	it("fails on a syntax error and leaves what was built before", () => {
		build();
		source("index.ts", "export const = 1;");
		expect(() => build()).toThrow(/index\.ts:1:13/);
		expect(readFileSync(inDist("index.js"), "utf8")).toContain("greet");
	});
});

describe("the command's shim in a checkout", () => {
	const command = (...args: string[]) => run("packages/flytekit-ts/bin/tsflyte.js", ...args);

	it("builds when dist is missing, and again when a source changed", () => {
		expect(command("Ada")).toBe("hello Ada\n");
		source("types/greet.ts", "export const greet = (name: string) => 'goodbye ' + name;");
		expect(command("Ada")).toBe("goodbye Ada\n");
	});

	it("uses dist as it is where no source stands beside it", () => {
		command();
		rmSync(join(checkout, "packages/flytekit-ts/src"), { recursive: true });
		rmSync(join(checkout, "scripts"), { recursive: true });
		expect(command("Ada")).toBe("hello Ada\n");
	});

	it("survives several starts at once on a missing dist", async () => {
		const { execFile } = await import("node:child_process");
		const { promisify } = await import("node:util");
		const start = (name: string) =>
			promisify(execFile)(process.execPath, [join(checkout, "packages/flytekit-ts/bin/tsflyte.js"), name]);
		const outputs = await Promise.all(["a", "b", "c", "d"].map(start));
		expect(outputs.map(({ stdout }) => stdout)).toEqual(["hello a\n", "hello b\n", "hello c\n", "hello d\n"]);
		expect(readdirSync(inDist("")).filter((file) => file.endsWith(".tmp"))).toEqual([]);
	});
});
