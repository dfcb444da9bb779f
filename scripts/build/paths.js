import { fileURLToPath } from "node:url";

/** The repository's root, with a trailing slash. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
/** The published package's folder, with a trailing slash. */
export const packageRoot = `${root}packages/flytekit-ts/`;
export const dist = `${packageRoot}dist/`;
/** The workspace of the page, which becomes static files in dist/ui. */
export const uiRoot = `${root}packages/ui/`;
/** What the build keeps for itself between runs; not published. */
export const buildCache = `${root}node_modules/.cache/flytekit-ts-build/`;

/** Entry points, by the name of their file in dist. The command has no types to publish. */
export const entries = [
	{ name: "index", source: "src/index.ts", types: true },
	{ name: "plugin", source: "src/plugin.ts", types: true },
	{ name: "remote/index", source: "src/remote/index.ts", types: true },
	{ name: "testing/index", source: "src/testing/index.ts", types: true },
	{ name: "cli/main", source: "src/cli/main.ts", types: false },
	{ name: "attempt-process", source: "src/attempt-process.ts", types: false },
	{ name: "attempt-thread", source: "src/attempt-thread.ts", types: false },
];

/** What containers run: one file, built on its own, so that a start reads no other. */
export const container = { name: "container", source: "src/container.ts" };
