import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tsflyte } from "./tsflyte.js";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "flyte-run-"));
	writeFileSync(join(folder, "in.json"), '{"n": 4}');
	writeFileSync(join(folder, "data.csv"), "a,b\n1,2\n");
	writeFileSync(join(folder, "ann.json"), '{"name": "Ann", "age": 3}');
	mkdirSync(join(folder, "things/deep"), { recursive: true });
	writeFileSync(join(folder, "things/one.txt"), "1");
	writeFileSync(join(folder, "things/deep/two.txt"), "2");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ok = async (args: readonly string[], options: Parameters<typeof tsflyte>[1] = {}) => {
	const { code, stdout, stderr } = await tsflyte(args, options);
	expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
	return stdout;
};

describe("tsflyte run", () => {
	it("runs a task, a workflow and a dynamic, and prints the result alone on stdout", async () => {
		expect(await ok(["run", "hello.ts", "hello", "--name", "Ann", "--times=2"])).toBe("hello Ann, hello Ann\n");
		expect(await ok(["run", "hello.ts", "sumOfSquares", "--n", "4"])).toBe("14\n");
		expect(await ok(["run", "hello.ts", "main", "--n", "4"])).toBe("14\n");
		expect(await ok(["run", "hello.ts", "hello.square", "--x", "-3"])).toBe("9\n");
	});

	it("prints several outputs by name, and none as nothing", async () => {
		expect(await ok(["run", "hello.ts", "divide", "--a", "7", "--b", "2"])).toBe("quotient: 3\nremainder: 1\n");
		expect(JSON.parse(await ok(["run", "hello.ts", "divide", "--a", "7", "--b", "2", "--json"]))).toEqual({
			quotient: 3,
			remainder: 1,
		});
		expect(await ok(["run", "types.ts", "nothing"])).toBe("");
		expect(await ok(["run", "types.ts", "nothing", "--json"])).toBe("null\n");
	});

	it("types every flag by the interface", async () => {
		const text = await ok([
			...["run", "types.ts", "everything", "--json", "--count", "3", "--big", "9223372036854775807", "--ratio", "2"],
			...["--on", "--when", "2024-05-06T07:08:09+02:00", "--wait", "PT1M30S", "--color", "green"],
			...[
				"--tags",
				"a b",
				"--tags",
				"c",
				"--person.name",
				"Ann",
				"--person.age",
				"3",
				"--sizes",
				'{"x": 1, "__proto__": 2}',
			],
			...["--maybe", '"5"'],
		]);
		expect(JSON.parse(text)).toEqual({
			count: 3,
			big: "9223372036854775807",
			ratio: 2,
			on: true,
			when: "2024-05-06T05:08:09.000Z",
			waitMs: 90_000,
			color: "green",
			tags: ["a b", "c"],
			person: { name: "Ann", age: 3 },
			sizes: JSON.parse('{"x": 1, "__proto__": 2}'),
			kind: "string",
		});
	});

	it("takes its own --json output back as inputs, overridden by flags", async () => {
		const inputs = {
			...{ count: 1, big: "7", ratio: "NaN", on: true, when: "2024-05-06", wait: "5m", color: "red" },
			...{ tags: [], person: { name: "Bo", age: 4, born: "2020-01-01" }, maybe: 6 },
		};
		const args = ["run", "types.ts", "everything", "--json", "--inputs-file", "-", "--no-on", "--count", "2"];
		const first = JSON.parse(await ok(args, { input: JSON.stringify(inputs) }));
		expect(first).toMatchObject({
			count: 2,
			big: "7",
			ratio: "NaN",
			on: false,
			tags: [],
			waitMs: 300_000,
			kind: "number",
		});
		expect(first.person).toEqual({ name: "Bo", age: 4, born: "2020-01-01T00:00:00.000Z" });
	});

	it("keeps the nanoseconds of a timestamp", async () => {
		expect(await ok(["run", "types.ts", "echoTimestamp", "--at", "2024-05-06T07:08:09.123456789Z"])).toBe(
			"2024-05-06T07:08:09.123456789Z\n",
		);
	});

	it("reads inputs from a file, from - and from a pipe", async () => {
		expect(await ok(["run", "hello.ts", "main", "--inputs-file", join(folder, "in.json")])).toBe("14\n");
		expect(await ok(["run", "hello.ts", "main", "--inputs-file", "-"], { input: '{"n": 3}' })).toBe("5\n");
		expect(await ok(["run", "hello.ts", "main"], { input: '{"n": 3}' })).toBe("5\n");
	});

	it("does not wait for a pipe that stays silent", async () => {
		expect(await ok(["run", "hello.ts", "main", "--n", "4"], { input: null })).toBe("14\n");
		const { code, stderr } = await tsflyte(["run", "hello.ts", "main"], { input: null });
		expect(code).toBe(2);
		expect(stderr).toContain("--n is missing: Int");
	});

	it("refuses inputs that are no JSON, no object, or unknown", async () => {
		const say = async (input: string) =>
			(await tsflyte(["run", "hello.ts", "main", "--inputs-file", "-"], { input })).stderr;
		expect(await say("{n: 3}")).toContain("standard input: it is not JSON:");
		expect(await say("[3]")).toContain("standard input holds [3] instead of an object of inputs");
		expect(await say('{"n": 3, "m": 4}')).toContain('standard input: there is no input "m": did you mean "n"?');
		expect(await say('{"n": "3"}')).toContain('standard input: n: expected Int, got "3"');
	});

	it("reads files, folders and @file.json from where it was called", async () => {
		const entities = join(process.cwd(), "packages/flytekit-ts/test/cli/fixtures/types.ts");
		expect(await ok(["run", entities, "size", "--file", "data.csv"], { cwd: folder })).toBe("8\n");
		expect(JSON.parse(await ok(["run", entities, "list", "--folder", "things"], { cwd: folder }))).toEqual([
			"deep/two.txt",
			"one.txt",
		]);
		const rest = ["--count", "1", "--ratio", "1", "--when", "now", "--color", "red", "--tags", "[]", "--json"];
		const text = await ok(["run", entities, "everything", "--person", "@ann.json", ...rest], { cwd: folder });
		expect(JSON.parse(text).person).toEqual({ name: "Ann", age: 3 });
	});

	it("prints a file as a path that can be opened", async () => {
		const printed = (await ok(["run", "types.ts", "copy", "--file", join(folder, "data.csv")])).trimEnd();
		expect(readFileSync(printed, "utf8")).toBe("a,b\n1,2\n!");
	});

	it("reads a dataset from a Parquet file", async () => {
		const { parquetWriteBuffer } = await import("hyparquet-writer");
		const bytes = parquetWriteBuffer({ columnData: [{ name: "n", data: [1n, 2n, 3n], type: "INT64" }] });
		writeFileSync(join(folder, "n.parquet"), new Uint8Array(bytes));
		expect(await ok(["run", "types.ts", "rows", "--table", join(folder, "n.parquet")])).toBe("3\n");
	});

	it("gives an input's name to the input, and keeps console off stdout", async () => {
		const outcome = await tsflyte(["run", "types.ts", "shout", "--json", "me", "--inputs.help", "you"]);
		expect(outcome.stdout).toBe("me you\n");
		expect(outcome.stderr).toContain("printed with console");
	});

	it("ends although a task left a timer behind", async () => {
		expect(await ok(["run", "bad/stray.ts", "lingers"])).toBe("done\n");
	});

	it("lets what runs end in order at Ctrl-C, with 130", async () => {
		const outcome = await tsflyte(["run", "types.ts", "patient"], {
			onStderr: (text, kill) => {
				if (text.includes("it began") && !text.includes("stopping")) kill("SIGINT");
			},
		});
		expect(outcome.stderr).toContain("stopping: waiting for what runs to end");
		expect(outcome.stderr).toContain("it ended in order");
		expect(outcome.stderr).not.toContain("error");
		expect(outcome.stdout).toBe("");
		expect(outcome.code).toBe(130);
	});

	it("ends at once at the second Ctrl-C", async () => {
		const outcome = await tsflyte(["run", "types.ts", "slow", "--file", "it"], {
			onStderr: (text, kill) => {
				if (text.includes("it began") && !text.includes("stopping")) kill("SIGINT");
				else if (text.includes("stopping")) kill("SIGINT");
			},
		});
		expect(outcome.stderr).toContain("stopping: waiting for what runs to end");
		expect(outcome.stdout).toBe("");
		// ended by the signal itself, which a shell shows as 130
		expect(outcome.code ?? 130).toBe(130);
	});

	it("runs plain JavaScript with schemas, and a map alone", async () => {
		expect(await ok(["run", "plain.mjs", "double", "--x", "21"])).toBe("42\n");
		expect(await ok(["run", "plain.mjs", "doubles", "--x", "1", "--x", "2"])).toBe("[2,4]\n");
	});

	it("runs a launch plan with its defaults and without what it fixes", async () => {
		expect(await ok(["run", "plans.ts", "daily"])).toBe("40\n");
		expect(await ok(["run", "plans.ts", "daily", "--by", "3"])).toBe("12\n");
		const fixed = await tsflyte(["run", "plans.ts", "daily", "--n", "3"]);
		expect(fixed.code).toBe(2);
		expect(fixed.stderr).toContain('daily (plans.ts) has no flag "--n"\n  way out: accepted: --by, --inputs-file');
	});

	it("explains an entity with its flags, types, defaults and descriptions", async () => {
		const text = await ok(["run", "hello.ts", "hello", "--help"]);
		expect(text).toContain(
			"tsflyte run hello.ts hello --name TEXT [flags]\n\nSays hello.\n\nMore politely than most programs do.",
		);
		expect(text).toContain("--name TEXT  string, required: whom to greet");
		expect(text).toContain("--times N    Int, default 1: how often");
		expect(text).toContain("o0  string");
		expect(await ok(["run", "hello.ts", "--help"])).toContain(
			"sumOfSquares  ({ n: Int }) => Int: As many tasks as the input says.",
		);
		expect(await ok(["run", "types.ts", "everything", "--help"])).toContain("--[no-]on");
	});

	it("uses colours only where they are wanted", async () => {
		const plain = await tsflyte(["run", "hello.ts", "--help"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
		expect(plain.stdout.includes("\u001b")).toBe(false);
		const coloured = await tsflyte(["run", "hello.ts", "--help"], { env: { FORCE_COLOR: "1" } });
		expect(coloured.stdout.includes("\u001b[1m")).toBe(true);
	});

	it("builds into the project's own cache and runs the newest text", async () => {
		const project = mkdtempSync(join(import.meta.dirname, "fixtures/.flyte-edit-"));
		try {
			writeFileSync(join(project, "package.json"), '{"type":"module"}');
			const source = readFileSync(join(import.meta.dirname, "fixtures/hello.ts"), "utf8");
			writeFileSync(join(project, "hello.ts"), source);
			expect(await ok(["run", "hello.ts", "square", "--x", "3"], { cwd: project })).toBe("9\n");
			writeFileSync(join(project, "hello.ts"), source.replace("x * x", "x + x + x + x"));
			expect(await ok(["run", "hello.ts", "square", "--x", "3"], { cwd: project })).toBe("12\n");
		} finally {
			rmSync(project, { recursive: true, force: true });
		}
	});
});
