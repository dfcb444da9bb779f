import { describe, expect, it } from "vitest";
import { tsflyte } from "./tsflyte.js";

const faults = (...args: string[]) => tsflyte(["run", "bad/faults.ts", ...args]);

describe("exit codes", () => {
	it.each([
		["broken", "GRAPH_"],
		["brokenInside", "GRAPH_"],
		["brokenPlan", "GRAPH_"],
		["brokenDynamic", "bad.faults.square was called without x: Int"],
		["unfit", 'expected Int, got string "many"\n  at bad/faults.ts:13:22\n'],
	])("a fault of the program is 2 wherever it is: %s", async (entity, says) => {
		const { code, stderr, stdout } = await faults(entity);
		expect(stderr.match(/^error/gm)).toHaveLength(1);
		expect(stderr).toContain(says);
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
	});

	it("an input that the entity's own schema refuses is wrong input", async () => {
		const { code, stderr } = await faults("small", "--n", "6");
		expect(stderr).toContain("inputs.n: ");
		expect(code).toBe(2);
		expect((await faults("smallInside", "--n", "6")).code).toBe(1);
	});
});

describe("the error of a run", () => {
	it("names the task's place where what was thrown has none, once", async () => {
		const { code, stderr } = await faults("throwsText");
		expect(stderr).toContain("bad.faults.throwsText failed: thrown value: just text\n  at bad/faults.ts:18:27\n");
		expect(stderr.match(/just text/g)).toHaveLength(1);
		expect(code).toBe(1);
		const { error } = JSON.parse((await faults("throwsText", "--json")).stderr) as { error: { location: object } };
		expect(error.location).toEqual({ file: "bad/faults.ts", line: 18, column: 27 });
	});
});

describe("help", () => {
	it("of an entity does not depend on a problem elsewhere in the file", async () => {
		const { code, stdout } = await tsflyte(["run", "bad/undetectable.ts", "fine", "--help"]);
		expect(stdout).toContain("tsflyte run bad/undetectable.ts fine --n N\n");
		expect(code).toBe(0);
	});

	it("is JSON with --json, whatever it explains", async () => {
		const json = async (...args: string[]) => JSON.parse((await tsflyte([...args, "--help", "--json"])).stdout);
		expect(await json("run", "hello.ts", "hello")).toMatchObject({
			name: "hello",
			fullName: "hello.hello",
			description: "Says hello.",
			inputs: [
				{ name: "name", flag: "name", type: "string", required: true, description: "whom to greet" },
				{ name: "times", placeholder: "N", type: "Int", required: false, default: 1 },
			],
			outputs: [{ name: "o0", type: "string" }],
		});
		expect((await json("run", "hello.ts"))[1]).toMatchObject({ name: "hello", kind: "task" });
		expect(await json("run")).toMatchObject({ name: "run" });
		expect(await json("check")).toMatchObject({ name: "check", usage: "FILE..." });
	});

	it("has no line that ends in a space, and promises nothing that is not there", async () => {
		for (const args of [["--help"], ["version", "--help"], ["run", "bad/exits.ts", "quit", "--help"]]) {
			const { stdout, code } = await tsflyte(args);
			expect(code).toBe(0);
			expect(stdout).not.toMatch(/ $/m);
			expect(stdout).not.toContain("register Flyte");
		}
	});
});

describe("a registered type", () => {
	it("reads a flag's text by its fromText, and says what it expects", async () => {
		expect((await tsflyte(["run", "custom.ts", "show", "--at", "21C"])).stdout).toBe("21.5\n");
		const { code, stderr } = await tsflyte(["run", "custom.ts", "show", "--at", "hot"]);
		expect(stderr).toContain('--at: expected temperature, got "hot" (write it as 21.5C)');
		expect(code).toBe(2);
	});

	it("without one is given JSON, and the way out is named where that fails", async () => {
		expect((await tsflyte(["run", "custom.ts", "say", "--what", '{"text": " a "}'])).stdout).toBe("a\n");
		const { code, stderr } = await tsflyte(["run", "custom.ts", "say", "--what", "x"]);
		expect(stderr).toContain("way out: give JSON that its toLiteral takes, or give registerType() a fromText");
		expect(code).toBe(2);
	});
});

describe("a recursion without end", () => {
	it("is told in one short message", async () => {
		const { code, stderr } = await tsflyte(["run", "bad/faults.ts", "endless", "--n", "1", "--json"]);
		expect(stderr).toContain("graphs deep, which is the limit");
		expect(stderr).toContain("code that starts a run may give it a larger maxDepth");
		const { error } = JSON.parse(stderr) as { error: { message: string; node: string } };
		expect(error.message.length).toBeLessThan(700);
		expect(error.node.length).toBeGreaterThan(200);
		expect(code).toBe(1);
	});
});
