import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./build/paths.js";

function run(files: Record<string, string>) {
	const folder = mkdtempSync(join(tmpdir(), "reporter-"));
	mkdirSync(join(folder, "node_modules"));
	symlinkSync(`${root}node_modules/vitest`, join(folder, "node_modules/vitest"));
	for (const [name, text] of Object.entries(files))
		writeFileSync(join(folder, name), `import { it } from "vitest";\n${text}`);
	try {
		const args = [`${root}node_modules/vitest/vitest.mjs`, "run", "--root", folder, "--reporter=default"];
		const { stdout, status } = spawnSync(process.execPath, [...args, `--reporter=${root}scripts/count-reporter.js`], {
			encoding: "utf8",
			env: { ...process.env, VITEST: undefined, NO_COLOR: "1" },
		});
		return { last: stdout.trimEnd().split("\n").at(-1), status };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

it("closes with the counts, alone on the last line", () => {
	expect(run({ "a.test.js": 'it("a", () => {}); it("b", () => {}); it.skip("c", () => {});' })).toEqual({
		last: "2 passed, 0 failed",
		status: 0,
	});
});

it("counts a failed test, a file that does not load and an error outside tests", () => {
	const result = run({
		"a.test.js": 'it("a", () => {}); it("b", () => { throw new Error("no"); });',
		"b.test.js": 'import "./gone.js"; it("c", () => {});',
		"c.test.js":
			'it("d", () => { setTimeout(() => { throw new Error("late"); }); return new Promise((r) => setTimeout(r, 50)); });',
	});
	expect(result).toEqual({ last: "2 passed, 3 failed", status: 1 });
});

it("counts a run without tests as failed", () => {
	expect(run({}).last).toBe("0 passed, 1 failed");
});
