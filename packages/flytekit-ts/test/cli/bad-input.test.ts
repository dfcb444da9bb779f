import { describe, expect, it } from "vitest";
import { tsflyte } from "./tsflyte.js";

/** One command line that must be refused: its exit code, and what its one message says. */
interface Refusal {
	readonly title: string;
	readonly args: readonly string[];
	readonly code?: number;
	readonly says: readonly string[];
}

const refusals: readonly Refusal[] = [
	{
		title: "an unknown command",
		args: ["rnu"],
		says: ['error [CLI_UNKNOWN_COMMAND]: tsflyte has no command "rnu"', 'did you mean "run"? commands: run, '],
	},
	{ title: "a file where the command should be", args: ["hello.ts"], says: ["tsflyte run hello.ts ENTITY"] },
	{ title: "a flag before the command", args: ["--quiet"], says: ["the command comes first"] },
	{ title: "no file", args: ["run"], says: ["run needs a file", "tsflyte run FILE ENTITY"] },
	{ title: "no entity", args: ["run", "hello.ts"], says: ["sumOfSquares", "run needs the name of what to run"] },
	{
		title: "a missing file",
		args: ["run", "helo.ts", "hello"],
		says: ['error [LOADER_FILE_MISSING]: no file "helo.ts"', "did you mean hello.ts?"],
	},
	{ title: "a folder", args: ["run", "bad", "x"], says: ['"bad" is a folder, not a file'] },
	{ title: "another kind of file", args: ["run", "package.json", "x"], says: ["a .json file: it cannot be loaded"] },
	{
		title: "a missing export",
		args: ["run", "hello.ts", "helo"],
		says: [
			'error [CLI_UNKNOWN_ENTITY]: hello.ts has no export "helo"',
			'did you mean "hello"? it exports divide, hello',
		],
	},
	{
		title: "an export that is no entity",
		args: ["run", "bad/nothing.ts", "hello"],
		says: ["is a function, not a task or workflow", "export const hello = task(...)"],
	},
	{
		title: "a wrong flag",
		args: ["run", "hello.ts", "hello", "--nam", "x"],
		says: ['has no flag "--nam"', 'did you mean "--name"? accepted: --name, --times, --inputs-file'],
	},
	{
		title: "a wrong type",
		args: ["run", "hello.ts", "hello", "--name", "x", "--times", "two"],
		says: ['error [CLI_FLAG_VALUE]: hello: --times: expected Int, got "two"', "tsflyte run hello.ts hello --help"],
	},
	{
		title: "everything that is wrong or missing, at once",
		args: ["run", "types.ts", "everything", "--count", "1.5", "--when", "soon", "--color", "gren"],
		says: [
			"everything: 6 inputs are wrong or missing",
			'  --count: expected Int, got "1.5" (a whole number: no fraction)',
			'  --when: expected Date, got "soon"',
			'did you mean "green"?',
			"  --ratio is missing: number",
			"  --tags is missing: string[]",
			"  --person is missing: Person",
		],
	},
	{
		title: "a value without a name",
		args: ["run", "hello.ts", "square", "4"],
		says: ['inputs are given by name, got "4"', "such as --x 4"],
	},
	{
		title: "an input before the entity",
		args: ["run", "hello.ts", "--x", "1", "square"],
		says: ['tsflyte run has no flag "--x"', "(inputs come after ENTITY)"],
	},
	{ title: "no value", args: ["run", "hello.ts", "square", "--x"], says: ["--x needs a value"] },
	{
		title: "a number of tasks that is none",
		args: ["run", "hello.ts", "--concurrency", "0", "square", "--x", "1"],
		says: ['--concurrency is a whole number from 1 up, got "0"'],
	},
	{
		title: "an inputs file that is not there",
		args: ["run", "hello.ts", "square", "--inputs-file", "no.json"],
		says: ['cannot read the inputs file "no.json": there is no such file'],
	},
	{
		title: "a key that is there twice",
		args: ["run", "types.ts", "everything", "--person", '{"name": "Ann", "age": 1, "name": "Bob"}'],
		says: ['the key "name" is there twice: keep one of them'],
	},
	{
		title: "a syntax error",
		args: ["run", "bad/syntax.ts", "broken"],
		says: ['error [LOADER_SYNTAX]: syntax error: Unexpected ")"', "bad/syntax.ts:3:57", "> 3 | export const broken"],
	},
	{
		title: "a type error",
		args: ["run", "bad/type-error.ts", "wrong", "--x", "1"],
		says: [
			"TS2322: Type 'Int' is not assignable to type 'string'",
			"bad/type-error.ts:4:8",
			"> 4 | 	const y: string = x;",
		],
	},
	{
		title: "a type that Flyte cannot carry, also in a task that is not run",
		args: ["run", "bad/undetectable.ts", "fine", "--n", "1"],
		says: ["error [CLI_STATIC_PROBLEMS]: bad/undetectable.ts has a problem; nothing was run", "inputs.f is a function"],
	},
	{
		title: "a promise used as a value",
		args: ["run", "bad/misuse.ts", "choose", "--n", "1"],
		says: ["`big` is what a node will output, not a value", "bad/misuse.ts:8:6"],
	},
	{
		title: "a circle of imports that breaks",
		args: ["run", "bad/cycle-a.ts", "scale", "--n", "1"],
		says: ["error [LOADER_CYCLE]", "bad/cycle-b.ts:3:31", "bad/cycle-b.ts -> bad/cycle-a.ts -> bad/cycle-b.ts"],
	},
	{
		title: "a circle of imports that would compute with what is not there yet",
		args: ["run", "bad/early-a.ts", "greet", "--n", "x"],
		says: [
			'error [LOADER_CYCLE]: modules import each other in a circle, and "start" was used before it had a value',
			"bad/early-b.ts:3:25",
			"bad/early-b.ts -> bad/early-a.ts -> bad/early-b.ts",
		],
	},
	{
		title: "a module that throws while loading",
		args: ["run", "bad/throws-on-load.ts", "hello"],
		says: ["the program threw while loading: RangeError: no settings here", "bad/throws-on-load.ts:4:8"],
	},
	{
		title: "an option that a factory refuses while loading",
		args: ["run", "bad/factory-refuses.ts", "same"],
		says: [
			'error [AUTHORING_OPTION]: every("90s") is not a whole number of minutes',
			"bad/factory-refuses.ts:7:12",
			'> 7 | 	schedule: every("90s"),',
		],
	},
	{
		title: "an import of what another file does not export",
		args: ["run", "bad/missing-export.ts", "again"],
		says: ['hello.ts has no export named "squared"', 'did you mean "square"?'],
	},
	{
		title: "an import of what the package does not export",
		args: ["run", "bad/wrong-name.ts", "hello"],
		says: ["'\"flytekit-ts\"' has no exported member named 'tasks'. Did you mean 'task'?", "bad/wrong-name.ts:1:10"],
	},
	{
		title: "an import of a file that is not there",
		args: ["run", "bad/missing-import.ts", "hello"],
		says: ['cannot find the imported module "./helpers.js"', "bad/missing-import.ts:2:24"],
	},
	{
		title: "an import of a package that is not there",
		args: ["run", "bad/missing-package.ts", "hello"],
		says: ['cannot find the imported package "left-pad-that-is-not-there"', "bad/missing-package.ts:2:17"],
	},
	{
		title: "a top-level await that never ends",
		args: ["run", "bad/stuck.ts", "hello"],
		says: ["error [LOADER_STUCK]: the program never finished loading"],
	},
	...[
		["error", "TypeError: that did not work"],
		["string", "just text"],
		["undefined", "undefined"],
		["proxy", "a value that cannot be looked at"],
		["revoked", "a value that cannot be looked at"],
		["circular", "Error: round and round"],
		["huge", " characters left out] ..."],
		["escape", "Error: cleared"],
	].map(([what, says]) => ({
		title: `a task that throws: ${what}`,
		args: ["run", "bad/throws.ts", "fail", "--what", what as string],
		code: 1,
		says: ["error [ENGINE_TASK_FAILED]", "bad.throws.fail", says as string],
	})),
	{
		title: "a task whose promise never settles",
		args: ["run", "bad/throws.ts", "never"],
		code: 1,
		says: ["error [ENGINE_NEVER_SETTLED]", "bad.throws.never ended without a result"],
	},
	{
		title: "a task that gives another type than it says",
		args: ["run", "bad/throws.ts", "wrongResult"],
		code: 1,
		says: ['expected Int, got string "seven"'],
	},
	{
		title: "a throw that no task waits for",
		args: ["run", "bad/stray.ts", "stray"],
		code: 1,
		says: ["bad.stray.stray failed: RangeError: thrown in a timer", "bad/stray.ts:6:9"],
	},
	{
		title: "a rejection that is left behind",
		args: ["run", "bad/stray.ts", "left"],
		code: 1,
		says: ["bad.stray.left failed: RangeError: left behind", "bad/stray.ts:14"],
	},
	{
		title: "a task that ends the process",
		args: ["run", "bad/exits.ts", "quit"],
		code: 1,
		says: ["error [ENGINE_TASK_FAILED]: quit: task bad.exits.quit failed: its code called process.exit(0)"],
	},
];

describe("tsflyte refuses", () => {
	it.each(refusals)("$title", async ({ args, code, says }) => {
		const outcome = await tsflyte(args);
		for (const text of says) expect(outcome.stderr).toContain(text);
		expect(outcome.stdout).toBe("");
		expect(outcome.code).toBe(code ?? 2);
		// one message, no matter how much was thrown, and nothing in it that a terminal would act on
		expect(outcome.stderr.match(/^error/gm)).toHaveLength(1);
		expect(outcome.stderr.length).toBeLessThan(30_000);
		expect(outcome.stderr.includes("\u001b")).toBe(false);
	});

	it("as one line of JSON on stderr with --json", async () => {
		const outcome = await tsflyte(["run", "hello.ts", "square", "--x", "y", "--json"]);
		expect(outcome.code).toBe(2);
		expect(outcome.stdout).toBe("");
		const { error } = JSON.parse(outcome.stderr) as { error: { code: string; message: string; entity: string } };
		expect(error.code).toBe("CLI_FLAG_VALUE");
		expect(error.message).toContain('--x: expected Int, got "y"');
		expect(error.entity).toBe("square");
	});
});
