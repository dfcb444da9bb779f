import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { tsflyte } from "./tsflyte.js";

const cwd = fileURLToPath(new URL("../../../../examples/plugin", import.meta.url));

describe("a program that uses a plugin's factories", () => {
	it("has no problems, nor has the file of a factory that passes its function on", async () => {
		const { code, stdout } = await tsflyte(["check", "weather.ts", "cluster-task.ts"], { cwd });
		expect(stdout).toBe("ok weather.ts: 5 entities, no problems\nok cluster-task.ts: 0 entities, no problems\n");
		expect(code).toBe(0);
	});

	it("runs", async () => {
		const { code, stdout, stderr } = await tsflyte(["run", "weather.ts", "weather", "--station", "7"], { cwd });
		expect([code, stdout.trim()], stderr).toEqual([0, "22.7 °C"]);
	});
});
