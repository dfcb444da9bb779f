import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";
import { builtName, detectorFingerprint } from "./detector.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "flytekit-detector-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds as the package is built: a lazily loaded detector, a part that it shares with what loads it. */
async function nameWhen(shared: string, other: string): Promise<string | undefined> {
	const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
	write("shared.js", `export const shared = ${shared};`);
	write("detect.js", 'import { shared } from "./shared.js";\nexport const detect = () => shared;');
	write(
		"main.js",
		`import { shared } from "./shared.js";\nexport const load = () => import("./detect.js");\nexport const o = [shared, ${other}];`,
	);
	const { outputFiles } = await build({
		absWorkingDir: folder,
		entryPoints: ["main.js"],
		outdir: "dist",
		bundle: true,
		splitting: true,
		chunkNames: "chunks/[name]-[hash]",
		format: "esm",
		write: false,
	});
	const main = outputFiles.find(({ path }) => path.endsWith("main.js"));
	return builtName(main?.text ?? "");
}

it("is another detector when it or what it imports changes, and the same when only what is around it does", async () => {
	const first = await nameWhen("1", "2");
	expect(first).toMatch(/^\.\/chunks\/detect-[A-Z0-9]{8}\.js$/);
	expect(await nameWhen("1", "3")).toBe(first);
	expect(await nameWhen("4", "3")).not.toBe(first);
});

it("is told by the times of its sources where it is not built", () => {
	expect(builtName('() => import("./detect/index.js")')).toBeUndefined();
	expect(detectorFingerprint()).toMatch(/^[0-9a-f]{32}$/);
});
