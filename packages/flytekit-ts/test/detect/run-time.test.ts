import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamic, type Int, task } from "../../src/index.js";

/*
 * Names and interfaces reach entities at run time by the place of their call in a stack trace: inside vitest (this file is
 * its own test data) and in a script under tsx.
 */
export const square = task(({ x }: { x: Int }): Int => x * x);
const adder = (n: Int) => task(({ x }: { x: Int }): Int => x + n);
export const addTwo = adder(2);
export const addThree = adder(3);
export const squares = dynamic(({ n = 3 }: { n?: Int }) => Array.from({ length: n }, (_, x) => square({ x })));
export const overLines = task(
	{ retries: 1 },

	({ text }: { text: string }) => text.toUpperCase(),
);

describe("inside vitest", () => {
	it("each entity finds its call", async () => {
		expect(await square({ x: 4 })).toBe(16);
		expect(await squares()).toEqual([0, 1, 4]);
		expect(await overLines({ text: "a" })).toBe("A");
		expect(square.name).toBe("test.detect.run-time.test.square");
		expect(overLines.name).toBe("test.detect.run-time.test.overLines");
	});

	it("a factory's task has the name of the exported call that made it", async () => {
		expect(await addTwo({ x: 4 })).toBe(6);
		expect(addTwo.name).toBe("test.detect.run-time.test.addTwo");
		expect(addThree.name).toBe("test.detect.run-time.test.addThree");
	});
});

describe("a script under tsx", () => {
	const run = promisify(execFile);
	const packageRoot = join(import.meta.dirname, "../..");
	let folder: string;

	const script = `
import { type Int, task } from "flytekit-ts";

interface Person { name: string; age: Int }
export const older = task(({ person, by = 1 }: { person: Person; by?: Int }): Person => ({ ...person, age: person.age + by }));
const result = await older({ person: { name: "Ann", age: 30 } });
console.log(JSON.stringify([older.name, result]));
`;

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "flytekit-tsx-"));
		mkdirSync(join(folder, "node_modules"));
		writeFileSync(join(folder, "package.json"), '{"type":"module"}');
		const paths = { "flytekit-ts": [join(packageRoot, "src/index.ts")] };
		const options = {
			module: "preserve",
			moduleResolution: "bundler",
			target: "es2023",
			strict: true,
			skipLibCheck: true,
			types: [],
			paths,
		};
		writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options }));
		writeFileSync(join(folder, "run.ts"), script);
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	const start = () => run(process.execPath, ["--import", import.meta.resolve("tsx"), "run.ts"], { cwd: folder });
	const expected = `["run.older",{"name":"Ann","age":31}]\n`;

	it("says nothing but what it prints, and finds its own task while it still loads", async () => {
		const { stdout, stderr } = await start();
		expect(stdout).toBe(expected);
		expect(stderr).toBe("");
	});

	it("shares the cache with others that start at the same time", async () => {
		rmSync(join(folder, "node_modules/.cache"), { recursive: true, force: true });
		const results = await Promise.all([start(), start(), start()]);
		expect(results.map((result) => result.stdout)).toEqual([expected, expected, expected]);
		const kept = readdirSync(join(folder, "node_modules/.cache/flytekit-ts/detect"));
		expect(kept.filter((name) => !/^(module|program)-[0-9a-f]+\.json$/.test(name))).toEqual([]);
		expect(kept).toHaveLength(2);
		expect((await start()).stdout).toBe(expected);
	}, 60_000);
});
