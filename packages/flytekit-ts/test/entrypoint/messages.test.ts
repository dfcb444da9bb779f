import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { plainText } from "../../src/errors/index.js";
import { Container } from "./container.js";

const container = new Container({
	"texts.mjs": `
import { flyte, task } from "flytekit-ts";

const throwing = (make) => task({ inputs: {}, outputs: flyte.int() }, () => { throw make(); });

export const huge = throwing(() => new Error("HEAD" + "x".repeat(10_000_000) + "TAIL"));
export const oneWord = throwing(() => new Error("w".repeat(50_000)));
export const hostile = throwing(() => new Error("a\\u001b[31mred\\u001b[0m \\ud800 \\u0007 \\u202e end"));
export const slashes = throwing(() => new Error("/".repeat(60_000) + ".js:1:1"));
export const fine = task({ inputs: {}, outputs: flyte.int() }, () => 1);
`,
	"breaks.mjs": 'import { nothing } from "no-such-package";\nexport const t = nothing;\n',
	"resolvers.mjs": `
import { defaultTaskResolver } from "flytekit-ts/plugin";
export const mine = { location: "resolvers.mine", loaderArgs: () => [], loadTask: (args, importModule) =>
	defaultTaskResolver.loadTask(["task-module", "texts", "task-name", args[0]], importModule) };
export const nothing = { location: "resolvers.nothing", loaderArgs: () => [], loadTask: async () => undefined };
`,
});
afterAll(() => container.remove());

describe("an error's text", () => {
	test.each(["huge", "oneWord", "hostile", "slashes"])("%s is bounded, well formed and inert", async (name) => {
		const done = await container.run(container.task("texts", name));
		const { message } = done.error();
		expect(Buffer.byteLength(message)).toBeLessThanOrEqual(64 * 1024);
		expect(plainText(message)).toBe(message);
		expect(message).not.toMatch(/[\ud800-\udfff]/u);
		if (name === "huge") {
			expect(message).toMatch(/^Error: HEADx+/);
			expect(message).toMatch(/x+TAIL\n {4}at .*texts\.mjs:\d+:\d+/);
			expect(message).toMatch(/\[cut: \d+ characters left out\]/);
		}
		if (name === "hostile") expect(message).toMatch(/^Error: ared \ufffd {3}end\n/);
	});
});

let usages = 0;
const usage = (args: readonly string[], command?: string) =>
	container.runAt(args, join(container.root, "none"), command);
const complete = [
	...["--inputs", "/x/inputs.pb", "--output-prefix", "/x/out", "--resolver", "flytekit-ts.default"],
	...["--", "task-module", "texts", "task-name", "fine"],
];
const without = (name: string) => complete.filter((_, i) => complete[i] !== name && complete[i - 1] !== name);
const replaced = (from: string, to: string) => complete.map((arg) => (arg === from ? to : arg));

describe("arguments that name no place for an answer", () => {
	test.each([
		[without("--output-prefix"), "tsflyte-execute: --output-prefix is missing"],
		[replaced("/x/out", "{{ .outputPrefix }}"), "--output-prefix is {{ .outputPrefix }}, a template"],
		[[], "tsflyte-execute: --output-prefix is missing"],
	])("%o", async (args, text) => {
		const done = await usage(args);
		expect(done.stderr).toContain(text);
		expect(done.stderr).toContain("way out: ");
		expect(done.code).toBe(2);
		expect(done.files).toEqual([]);
	});

	test.each([
		[without("--inputs"), "tsflyte-execute: --inputs is missing\n  way out: "],
		[without("--resolver"), "tsflyte-execute: --resolver is missing"],
		[
			replaced("/x/inputs.pb", "{{.input}}"),
			"tsflyte-execute: --inputs is {{.input}}, a template that nobody filled in",
		],
		[["--inputz", "x", ...complete], "tsflyte-execute knows no option --inputz\n  way out: it takes --inputs, "],
		[complete.slice(0, 6), "tsflyte-execute: nothing after -- says which task to load"],
		[[...complete.slice(0, 6), "--test=", "--raw-output-data-prefix"], "--raw-output-data-prefix was given no value"],
	])("others are answered by error.pb: %o", async (args, text) => {
		const out = join(container.root, `usage${usages++}`);
		const done = await container.runAt(
			args.map((arg) => (arg === "/x/out" ? out : arg)),
			out,
		);
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject({ code: "USER:RuntimeError", kind: 0, origin: 1 });
		expect(done.error().message).toContain(text);
		expect(done.code).toBe(0);
	});

	test("--name=value, words in any order, and --test, which loads the task and stops", async () => {
		const out = join(container.root, "tried");
		const args = ["--test", `--output-prefix=${out}`, "--inputs=/nowhere", ...complete.slice(4)];
		const done = await container.runAt(args, out);
		expect([done.code, done.files], done.stderr).toEqual([0, []]);
	});
});

describe("a task that cannot be found", () => {
	const USER = { code: "USER:RuntimeError", kind: 0, origin: 1 };
	test.each([
		[
			"unknown resolver",
			["--resolver", "acme.unknown", "--", "x"],
			/has no flyte-manifest\.json, and no module acme either/,
		],
		[
			"a Python resolver",
			["--resolver", "flytekit.core.python_auto_container.default_task_resolver", "--", "x"],
			/^there is no task resolver flytekit\.core\.python_auto_container\.default_task_resolver here\n {2}way out: it is one of flytekit's/,
		],
		[
			"ours of another version",
			["--resolver", "flytekit-ts.future", "--", "x"],
			/^there is no task resolver flytekit-ts\.future here\n {2}way out: known are flytekit-ts\.default, /,
		],
		[
			"a resolver without a task",
			["--resolver", "resolvers.nothing", "--", "x"],
			/^resolver resolvers\.nothing gave no task for x\n/,
		],
		[
			"no such module",
			container.task("no.such", "t"),
			/has no flyte-manifest\.json, and no module no\.such either\n {2}way out: `tsflyte package`/,
		],
		[
			"no such export",
			container.task("texts", "absent"),
			/^module texts exports no task "absent"\n {2}way out: it exports /,
		],
		[
			"a module that cannot be imported",
			container.task("breaks", "t"),
			/^module breaks \(.*breaks\.mjs\) could not be imported\n {2}caused by Error: Cannot find package 'no-such-package'/,
		],
		[
			"arguments that say no task",
			["--resolver", "flytekit-ts.default", "--", "task-module", "texts"],
			/^the task's arguments do not say its task-name/,
		],
		[
			"a map that says no element",
			["--resolver", "flytekit-ts.map", "--", "vars"],
			/^a map's arguments say no element: vars\n/,
		],
	])("%s", async (_, loader, text) => {
		const done = await container.run(loader);
		expect(done.files, done.stderr).toEqual(["error.pb"]);
		expect(done.error()).toMatchObject(USER);
		expect(done.error().message).toMatch(text);
		expect(done.code).toBe(0);
	});

	test("a resolver of the project finds its own", async () => {
		const done = await container.run(["--resolver", "resolvers.mine", "--", "fine"]);
		expect(done.outputs().get("o0"), done.stderr).toEqual({ kind: "integer", value: 1n });
	});
});

describe("a manifest that does not fit", () => {
	const manifest = {
		format: 1,
		sdkVersion: "0.1.0",
		modules: { texts: "texts.mjs", moved: "moved.mjs" },
		detection: { modules: [] },
		cacheVersions: {},
	};
	test.each([
		["damaged", "{", "texts", /flyte-manifest\.json is no JSON\n {2}way out: package or register the code again/],
		["none", "[]", "texts", /flyte-manifest\.json is no manifest of packaged code/],
		[
			"newer",
			JSON.stringify({ ...manifest, format: 2, sdkVersion: "9.0.0" }),
			"texts",
			/has format 2; this package reads up to 1\n {2}way out: it was written by flytekit-ts 9\.0\.0/,
		],
		[
			"stale",
			JSON.stringify(manifest),
			"moved",
			/flyte-manifest\.json names moved\.mjs, which is not there\n {2}way out: the manifest is older than the code/,
		],
		[
			"of another version",
			JSON.stringify({ ...manifest, sdkVersion: "0.999.0" }),
			"texts",
			/flyte-manifest\.json was written by flytekit-ts 0\.999\.0, and this container has \d+\.\d+\.\d+\n {2}way out: /,
		],
		[
			"of other code",
			JSON.stringify(manifest),
			"other",
			/^the packaged code holds no module other\n {2}way out: it holds texts, moved; register the task again/,
		],
	])("%s", async (_, text, module, message) => {
		const other = new Container({ "texts.mjs": "export {};\n", "flyte-manifest.json": text });
		try {
			const done = await other.run(other.task(module, "t"));
			expect(done.error()).toMatchObject({ code: "USER:RuntimeError", kind: 0, origin: 1 });
			expect(done.error().message).toMatch(message);
		} finally {
			other.remove();
		}
	});
});
