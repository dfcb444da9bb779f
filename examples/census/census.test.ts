import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { census } from "./census.js";

const root = mkdtempSync(join(tmpdir(), "census-"));
afterAll(() => rmSync(root, { recursive: true }));

it("counts what the declaration files below a folder hold", async () => {
	mkdirSync(join(root, "node_modules/@acme/kit"), { recursive: true });
	writeFileSync(join(root, "node_modules/@acme/kit/index.d.ts"), 'import "x";\nexport declare const a: number;\n');
	writeFileSync(join(root, "plain.ts"), "export const no = 1;\n");
	const log = vi.spyOn(console, "log").mockReturnValue();
	try {
		const text = await (await census({ root })).text();
		expect(text).toContain("@acme/kit");
		expect(text).toMatch(/\b1 (declaration )?files?\b/);
	} finally {
		log.mockRestore();
	}
});
