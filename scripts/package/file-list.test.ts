import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkFileList } from "./file-list.js";

it("names what is packed beyond the list, what the list expects in vain, and what belongs to the tests", () => {
	const folder = mkdtempSync(join(tmpdir(), "file-list-"));
	const list = join(folder, "allowed.txt");
	writeFileSync(list, "# a comment\nREADME.md\ndist/*.js\ndist/**/*.d.ts\nbin/x.js\n");
	try {
		const files = [
			"README.md",
			"dist/index.js",
			"dist/deep/er/a.d.ts",
			"dist/a.d.ts",
			"dist/a.test.d.ts",
			"dist/sub/b.js",
		];
		expect(checkFileList(files, list)).toEqual([
			"dist/sub/b.js is packed, and no line of the allow-list matches it",
			"bin/x.js is on the allow-list, and nothing packed matches it",
			"dist/a.test.d.ts is of the tests, and is packed",
		]);
		expect(checkFileList(["README.md", "dist/index.js", "dist/a.d.ts", "bin/x.js"], list)).toEqual([]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
