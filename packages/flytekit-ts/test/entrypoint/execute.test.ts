import { afterAll, describe, expect, test } from "vitest";
import { DynamicJobSpec } from "../../src/wire/gen/flyteidl/core/dynamic_job.js";
import { Container } from "./container.js";

const PLAIN = `import { dynamic, flyte, task } from "flytekit-ts";

export const square = task({ inputs: { x: flyte.int() }, outputs: flyte.int() }, ({ x }) => x * x);

export const squares = dynamic(({ n }) => Array.from({ length: n }, (_, x) => square({ x })));

export const throws = task({ inputs: {}, outputs: flyte.int() }, () => {
	throw new RangeError("too far");
});
`;

const site = (line: number, kind: string, exportName: string, more = {}) => ({
	location: { file: "app/plain.ts", line, column: `export const ${exportName} = `.length + 1 },
	kind,
	exportName,
	module: "app.plain",
	problems: [],
	...more,
});
const sites = [
	site(3, "task", "square"),
	site(5, "dynamic", "squares", {
		interface: {
			inputs: [{ name: "n", type: { kind: "int", native: "number" }, optional: false }],
			outputs: [{ name: "o0", type: { kind: "list", element: { kind: "int", native: "number" } } }],
			outputShape: "single",
		},
	}),
	site(7, "task", "throws"),
];

const container = new Container({
	"app/plain.mjs": PLAIN,
	"flyte-manifest.json": JSON.stringify({
		format: 1,
		sdkVersion: "0.1.0",
		modules: { "app.plain": "app/plain.mjs" },
		detection: {
			modules: [{ file: "app/plain.ts", module: "app.plain", sites, problems: [] }],
			positions: sites.map(({ location }, site) => ({ ...location, file: "app/plain.mjs", module: 0, site })),
		},
		cacheVersions: {},
	}),
});
afterAll(() => container.remove());

describe("tsflyte-execute", () => {
	test("a plain task leaves outputs.pb and nothing else", async () => {
		const done = await container.run(container.task("app.plain", "square"), {
			inputs: { x: { kind: "integer", value: 7n } },
		});
		expect(done.files, done.stderr).toEqual(["outputs.pb"]);
		expect(done.outputs().get("o0")).toEqual({ kind: "integer", value: 49n });
		expect(done.code).toBe(0);
	});

	test("a dynamic with nodes leaves futures.pb", async () => {
		const done = await container.run(container.task("app.plain", "squares"), {
			inputs: { n: { kind: "integer", value: 3n } },
			env: { FLYTE_INTERNAL_IMAGE: "ghcr.io/acme/app:v1", FLYTE_INTERNAL_TASK_VERSION: "v7" },
		});
		expect(done.files, done.stderr).toEqual(["futures.pb"]);
		const spec = DynamicJobSpec.decode(done.bytes("futures.pb"));
		expect(spec.nodes.map((node) => node.id)).toEqual(["dn0", "dn1", "dn2"]);
		expect(spec.tasks.map((task) => [task.id?.name, task.id?.version])).toEqual([["app.plain.square", "v7"]]);
	});

	test("a dynamic without nodes leaves outputs.pb", async () => {
		const done = await container.run(container.task("app.plain", "squares"), {
			inputs: { n: { kind: "integer", value: 0n } },
		});
		expect(done.files, done.stderr).toEqual(["outputs.pb"]);
		expect(done.outputs().get("o0")).toEqual({ kind: "collection", items: [] });
	});

	test("a throw leaves error.pb: the user's, not to be tried again", async () => {
		const done = await container.run(container.task("app.plain", "throws"));
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "USER:RuntimeError", kind: 0, origin: 1 });
		expect(done.error().message).toMatch(/^RangeError: too far\n {4}at .*plain\.mjs:8:8/);
		expect(done.code).toBe(0);
	});
});
