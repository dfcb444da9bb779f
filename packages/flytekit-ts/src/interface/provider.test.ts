import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cacheFolder } from "./cache-folder.js";
import type { DetectedModule, EntitySite } from "./detected.js";
import { addManifest, forget, moduleOf, prepare, siteAt, siteOf } from "./provider.js";

const packageRoot = join(import.meta.dirname, "../..");
let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "flytekit-provider-"));
	mkdirSync(join(root, "node_modules"));
	symlinkSync(packageRoot, join(root, "node_modules/flytekit-ts"));
	writeFileSync(join(root, "package.json"), '{"type":"module"}');
	// The sources stand in for the built declarations, which a unit test does not wait for.
	const paths = { "flytekit-ts": [join(packageRoot, "test/detect/front.ts")] };
	const compilerOptions = {
		module: "preserve",
		moduleResolution: "bundler",
		strict: true,
		skipLibCheck: true,
		paths,
		types: [],
	};
	writeFileSync(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions }));
});

afterEach(() => {
	forget();
	vi.doUnmock("./detect/index.js");
	rmSync(root, { recursive: true, force: true });
});

const source = (body: string) => `import { type Int, task } from "flytekit-ts";\n${body}\n`;
const square = source("export const square = task(({ x }: { x: Int }): Int => x * x);");

function write(name: string, text: string): string {
	const file = join(root, name);
	writeFileSync(file, text);
	return file;
}

const site = (extra: Partial<EntitySite> = {}): EntitySite => ({
	location: { file: "a.ts", line: 2, column: 23 },
	kind: "task",
	module: "a",
	problems: [],
	...extra,
});

describe("prepare and siteAt", () => {
	it("find a call by file and place, also by URL and with a query", async () => {
		const file = write("a.ts", square);
		await prepare([file]);
		expect(siteAt(file, 2, 23)).toMatchObject({ kind: "task", exportName: "square", module: "a" });
		expect(siteAt(`${pathToFileURL(file).href}?t=1`, 2, 23)?.exportName).toBe("square");
		expect(siteAt(file, 2, 24)).toBeUndefined();
		expect(moduleOf(file)?.sites).toHaveLength(1);
	});

	it("take the second start from the disk, and do not load the detector for it", async () => {
		const file = write("a.ts", square);
		await prepare([file]);
		forget();
		expect(readdirSync(cacheFolder(root)).length).toBeGreaterThan(0);
		vi.resetModules();
		vi.doMock("./detect/index.js", () => {
			throw new Error("the detector was loaded");
		});
		const fresh = await import("./provider.js");
		await fresh.prepare([file]);
		expect(fresh.siteAt(file, 2, 23)?.exportName).toBe("square");
		// A cached file needs no preparing at all.
		fresh.forget();
		expect(fresh.siteAt(file, 2, 23)?.exportName).toBe("square");
	});

	it("see a change of the file and of what it imports", async () => {
		write("model.ts", "export interface Model { a: string }");
		const file = write(
			"a.ts",
			source(
				'import type { Model } from "./model.js";\nexport const t = task(({ m }: { m: Model }) => Object.keys(m));',
			),
		);
		await prepare([file]);
		const input = () => moduleOf(file)?.sites[0]?.interface?.inputs[0]?.type;
		expect(input()).toMatchObject({ kind: "struct", fields: [{ name: "a" }] });
		write("model.ts", "export interface Model { b: string }");
		forget();
		await prepare([file]);
		expect(input()).toMatchObject({ kind: "struct", fields: [{ name: "b" }] });
	});

	it("pass over what is no source or not there", async () => {
		await expect(prepare([join(root, "nowhere.ts"), write("a.json", "{}"), "native"])).resolves.toBeUndefined();
		expect(siteAt(join(root, "nowhere.ts"), 1, 1)).toBeUndefined();
	});

	it("may be called at the same time for the same file", async () => {
		const file = write("a.ts", square);
		await Promise.all([prepare([file]), prepare([file]), prepare([file, file])]);
		expect(siteAt(file, 2, 23)?.exportName).toBe("square");
	});

	it("redetect what the cache holds damaged", async () => {
		const file = write("a.ts", square);
		await prepare([file]);
		const folder = cacheFolder(root);
		for (const name of readdirSync(folder)) writeFileSync(join(folder, name), "{");
		forget();
		await prepare([file]);
		expect(siteAt(file, 2, 23)?.exportName).toBe("square");
	});
});

describe("a manifest", () => {
	const module: DetectedModule = {
		file: "src/a.ts",
		module: "src.a",
		sites: [site({ exportName: "x" })],
		problems: [],
	};

	it("makes files known that are not there", () => {
		addManifest({ modules: [module] }, "/nowhere");
		expect(siteAt("/nowhere/src/a.ts", 2, 23)?.exportName).toBe("x");
		expect(siteAt("/nowhere/src/a.ts", 2, 1)).toBeUndefined();
	});

	it("knows places in built files", () => {
		const positions = [{ file: "bundle.mjs", line: 1, column: 9041, module: 0, site: 0 }];
		addManifest({ modules: [module], positions }, "/nowhere");
		expect(siteAt("file:///nowhere/bundle.mjs", 1, 9041)?.exportName).toBe("x");
	});
});

describe("siteOf", () => {
	const frame = (line: number) => ({ file: "/m/a.ts", line, column: 1 });
	const at = (line: number, extra: Partial<EntitySite> = {}) =>
		site({ location: { file: "a.ts", line, column: 1 }, ...extra });

	beforeEach(() => {
		const sites = [
			at(1),
			at(2, { exportName: "made" }),
			at(3, { exportName: "inner" }),
			at(4, { exportName: "other", kind: "workflow" }),
		];
		addManifest({ modules: [{ file: "a.ts", module: "a", sites, problems: [] }] }, "/m");
	});

	it.each([
		["the first frame that is a site", [9, 3, 2], "inner"],
		["the exported call of the factory that made it", [1, 9, 2], "made"],
		["itself where no outer call has a name", [1, 9], undefined],
		["itself where the outer call makes another kind", [1, 4], undefined],
	])("is %s", (_, lines, exportName) => {
		expect(siteOf(lines.map(frame))).toMatchObject({ kind: "task" });
		expect(siteOf(lines.map(frame))?.exportName).toBe(exportName);
	});

	it("is nothing without a site", () => {
		expect(siteOf([frame(9)])).toBeUndefined();
	});
});
