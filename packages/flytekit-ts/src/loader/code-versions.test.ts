import { describe, expect, test } from "vitest";
import { versionsOf } from "./code-versions.js";

/** A bundle as esbuild writes it, whose package lies in a folder that is called like an entity. */
const bundle = (step: string) => `// main.ts
import { task, workflow } from "file:///home/main/node_modules/flytekit-ts/dist/index.js";
let step = task(({ i }) => ${step});
let say = task(({ sum }) => "total " + sum);
let main = workflow(({ n }) => step({ i: n }));
export {
  main,
  say,
  step
};
`;

describe("versions of code", () => {
	test("follow what an entity names, not what a path that it imports from is called", () => {
		const [before, after] = [versionsOf(bundle("i * 2"), "/p"), versionsOf(bundle("i * 3"), "/p")];
		expect(after.of("main.step")).not.toBe(before.of("main.step"));
		expect(after.of("main.main")).not.toBe(before.of("main.main"));
		expect(after.of("main.say")).toBe(before.of("main.say"));
	});
});
