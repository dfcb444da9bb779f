import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { findProjectRoot, moduleName, nearestConfig, relativeFile } from "./project-root.js";

const folder = () => mkdtempSync(join(tmpdir(), "flytekit-root-"));

describe("findProjectRoot", () => {
	it("is the nearest folder upward with a package.json", () => {
		const root = folder();
		mkdirSync(join(root, "packages/a/src"), { recursive: true });
		writeFileSync(join(root, "package.json"), "{}");
		writeFileSync(join(root, "packages/a/package.json"), "{}");
		expect(findProjectRoot(join(root, "packages/a/src/tasks.ts"))).toBe(join(root, "packages/a"));
		expect(findProjectRoot(join(root, "packages/x.ts"))).toBe(root);
	});

	it("is a folder with .flyte as well", () => {
		const root = folder();
		mkdirSync(join(root, ".flyte"));
		mkdirSync(join(root, "deep/er"), { recursive: true });
		expect(findProjectRoot(join(root, "deep/er/a.ts"))).toBe(root);
	});

	it("is not the home folder for the configuration that Flyte's commands keep there", () => {
		const home = folder();
		mkdirSync(join(home, ".flyte"));
		mkdirSync(join(home, "a"));
		vi.stubEnv("HOME", home);
		try {
			expect(findProjectRoot(join(home, "a/b.ts"))).toBe(join(home, "a"));
		} finally {
			vi.unstubAllEnvs();
		}
	});

	it("is the file's own folder where nothing marks a project", () => {
		const root = folder();
		mkdirSync(join(root, "a"));
		expect(findProjectRoot(join(root, "a/b.ts"))).toBe(join(root, "a"));
	});
});

describe("names from paths", () => {
	it.each([
		["/p/src/tasks.ts", "src.tasks"],
		["/p/src/index.ts", "src.index"],
		["/p/a.mts", "a"],
		["/p/a.test.tsx", "a.test"],
		["/p/lib/types.d.ts", "lib.types"],
		["/other/x.js", "other.x"],
	])("%s is module %s", (file, name) => {
		expect(moduleName("/p", file)).toBe(name);
	});

	it("are relative to the root, with forward slashes", () => {
		expect(relativeFile("/p", "/p/src/a.ts")).toBe("src/a.ts");
	});
});

describe("nearestConfig", () => {
	it("is the tsconfig that governs a file", () => {
		const root = folder();
		mkdirSync(join(root, "a/b"), { recursive: true });
		writeFileSync(join(root, "a/tsconfig.json"), "{}");
		expect(nearestConfig(join(root, "a/b/c.ts"))).toBe(join(root, "a/tsconfig.json"));
	});
});
