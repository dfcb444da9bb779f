import { expect, it } from "vitest";
import { Project } from "./project.js";

/**
 * Two workflows of the same two cached dynamics, in the other order. With one node at a time, each of two processes makes what the other
 * waits for, and has no room for the rest of its own while it waits.
 */
const PROGRAM = `
import { appendFileSync, existsSync } from "node:fs";
import { before, currentContext, dynamic, type Int, task, workflow } from "flytekit-ts";

const note = (what: string) => appendFileSync("witness", process.env.WHO + " " + what + "\\n");
const both = async (name: string) => {
	note("begins " + name);
	while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
};
export const leaf = task(({ n }: { n: Int }): Int => {
	note("leaf " + n);
	return (n * 2) as Int;
});
export const left = dynamic({ cache: "1" }, async (): Promise<Int> => {
	await both("left");
	return leaf({ n: 1 as Int });
});
export const right = dynamic({ cache: "1" }, async (): Promise<Int> => {
	await both("right");
	return leaf({ n: 2 as Int });
});
export const sum = task(({ v }: { v: Int[] }): Int => v.reduce((a, b) => a + b, 0) as Int);
export const leftFirst = workflow(() => sum({ v: [left(), right()] }));
export const rightFirst = workflow(() => sum({ v: [right(), left()] }));
`;

it("two processes that wait for each other's cached results both come to their end", async () => {
	const project = new Project({ "main.ts": PROGRAM });
	try {
		const start = (name: string) =>
			project.call(["run", "main.ts", name, "--max-parallelism", "1"], { env: { WHO: name } });
		const runs = [start("leftFirst"), start("rightFirst")];
		const begun = ["leftFirst begins left", "rightFirst begins right"];
		while (!begun.every((line) => project.lines("witness").includes(line))) {
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		project.write("go", "");
		for (const { code, stdout, stderr } of await Promise.all(runs)) {
			expect({ code, stdout, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stdout: "6\n", stderr: "" });
		}
		// one of them made what it waited for itself, and the other was given that
		const made = project.lines("witness").filter((line) => line.includes("begins"));
		expect(made).toHaveLength(3);
	} finally {
		project.end();
	}
}, 60_000);
