import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	bundleResolver,
	defaultTaskResolver,
	type FunctionTask,
	namedResolvers,
	type SerializationSettings,
	sourceResolver,
} from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { made, outside, plain, store } from "./resolvers-entities.js";

const settings: SerializationSettings = {
	project: "p",
	domain: "d",
	version: "v1",
	imageConfig: { images: [] },
	env: {},
};
const importModule = async (name: string) => import(`./${name.split(".").at(-1)}.js`);
const task = { name: "m.it", moduleName: "m", exportName: "it" };
/** What a bundle or a cell holds: exports that can be dispatched. */
const SOURCE = 'export const it = { dispatchExecute: () => "ran" };\nexport const other = 1;\n';
const run = (loaded: unknown) => (loaded as { dispatchExecute(): unknown }).dispatchExecute();

beforeAll(() => plain({ n: 1 }));

describe("resolvers", () => {
	it("find a task by module and exported name", async () => {
		const args = defaultTaskResolver.loaderArgs(settings, plain as FunctionTask);
		expect(args).toEqual(["task-module", "test.authoring.resolvers-entities", "task-name", "plain"]);
		expect(await defaultTaskResolver.loadTask(args, importModule)).toBe(plain);
	});

	it("find a task by its place in a store", async () => {
		expect(store.getAllTasks()).toEqual(made);
		const second = made[1] as FunctionTask;
		expect(second.taskResolver).toBe(store);
		expect(store.loaderArgs(settings, second)).toEqual(["task-index", "1"]);
		const loaded = (await store.loadTask(["task-index", "1"])) as typeof second;
		expect(await loaded({ n: 5 })).toBe(15);
		await expect(store.loadTask(["task-index", "2"])).rejects.toThrow("resolver resolvers.store holds no task 2");
		expect(() => store.loaderArgs(settings, outside as FunctionTask)).toThrow(
			"resolver resolvers.store does not hold this task",
		);
	});

	it("tell tasks that a loop makes apart by their place in the store", () => {
		const names = made.map((one) => one.name);
		expect(names.map((name) => name.replace(/task_\d+_\d+/, "task"))).toEqual([
			expect.stringMatching(/resolvers-entities\.task_0$/),
			expect.stringMatching(/resolvers-entities\.task_1$/),
		]);
	});

	it("find a task in a bundle", async () => {
		const folder = mkdtempSync(join(tmpdir(), "bundle-"));
		const file = join(folder, "bundle.mjs");
		writeFileSync(file, SOURCE);
		const args = bundleResolver(file).loaderArgs(settings, task);
		expect(args).toEqual(["bundle", file, "task-module", "m", "task-name", "it"]);
		const resolver = namedResolvers.get("flytekit-ts.bundle");
		expect(run(await resolver?.loadTask(args, importModule))).toBe("ran");
		await expect(resolver?.loadTask([...args.slice(0, 5), "other"], importModule)).rejects.toThrow(
			`bundle ${file} exports no task "other"\n  way out: it exports it, other`,
		);
		rmSync(folder, { recursive: true });
	});

	it("find a task in a source text, and leave nothing behind", async () => {
		const args = sourceResolver(SOURCE).loaderArgs(settings, task);
		expect(args.slice(2)).toEqual(["task-module", "m", "task-name", "it"]);
		const resolver = namedResolvers.get("flytekit-ts.source");
		expect(run(await resolver?.loadTask(args, importModule))).toBe("ran");
		expect(readdirSync(process.cwd()).filter((name) => name.startsWith(".flyte-source-"))).toEqual([]);
	});

	it("load real tasks that run, under the name they were registered with", async () => {
		const cell = `import { flyte, task } from "flytekit-ts";
export const it = task({ inputs: { n: flyte.int() }, outputs: flyte.int() }, ({ n }) => n * 3);
`;
		const folder = mkdtempSync(join(process.cwd(), ".flyte-bundle-"));
		const file = join(folder, "bundle.mjs");
		writeFileSync(file, cell);
		try {
			for (const resolver of [sourceResolver(cell), bundleResolver(file)]) {
				const loaded = (await resolver.loadTask(resolver.loaderArgs(settings, task), importModule)) as FunctionTask;
				expect(loaded.name).toBe("m.it");
				const outputs = await loaded.dispatchExecute(
					{ nodePath: "x", executionId: "e", attempt: 0, signal: new AbortController().signal },
					new Map([["n", { kind: "integer", value: 5n }]]),
				);
				expect([...(outputs as Map<string, unknown>)]).toEqual([["o0", { kind: "integer", value: 15n }]]);
			}
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("refuse what they cannot find", async () => {
		await expect(
			defaultTaskResolver.loadTask(["task-module", "resolvers-entities", "task-name", "notTask"], importModule),
		).rejects.toThrow('module resolvers-entities exports no task "notTask"');
		await expect(defaultTaskResolver.loadTask(["task-module", "m"], importModule)).rejects.toThrow(
			"the task's arguments do not say its task-name: task-module m",
		);
		expect(() => defaultTaskResolver.loaderArgs(settings, { ...task, exportName: undefined })).toThrow(
			"task m.it has no exported name",
		);
	});
});
