import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { FlyteError } from "flytekit-ts";
import { describe, expect, it } from "vitest";
import { withPlace } from "../../src/errors/index.js";

const folder = fileURLToPath(new URL("fixtures/uncaught/", import.meta.url));

/** What Node prints of a script that ends by an error. */
async function stderrOf(file: string, ...flags: string[]): Promise<string> {
	const child = spawn(process.execPath, [...flags, file], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
	let text = "";
	child.stderr.setEncoding("utf8").on("data", (piece: string) => {
		text += piece;
	});
	const [code] = await once(child, "close");
	expect(code).toBe(1);
	return text;
}

describe("a refusal that nobody catches", () => {
	it("shows the call in its source, and no frame of ours, run by tsx", async () => {
		const text = await stderrOf("unmappable.ts", "--import", "tsx");
		expect(text).toContain(
			[
				"FlyteError: mapTask() takes a task or a launch plan, not a dynamic",
				`  at ${folder}unmappable.ts:5:23`,
				"  3 | export const square = task(({ x }: { x: Int }): Int => x * x);",
				"  4 | export const many = dynamic(({ n }: { n: Int }) => square({ x: n }));",
				"> 5 | export const mapped = mapTask(many as never);",
				"    |                       ^",
				"  6 |",
				"  way out: Flyte's array node runs no dynamics: map a launch plan of a workflow that calls it",
				`    at <anonymous> (${folder}unmappable.ts:5:23) {`,
				"  code: 'AUTHORING_MAP'",
				"}",
			].join("\n"),
		);
		expect(text).not.toMatch(/flytekit-ts\/(dist|src)\//);
	});

	it("shows the call inside a body, though the engine threw it later", async () => {
		const text = await stderrOf("wrong-call.ts", "--import", "tsx");
		expect(text).toContain(`  at ${folder}wrong-call.ts:4:63\n`);
		expect(text).toContain(
			"> 4 | export const wiring = workflow(({ x }: Inputs<{ x: Int }>) => square({ y: x } as never));",
		);
		expect(text).toContain('way out: did you mean "x"?');
		expect(text).not.toMatch(/flytekit-ts\/(dist|src)\//);
	});

	it("shows the call in plain JavaScript too", async () => {
		const text = await stderrOf("plain.mjs");
		expect(text).toContain('FlyteError: task() has no option "retry"\n');
		expect(text).toContain(`  at ${folder}plain.mjs:3:18\n`);
		expect(text).toContain("> 3 | export const t = task({ retry: 1, inputs: {} }, () => {});");
	});
});

describe("the stack of an error of ours", () => {
	it("names the place that the error has, or that its frames give", () => {
		const own = new FlyteError("AUTHORING_OPTION", "no", { wayOut: "yes" });
		expect(own.message).toBe("no\n  way out: yes");
		expect(own.stack).toMatch(
			/^FlyteError: no\n {2}at \S+uncaught\.test\.ts:\d+:\d+\n[\s\S]*\n {2}way out: yes\n {4}at /,
		);
		expect(own.stack).toContain('new FlyteError("AUTHORING_OPTION", "no"');
		const placed = withPlace(new FlyteError("AUTHORING_OPTION", "no"), undefined) as FlyteError;
		expect(placed.details.location?.file).toMatch(/uncaught\.test\.ts$/);
		expect(placed.stack).toContain(`  at ${placed.details.location?.file}:`);
	});

	it("does without the source where there is none, and may be set", () => {
		const location = { file: "/nowhere/a.ts", line: 3, column: 1 };
		const error = new FlyteError("AUTHORING_OPTION", "no", { location });
		expect(error.stack).toMatch(/^FlyteError: no\n {2}at \/nowhere\/a\.ts:3:1\n {4}at /);
		error.stack = "mine";
		expect(error.stack).toBe("mine");
	});
});
