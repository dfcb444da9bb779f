import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { packageRoot, root } from "../build/paths.js";
import { checkArchitecturePage, sourceFolders } from "./architecture-page.js";
import { mayImport } from "./folders.js";

const page =
	"```\n  src/\n    index.ts  the door\n    types/    values\n              more about values\n    gone/     was here\n  test/  tests\n```\n";

it("names folders that the page lacks, and those it shows in vain", () => {
	expect(checkArchitecturePage(page, ["types", "wire"])).toEqual([
		"docs/architecture.md: its tree lacks src/wire",
		"docs/architecture.md: its tree shows src/gone, which holds no file",
	]);
	expect(checkArchitecturePage(page, ["types", "gone"])).toEqual([]);
});

it("reads the real page: it shows folders that have a rule, and no others", () => {
	const text = readFileSync(`${root}docs/architecture.md`, "utf8");
	const ruled = Object.keys(mayImport);
	expect(checkArchitecturePage(text, ruled).filter((line) => line.includes("shows"))).toEqual([]);
	expect(checkArchitecturePage(text, []).length).toBeGreaterThan(10);
	expect(sourceFolders(`${packageRoot}src`).filter((folder) => !ruled.includes(folder))).toEqual([]);
});
