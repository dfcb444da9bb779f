import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { listingOf } from "../context/files/folder-stamp.js";
import { type Dependencies, DetectionCache } from "./cache.js";
import { cacheFolder } from "./cache-folder.js";
import type { DetectedModule, DetectionProblem } from "./detected.js";

let root: string;
let file: string;
let imported: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "flytekit-cache-"));
	mkdirSync(join(root, "node_modules"));
	file = join(root, "a.ts");
	imported = join(root, "types.ts");
	writeFileSync(file, "export {};");
	writeFileSync(imported, "export type A = 1;");
	for (const path of [file, imported]) age(path, 60);
});

const module = (problems: readonly DetectionProblem[] = []): DetectedModule => ({
	file: "a.ts",
	module: "a",
	sites: [{ location: { file: "a.ts", line: 1, column: 1 }, kind: "task", exportName: "x", module: "a", problems }],
	problems: [],
});

const on = (...files: string[]): Dependencies => ({ files, declarations: [], absent: [], listings: new Map() });

const keep = (modules = [module()], dependencies = on(file, imported)) =>
	new DetectionCache(root).write({ modules, dependencies, startedAt: Date.now() + 1000 });

const read = () => new DetectionCache(root).read(file);

/** Sets a file's time some seconds back, as if it had lain there. */
function age(path: string, seconds: number): void {
	const then = new Date(Date.now() - seconds * 1000);
	utimesSync(path, then, then);
}

describe("the detection cache", () => {
	it("gives back what was kept, to another process as well", () => {
		expect(read()).toBeUndefined();
		keep();
		expect(read()).toEqual(module());
	});

	it("lies in node_modules, or in .flyte where there is none, out of git's sight", () => {
		expect(cacheFolder(root)).toBe(join(root, "node_modules/.cache/flytekit-ts/detect"));
		const bare = mkdtempSync(join(tmpdir(), "flytekit-cache-"));
		const source = join(bare, "a.ts");
		writeFileSync(source, "");
		new DetectionCache(bare).write({ modules: [module()], dependencies: on(source), startedAt: Date.now() + 1000 });
		expect(cacheFolder(bare)).toBe(join(bare, ".flyte/cache/detect"));
		expect(readFileSync(join(bare, ".flyte/cache/.gitignore"), "utf8")).toBe("*\n");
		expect(new DetectionCache(bare).read(source)).toEqual(module());
	});

	it("holds as long as the content does, whatever the time of the file", () => {
		keep();
		age(imported, 5);
		expect(read()).toEqual(module());
	});

	it.each([
		["an imported file changes", () => writeFileSync(imported, "export type A = 2;")],
		["an imported file changes its length", () => writeFileSync(imported, "export type A = 22;")],
		["the file itself changes", () => writeFileSync(file, "export {} ;")],
		["an imported file goes away", () => rmSync(imported)],
		["a nearer tsconfig comes", () => writeFileSync(join(root, "tsconfig.json"), "{}")],
	])("does not when %s", (_, change) => {
		keep();
		change();
		expect(read()).toBeUndefined();
	});

	it("does not when a file comes that was looked for", () => {
		const config = join(root, "base.json");
		keep([module()], on(file, config));
		expect(read()).toEqual(module());
		writeFileSync(config, "{}");
		expect(read()).toBeUndefined();
	});

	it("does not when something comes to where it was looked for, or a declaration file to a folder that was searched", () => {
		const folder = join(root, "src");
		mkdirSync(folder);
		const absent = [join(folder, "types.ts"), join(root, "lib/deep/a.ts")];
		const listings = new Map([[folder, listingOf(folder)]]);
		const again = () => keep([module()], { ...on(file), absent, listings });
		const comes = (path: string, text = "") => {
			mkdirSync(join(path, ".."), { recursive: true });
			writeFileSync(path, text);
		};
		again();
		comes(join(folder, "other.ts"));
		comes(join(root, "lib/a.ts"));
		expect(read()).toEqual(module());
		comes(join(folder, "types.ts"));
		expect(read()).toBeUndefined();
		rmSync(join(folder, "types.ts"));
		again();
		comes(join(folder, "globals.d.ts"));
		expect(read()).toBeUndefined();
		rmSync(join(folder, "globals.d.ts"));
		again();
		comes(join(root, "lib/deep/a.ts"));
		expect(read()).toBeUndefined();
	});

	it("compares declarations of packages by time and size", () => {
		const declaration = join(root, "node_modules/a.d.ts");
		writeFileSync(declaration, "export type A = 1;");
		age(declaration, 60);
		const again = () => keep([module()], { ...on(file), declarations: [declaration] });
		again();
		expect(read()).toEqual(module());
		writeFileSync(declaration, "export type A = 2;");
		expect(read()).toBeUndefined();
		again();
		age(declaration, 60);
		expect(read()).toBeUndefined();
	});

	it("does not trust a file that was written while it was read", () => {
		new DetectionCache(root).write({ modules: [module()], dependencies: on(file), startedAt: Date.now() - 120_000 });
		expect(read()).toBeUndefined();
	});

	it("sees a change of the same length right after it was kept", () => {
		writeFileSync(imported, "export type A = 3;");
		keep();
		expect(read()).toEqual(module());
		const stamp = new Date();
		writeFileSync(imported, "export type A = 4;");
		utimesSync(imported, stamp, stamp);
		expect(read()).toBeUndefined();
	});

	it("does not keep what has problems: what mends them may be a file that is not there yet", () => {
		const problem = { code: "X", message: "m", location: { file: "a.ts", line: 1, column: 1 }, frame: "", wayOut: "w" };
		keep([module([problem])]);
		expect(read()).toBeUndefined();
	});

	it.each([
		["empty", ""],
		["cut off", '{"key":"1'],
		["another thing", "[1,2]"],
		["null", "null"],
		["a foreign record", '{"key":"0 x","program":"ab","module":{"sites":[],"problems":[]}}'],
		["a path in place of a digest", '{"key":"x","program":"../../../a","module":{"sites":[],"problems":[]}}'],
	])("takes a file that is %s for none", (_, text) => {
		keep();
		const folder = cacheFolder(root);
		for (const name of readdirSync(folder)) writeFileSync(join(folder, name), text);
		expect(read()).toBeUndefined();
		keep();
		expect(read()).toEqual(module());
	});

	it("takes another root's record for none", () => {
		keep();
		const folder = cacheFolder(root);
		const name = readdirSync(folder).find((entry) => entry.startsWith("module-")) as string;
		const record = JSON.parse(readFileSync(join(folder, name), "utf8"));
		writeFileSync(join(folder, name), JSON.stringify({ ...record, key: "1 other" }));
		expect(read()).toBeUndefined();
	});

	it.skipIf(process.getuid?.() === 0)("does without a disk that cannot be written", () => {
		chmodSync(join(root, "node_modules"), 0o500);
		expect(() => keep()).not.toThrow();
		expect(read()).toBeUndefined();
	});

	it("does without a folder that cannot be made", () => {
		writeFileSync(join(root, "node_modules/.cache"), "a file where a folder should be");
		expect(() => keep()).not.toThrow();
		expect(read()).toBeUndefined();
	});

	it("leaves no half-written files behind", () => {
		for (let i = 0; i < 5; i++) keep();
		expect(readdirSync(cacheFolder(root)).filter((name) => !name.endsWith(".json"))).toEqual([]);
	});
});
