import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { packageRoot } from "../build/paths.js";
import { checkFolders } from "./folders.js";

const folders: string[] = [];

afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function check(files: Record<string, string>) {
	const src = mkdtempSync(join(tmpdir(), "lint-folders-"));
	folders.push(src);
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(dirname(join(src, file)), { recursive: true });
		writeFileSync(join(src, file), text);
	}
	const { violations, cycles, files: count } = checkFolders(src);
	return { violations: violations.map(({ file, line, rule }) => `${file}:${line}: ${rule}`), cycles, count };
}

it("accepts the direction of the architecture", () => {
	const { violations, cycles, count } = check({
		"errors/index.ts": "export const a = 1;",
		"types/literal.ts": 'import { a } from "../errors/index.js";\nexport const b = a;',
		"graph/graph.ts": 'import type { b } from "../types/literal.js";\nexport type C = typeof b;',
		"wire/to-proto.ts": 'import type { C } from "../graph/graph.js";\nimport { x } from "./gen/core.js";',
		"wire/gen/core.ts": 'import { y } from "../../nowhere/at-all.js";',
		"cli/run.ts": 'import "../index.js";\nawait import("../wire/to-proto.js");',
		"index.ts": 'export { b } from "./types/literal.js";',
	});
	expect(violations).toEqual([]);
	expect(cycles).toEqual([]);
	expect(count).toBe(6); // generated code is not ours to judge
});

it("names file, line and rule of an import against the direction, type-only and dynamic ones too", () => {
	const { violations } = check({
		"types/a.ts": '// first line\nimport type { G } from "../graph/graph.js";\nexport type A = G;',
		"errors/b.ts": 'export { c } from "../config/c.js";',
		"engine/d.ts": 'export const lazy = () => import("../authoring/task.js");',
		"graph/e.ts": 'export const front = () => import("../index.js");',
		"graph/f.ts": 'import { main } from "../cli/main.js";',
	});
	expect(violations).toEqual([
		'engine/d.ts:1: imports "../authoring/task.js": engine may import errors, config, context, types, interface, graph, wire, storage, attempt; not authoring',
		'errors/b.ts:1: imports "../config/c.js": errors may import no other folder; not config',
		'graph/e.ts:1: imports "../index.js": the front door imports from inside, not the reverse',
		'graph/f.ts:1: imports "../cli/main.js": nothing imports cli',
		'types/a.ts:2: imports "../graph/graph.js": types may import errors, config, context; not graph',
	]);
});

it("keeps generated code, the TypeScript API and the bundler where they belong", () => {
	const { violations } = check({
		"graph/a.ts": 'import { Literal } from "../wire/gen/core.js";',
		"authoring/b.ts": 'import type { API } from "typescript-native/unstable/sync";',
		"interface/detect/c.ts": 'import { API } from "typescript-native/unstable/sync";',
		"engine/d.ts": 'import { build } from "esbuild";',
		"authoring/e.ts": 'export const detect = () => import("../interface/detect/index.js");',
	});
	expect(violations).toEqual([
		'authoring/b.ts:1: imports "typescript-native/unstable/sync": only interface/detect knows the TypeScript API',
		'authoring/e.ts:1: imports "../interface/detect/index.js": detection is not loaded where code only runs',
		'engine/d.ts:1: imports "esbuild": only loader bundles the user\'s code',
		'graph/a.ts:1: imports "../wire/gen/core.js": only wire touches generated code',
		'graph/a.ts:1: imports "../wire/gen/core.js": graph may import errors, config, context, types, interface; not wire',
	]);
});

it("finds cycles of folders, an unknown folder and an import that leaves src", () => {
	const { violations, cycles } = check({
		"testing/a.ts": 'import "../server/b.js";',
		"server/b.ts": 'import "../testing/a.js";',
		"helpers/c.ts": "export {};",
		"config/d.ts": 'import "../../package.json";',
	});
	expect(cycles).toEqual([["server", "testing"]]);
	expect(violations).toEqual([
		'config/d.ts:1: imports "../../package.json", which is outside src',
		'helpers/c.ts:1: folder "helpers" has no rule: add it to mayImport and to docs/architecture.md',
		"server/b.ts:1: closes a cycle of folders: server -> testing -> server",
	]);
});

it("does not judge tests, nor what only looks like an import", () => {
	const { violations } = check({
		"types/a.test.ts": 'import "../cli/main.js";',
		"types/testdata/a.ts": 'import "../../cli/main.js";',
		"types/b.ts": '/** import x from "../cli/main.js" */\nexport const text = `import "../cli/main.js"`;',
	});
	expect(violations).toEqual([]);
});

it("finds nothing against the rules in this package", () => {
	expect(checkFolders(`${packageRoot}src`).violations).toEqual([]);
});
