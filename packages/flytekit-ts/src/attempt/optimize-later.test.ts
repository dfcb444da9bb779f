import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { OPTIMIZE_LATER, optimizeLater } from "./optimize-later.js";

const flag = OPTIMIZE_LATER.get(process.versions.node.split(".", 1)[0] as string);

test.runIf(flag !== undefined)(
	"this Node knows the flag: one that it does not know would be a line in every dynamic's log",
	() => {
		// a flag on the command line that V8 does not know ends the process
		expect(execFileSync(process.execPath, [flag as string, "-p", "1 + 1"], { encoding: "utf8" })).toBe("2\n");
	},
);

test("what is hot is optimised all the same, only later", () => {
	optimizeLater();
	const script = `
		const optimized = (f) => (%GetOptimizationStatus(f) & 0b110000) !== 0;
		require("node:v8").setFlagsFromString(${JSON.stringify(flag ?? "--allow-natives-syntax")});
		function hot(n) { let s = 0; for (let i = 0; i < n; i++) s = (s * 31 + i) % 1000003; return s; }
		let calls = 0;
		while (!optimized(hot) && calls < 1e6) { hot(1000); calls++; }
		console.log(optimized(hot));
	`;
	const args = ["--allow-natives-syntax", "--no-concurrent-recompilation", "-e", script];
	expect(execFileSync(process.execPath, args, { encoding: "utf8" })).toBe("true\n");
});
