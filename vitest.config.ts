import { defineConfig } from "vitest/config";

const source = (path: string) => new URL(`packages/flytekit-ts/src/${path}`, import.meta.url).pathname;

export default defineConfig({
	resolve: {
		// Tests and the package under test must be one copy, also for fixtures that import it by name.
		alias: [
			{ find: /^flytekit-ts$/, replacement: source("index.ts") },
			{ find: /^flytekit-ts\/plugin$/, replacement: source("plugin.ts") },
			{ find: /^flytekit-ts\/remote$/, replacement: source("remote/index.ts") },
			{ find: /^flytekit-ts\/testing$/, replacement: source("testing/index.ts") },
		],
	},
	test: {
		include: [
			"packages/*/src/**/*.test.ts",
			"packages/*/test/**/*.test.ts",
			"scripts/**/*.test.ts",
			"examples/**/*.test.ts",
		],
		exclude: ["**/node_modules/**", "**/dist/**", "**/testdata/**", "**/fixtures/**"],
		globalSetup: ["./scripts/build/before-tests.js"],
		pool: "forks",
		testTimeout: 20_000,
		hookTimeout: 60_000,
		reporters: ["default", "./scripts/count-reporter.js"],
	},
});
