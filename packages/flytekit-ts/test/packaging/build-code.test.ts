import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isFlyteError } from "../../src/errors/index.js";
import { type BuiltCode, buildCode } from "../../src/loader/packaging/build-code.js";
import { writeCode } from "../../src/loader/packaging/write-code.js";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
let root: string;
let out: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "flyte-package-"));
	out = mkdtempSync(join(tmpdir(), "flyte-packaged-"));
	write("package.json", '{"type":"module"}');
	mkdirSync(join(root, "node_modules"));
	symlinkSync(PACKAGE, join(root, "node_modules/flytekit-ts"));
});

afterEach(() => {
	for (const folder of [root, out]) rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
	const file = join(root, name);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
	return file;
}

/** What a container finds in packaged code, without its source maps: its exports by module. */
async function unpacked(built: BuiltCode): Promise<Record<string, Record<string, unknown>>> {
	writeCode(
		built.files.filter(({ path }) => !path.endsWith(".map")),
		out,
	);
	const args = ["--import", "tsx", fileURLToPath(new URL("container.ts", import.meta.url)), out];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE });
	return JSON.parse(stdout);
}

const texts = (built: BuiltCode) => built.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString("utf8")]);

describe("buildCode", () => {
	it("gives each module with entities a file by its dotted name, whose entities are found without source maps", async () => {
		const main = write(
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
		write(
			"src/lib/factory.ts",
			[
				'import { task, type Int } from "flytekit-ts";',
				"export const plus = (n: number) => task(({ x }: { x: Int }): Int => (x + n) as Int);",
				"export const made = <T>() => task(({ value }: { value: T }): T => value);",
			].join("\n"),
		);
		write(
			"src/lib/double.ts",
			'import { task, type Int } from "flytekit-ts";\nimport { twice } from "./twice.js";\nexport const double = task(({ x }: { x: Int }): Int => twice(x) as Int);\n',
		);
		write("src/lib/twice.ts", "export const twice = (x: number) => 2 * x;\n");
		const built = await buildCode([main], { root });
		expect(built.manifest.modules).toEqual({
			"src.flows.main": "src.flows.main.mjs",
			"src.lib.double": "src.lib.double.mjs",
			"src.lib.factory": "src.lib.factory.mjs",
		});
		const { "src.flows.main": flows, "src.lib.double": lib } = await unpacked(built);
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
		const one = await buildCode([write("a/where.ts", text)], { root });
		const first = texts(one);
		const other = mkdtempSync(join(tmpdir(), "flyte-package-elsewhere-"));
		const moved = join(other, "deep/project");
		mkdirSync(moved, { recursive: true });
		const [oldRoot] = [root];
		root = moved;
		write("package.json", '{"type":"module"}');
		mkdirSync(join(root, "node_modules"));
		symlinkSync(join(oldRoot, "node_modules/flytekit-ts"), join(root, "node_modules/flytekit-ts"));
		const second = texts(await buildCode([write("a/where.ts", text)], { root }));
		rmSync(other, { recursive: true });
		root = oldRoot;
		expect(second).toEqual(first);
		expect(first.filter(([, content]) => content?.includes(root))).toEqual([]);
	});

	it("keeps import.meta where the source would lie beside the packaged files", async () => {
		const main = write(
			"a/b/where.ts",
			'import { task } from "flytekit-ts";\nexport const where = task((): string => import.meta.filename);\nexport const url: string = import.meta.url;\nexport const folder: string = import.meta.dirname;\n',
		);
		const { "a.b.where": where } = await unpacked(await buildCode([main], { root }));
		expect(where?.url).toBe(pathToFileURL(join(out, "a/b/where.ts")).href);
		expect(where?.folder).toBe(join(out, "a/b"));
	});

	it("refuses two files of one module name", async () => {
		const text = 'import { task } from "flytekit-ts";\nexport const a = task(() => 1);\n';
		const files = [write("x/y.ts", text), write("x.y.ts", text)];
		const failure = await buildCode(files, { root }).catch((error) => error);
		expect(isFlyteError(failure, "PACKAGE_MODULE_NAME")).toBe(true);
		expect(failure.summary).toBe("the modules of x.y.ts and x/y.ts are both called x.y");
	});

	it("leaves nothing in the project but the caches", async () => {
		const main = write("main.ts", 'import { task } from "flytekit-ts";\nexport const a = task(() => 1);\n');
		await buildCode([main], { root });
		expect(readdirSync(root).sort()).toEqual(["main.ts", "node_modules", "package.json"]);
	});
});
