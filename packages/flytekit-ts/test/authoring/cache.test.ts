import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codePolicy, type TaskOptions, task, type VersionParameters } from "flytekit-ts";
import { encodeTaskSpec, type FunctionTask, type SerializationSettings } from "flytekit-ts/plugin";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TaskSpec } from "../../src/wire/gen/flyteidl/admin/task.js";
import {
	asked,
	everything,
	filesOf,
	followed,
	ignoresUnknown,
	made,
	ofImage,
	own,
	promising,
	salted,
	throwing,
} from "./cache-entities.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { defaultImage: { name: "default", fqn: "ghcr.io/acme/app", tag: "v1" }, images: [] },
	env: {},
};
const plain = (entity: unknown) => entity as FunctionTask;

const folder = mkdtempSync(join(tmpdir(), "cache-"));
beforeAll(() => followed({ n: 1 }));
afterAll(() => rmSync(folder, { recursive: true }));

/** What policies are told of a task in that file. */
function told(file: string | undefined): VersionParameters {
	return {
		task: "a.t",
		source: "",
		file,
		containerImage: undefined,
		podTemplate: undefined,
		podTemplateName: undefined,
	};
}

/** Writes files of a project in `root` and gives the version that the code policy says for its a.ts. */
function versionOf(files: Readonly<Record<string, string>>, root = folder): string {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(join(root, name, ".."), { recursive: true });
		writeFileSync(join(root, name), text);
	}
	return codePolicy.getVersion(told(join(root, "a.ts")));
}

/** Fails unless each of the changes makes another version, and undoing it the old one. */
function follows(project: Readonly<Record<string, string>>, changed: Readonly<Record<string, string>>): void {
	const root = mkdtempSync(join(folder, "p-"));
	const base = versionOf(project, root);
	for (const [name, text] of Object.entries(changed)) {
		expect(versionOf({ [name]: text }, root), `${name} was changed`).not.toBe(base);
		expect(versionOf({ [name]: project[name] as string }, root)).toBe(base);
	}
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

describe("a task that a factory function of another file made", () => {
	it("belongs to the file that exports it, which imports the factory's", () => {
		expect(made.metadata.cache?.version).toMatch(/^[\w-]{22}$/);
		expect(filesOf).toEqual([expect.stringMatching(/cache-entities\.ts$/)]);
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

	it("follows aliases, # imports and packages of the workspace into their files", () => {
		follows(
			{
				"package.json": '{"name":"app","imports":{"#own/*":{"types":"./types/*.d.ts","default":"./own/*.ts"}}}',
				"tsconfig.json": '{"extends":"./base.json"}',
				"base.json": '{"compilerOptions":{"paths":{"@/*":["./lib/*"],"exact":["./exact.ts"]}}}',
				"a.ts": 'import "@/deep/b.js";\nimport "exact";\nimport "#own/c";',
				"lib/deep/b.ts": "export const b = 1;",
				"exact.ts": "export const e = 1;",
				"own/c.ts": "export const c = 1;",
			},
			{
				"lib/deep/b.ts": "export const b = 2;",
				"exact.ts": "export const e = 2;",
				"own/c.ts": "export const c = 2;",
			},
		);
		const root = mkdtempSync(join(folder, "w-"));
		const workspace = {
			"a.ts": 'import "@acme/shared/sub";\nimport { x } from "bare";',
			"packages/shared/package.json": '{"version":"1.0.0","exports":{".":"./src/index.ts","./*":"./src/*.ts"}}',
			"packages/shared/src/sub.ts": 'import "./inner.js";',
			"packages/shared/src/inner.ts": "export const i = 1;",
			"packages/bare/package.json": '{"main":"main.js"}',
			"packages/bare/main.js": "exports.x = 1;",
		};
		versionOf(workspace, root);
		mkdirSync(join(root, "node_modules", "@acme"), { recursive: true });
		symlinkSync(join(root, "packages", "shared"), join(root, "node_modules", "@acme", "shared"));
		symlinkSync(join(root, "packages", "bare"), join(root, "node_modules", "bare"));
		const base = versionOf({}, root);
		expect(versionOf({ "packages/shared/src/inner.ts": "export const i = 2;" }, root)).not.toBe(base);
		expect(versionOf({ "packages/shared/src/inner.ts": "export const i = 1;" }, root)).toBe(base);
		expect(versionOf({ "packages/bare/main.js": "exports.x = 2;" }, root)).not.toBe(base);
	});

	it("sees two files that swap their contents, and not where the project lies", () => {
		const project = {
			"a.ts":
				'import { n as low } from "./low.js";\nimport { n as high } from "./high.js";\nexport default low - high;',
			"low.ts": "export const n = 1;",
			"high.ts": "export const n = 2;",
		};
		const here = versionOf(project, mkdtempSync(join(folder, "here-")));
		expect(versionOf(project, mkdtempSync(join(folder, "there-")))).toBe(here);
		const swapped = { ...project, "low.ts": project["high.ts"], "high.ts": project["low.ts"] };
		expect(versionOf(swapped, mkdtempSync(join(folder, "here-")))).not.toBe(here);
	});

	it("ends at circles", () => {
		expect(versionOf({ "a.ts": 'import "./b.js";', "b.ts": 'import "./a.js";' })).toMatch(/^[0-9a-f]{64}$/);
	});

	it("needs the source", () => {
		expect(() => codePolicy.getVersion(told(undefined))).toThrow(
			"the source of a.t is not here, so its cache has no version",
		);
	});
});

describe("refusals", () => {
	it.each([
		[{ cache: "" }, "task() option cache has no version"],
		[{ cache: { policies: [] } }, "task() option cache has no version"],
		[{ cache: { version: "1", policies: [codePolicy] } }, "task() option cache has a version and policies"],
		[{ cache: { version: "1", salt: "s" } }, "task() option cache has a version and a salt"],
		[{ cache: 1 }, "task() option cache is 1\n  way out: write `cache: true`, or a version as text"],
		[{ cache: { versoin: "1" } }, 'task() option cache has no part "versoin"\n  way out: did you mean "version"?'],
		[{ cache: { version: 1 } }, "task() option cache has an unfit version"],
		[
			{ cache: { policies: codePolicy } },
			"task() option cache has an unfit policies\n  way out: give a list of policies",
		],
		[{ cache: { policies: [{}] } }, "task() option cache has an unfit policies"],
		[{ cache: { version: "1", serialize: "yes" } }, "task() option cache has an unfit serialize"],
		[{ cache: { version: "1", ignoreInputs: "a" } }, "task() option cache has an unfit ignoreInputs"],
	])("refusal %#", (options, message) => {
		expect(() => task(options as TaskOptions, () => {})).toThrow(message);
	});

	it("an ignored input that the task does not have", () => {
		expect(() => plain(ignoresUnknown).toTemplate(settings)).toThrow(
			'the cache of test.authoring.cache-entities.ignoresUnknown ignores input "count", which it does not have\n' +
				"  way out: its inputs are n",
		);
	});

	it("policies that cannot say a version name themselves and the task", () => {
		const messages = [throwing, promising].map(({ metadata }) => {
			try {
				return metadata.cache?.version;
			} catch (error) {
				return String((error as Error).message);
			}
		});
		expect(messages).toEqual([
			"cache policy 1 of test.authoring.cache-entities.throwing failed: no git here\n" +
				'  way out: mend the policy, or give a version: `cache: { version: "1.0" }`',
			expect.stringContaining("gave a promise: it has to say its version at once"),
		]);
	});
});

describe("on the wire", () => {
	it("is discoverable under that version, serial, with the inputs that do not count", () => {
		const bytes = encodeTaskSpec(plain(everything), settings);
		const { template } = TaskSpec.decode(bytes);
		expect(template?.metadata).toMatchObject({
			discoverable: true,
			discoveryVersion: everything.metadata.cache?.version,
			cacheSerializable: true,
			cacheIgnoreInputVars: ["m"],
		});
		expect(everything.metadata.cache?.version).toMatch(/^[\w-]{22}$/);
	});
});
