import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../../../", import.meta.url));

/** Without the shim: a test needs no compiler. */
function simulate(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		["scripts/proof/main.js", "simulate", "--no-shim", "--json", ...args],
		{ cwd: root, encoding: "utf8" },
	);
	return { status, stderr, told: JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Record<string, unknown> };
}

test("simulated runs hold, and the same seeds give the same trace", { timeout: 120_000 }, () => {
	const once = simulate("--runs", "60", "--seed", "11");
	expect(once.stderr).toBe("");
	expect(once.told).toMatchObject({ runs: 60, rerun: 0, wrong: 0 });
	expect(once.told.crashes).toBeGreaterThan(10);
	expect(simulate("--runs", "60", "--seed", "11").told).toEqual(once.told);
	expect(simulate("--runs", "60", "--seed", "12").told.trace).not.toBe(once.told.trace);
});
