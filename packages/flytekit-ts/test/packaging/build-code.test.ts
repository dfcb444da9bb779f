import { readdirSync } from "node:fs";
import { SourceMap, type SourceMapPayload, type SourceMapping } from "node:module";
import { basename, dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isFlyteError } from "../../src/errors/index.js";
import { type BuiltCode, buildCode } from "../../src/loader/packaging/build-code.js";
import { Project } from "./project.js";

let project: Project;

beforeEach(() => {
	project = new Project();
});

afterEach(() => project.remove());

const build = (...files: string[]) => buildCode(files, { root: project.root });
const texts = (built: BuiltCode) => built.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString("utf8")]);

describe("buildCode", () => {
	it("gives each module with entities a file by its dotted name, whose entities are found without source maps", async () => {
		const main = project.write(
			"src/flows/main.ts",
			[
				'import * as flyte from "flytekit-ts";',
				'import { task, workflow, type Inputs, type Int } from "flytekit-ts";',
				'import { double } from "../lib/double.js";',
				'import { made, plus } from "../lib/factory.js";',
				'export const ä = "日本", inline = task(({ x }: { x: Int }): Int => x);',
				"export const spaced = flyte",
				"	.task(",
				'		{ cache: "1" },',
				"		({ x }: { x: Int }): Int => x,",
				"	);",
				"export const three = plus(3);",
				"export const generic = made<Int>();",
				"export const main = workflow(({ n }: Inputs<{ n: Int }>) => double({ x: three({ x: inline({ x: n }) }) }));",
				"export const last = flyte.dynamic(({ n }: { n: Int }) => double({ x: n }));",
			].join("\n"),
		);
		project.write(
			"src/lib/factory.ts",
			[
				'import { task, type Int } from "flytekit-ts";',
				"export const plus = (n: number) => task(({ x }: { x: Int }): Int => (x + n) as Int);",
				"export const made = <T>() => task(({ value }: { value: T }): T => value);",
			].join("\n"),
		);
		project.write(
			"src/lib/double.ts",
			'import { task, type Int } from "flytekit-ts";\nimport { twice } from "./twice.js";\nexport const double = task(({ x }: { x: Int }): Int => twice(x) as Int);\n',
		);
		project.write("src/lib/twice.ts", "export const twice = (x: number) => 2 * x;\n");
		const built = await build(main);
		expect(built.manifest.modules).toEqual({
			"src.flows.main": "src.flows.main.mjs",
			"src.lib.double": "src.lib.double.mjs",
			"src.lib.factory": "src.lib.factory.mjs",
		});
		const { "src.flows.main": flows, "src.lib.double": lib } = await project.unpacked(built);
		expect(flows).toEqual({
			ä: "日本",
			inline: { name: "src.flows.main.inline", inputs: ["x"] },
			spaced: { name: "src.flows.main.spaced", inputs: ["x"], cache: "1" },
			three: { name: "src.flows.main.three", inputs: ["x"] },
			generic: { name: "src.flows.main.generic", inputs: ["value"] },
			main: { name: "src.flows.main.main", inputs: ["n"] },
			last: { name: "src.flows.main.last", inputs: ["n"] },
		});
		expect(lib).toEqual({ double: { name: "src.lib.double.double", inputs: ["x"] } });
	});

	it("builds the same bytes wherever the project lies", async () => {
		const text =
			'import { task } from "flytekit-ts";\nexport const where = task(() => import.meta.filename.length + import.meta.url.length);\n';
		const first = texts(await build(project.write("a/where.ts", text)));
		const other = new Project("deep/er/project");
		const second = texts(await buildCode([other.write("a/where.ts", text)], { root: other.root }));
		other.remove();
		expect(second).toEqual(first);
		expect(first.filter(([, content]) => content?.includes(project.root))).toEqual([]);
	});

	it("keeps import.meta where the source would lie beside the packaged files", async () => {
		const main = project.write(
			"a/b/where.ts",
			'import { task } from "flytekit-ts";\nexport const where = task((): string => import.meta.filename);\nexport const url: string = import.meta.url;\nexport const folder: string = import.meta.dirname;\n',
		);
		const { "a.b.where": where } = await project.unpacked(await build(main));
		expect(where?.url).toBe(pathToFileURL(join(project.out, "a/b/where.ts")).href);
		expect(where?.folder).toBe(join(project.out, "a/b"));
	});

	it.each(["bundle", "files"] as const)("maps lines back to the sources, as %s", async (layout) => {
		const main = project.write(
			"src/main.ts",
			'import { task } from "flytekit-ts";\n\ninterface Gone {\n\treadonly a: 1;\n}\nexport const t = task(() => {\n\tthrow new Error("here");\n});\n',
		);
		const built = await buildCode([main], { root: project.root, layout });
		const file = built.manifest.modules["src.main"] as string;
		const text = (path: string) => Buffer.from(built.files.find((one) => one.path === path)?.bytes ?? []).toString();
		const line = text(file)
			.split("\n")
			.findIndex((one) => one.includes('throw new Error("here")'));
		const column = text(file).split("\n")[line]?.indexOf("throw") ?? 0;
		const payload = JSON.parse(text(`${file}.map`)) as SourceMapPayload;
		const entry = new SourceMap(payload).findEntry(line, column) as SourceMapping;
		expect([posix.join(dirname(file), entry.originalSource), entry.originalLine]).toEqual(["src/main.ts", 6]);
		expect(text(file)).toContain(`//# sourceMappingURL=${basename(file)}.map`);
	});

	it("refuses two files of one module name", async () => {
		const text = 'import { task } from "flytekit-ts";\nexport const a = task(() => 1);\n';
		const files = [project.write("x/y.ts", text), project.write("x.y.ts", text)];
		const failure = await build(...files).catch((error) => error);
		expect(isFlyteError(failure, "PACKAGE_MODULE_NAME")).toBe(true);
		expect(failure.summary).toBe("the modules of x.y.ts and x/y.ts are both called x.y");
	});

	it("leaves nothing in the project but the caches", async () => {
		const main = project.write("main.ts", 'import { task } from "flytekit-ts";\nexport const a = task(() => 1);\n');
		await build(main);
		expect(readdirSync(project.root).sort()).toEqual(["main.ts", "node_modules", "package.json"]);
	});
});
