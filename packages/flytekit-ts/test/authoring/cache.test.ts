import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codePolicy, task } from "flytekit-ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asked, followed, ofImage, own, salted } from "./cache-entities.js";

const folder = mkdtempSync(join(tmpdir(), "cache-"));
beforeAll(() => followed({ n: 1 }));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes files of a project and gives the version that the code policy says for its a.ts. */
function versionOf(files: Readonly<Record<string, string>>): string {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(join(folder, name, ".."), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	return codePolicy.getVersion({ task: "a.t", source: "", file: join(folder, "a.ts"), containerImage: undefined });
}

describe("cache: true", () => {
	it("has a version that is the same each time", () => {
		expect(followed.metadata.cache?.version).toMatch(/^[\w-]{22}$/);
		expect(followed.metadata.cache).toMatchObject({ serialize: false, ignoreInputs: [] });
		expect(followed.metadata.cache?.version).toBe(followed.metadata.cache?.version);
	});

	it("has another for another salt or image, with the same code", () => {
		const versions = [followed, salted, ofImage].map(({ metadata }) => metadata.cache?.version);
		expect(new Set(versions).size).toBe(3);
		expect(salted.metadata.cache?.serialize).toBe(true);
	});

	it("asks policies once, and tells them of the task", () => {
		expect(asked).toEqual([]);
		expect(own.metadata.cache?.version).toBe(own.metadata.cache?.version);
		expect(asked).toEqual([
			{
				task: "test.authoring.cache-entities.own",
				source: expect.stringContaining("=> n"),
				file: expect.stringMatching(/cache-entities\.ts$/),
				containerImage: undefined,
			},
		]);
	});
});

describe("the code's version", () => {
	it("follows the file, what it imports, and the packages that are used", () => {
		const base = versionOf({
			"a.ts": 'import { b } from "./b.js";\nimport "pkg/sub";\nexport const t = b;',
			"b.ts": 'export * from "./lib";\nexport const b = 1;',
			"lib/index.ts": "export const c = 1;",
			"other.ts": "export const unused = 1;",
			"node_modules/pkg/package.json": '{"version":"1.0.0"}',
		});
		expect(versionOf({ "other.ts": "export const unused = 2;" })).toBe(base);
		expect(versionOf({ "lib/index.ts": "export const c = 2;" })).not.toBe(base);
		expect(versionOf({ "lib/index.ts": "export const c = 1;" })).toBe(base);
		expect(versionOf({ "node_modules/pkg/package.json": '{"version":"1.0.1"}' })).not.toBe(base);
	});

	it("ends at circles", () => {
		expect(versionOf({ "a.ts": 'import "./b.js";', "b.ts": 'import "./a.js";' })).toMatch(/^[0-9a-f]{64}$/);
	});

	it("needs the source", () => {
		expect(() =>
			codePolicy.getVersion({ task: "a.t", source: "", file: undefined, containerImage: undefined }),
		).toThrow("the source of a.t is not here, so its cache has no version");
	});
});

describe("refusals", () => {
	it.each([
		[{ cache: "" }, "task() option cache has no version"],
		[{ cache: { policies: [] } }, "task() option cache has no version"],
		[{ cache: { version: "1", policies: [codePolicy] } }, "task() option cache has a version and policies"],
	])("refusal %#", (options, message) => {
		expect(() => task(options, () => {})).toThrow(message);
	});
});
