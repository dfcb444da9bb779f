import { defineConfig } from "vitest/config";

/** The page in a real browser: a suite of its own, since it needs one. */
export default defineConfig({
	test: {
		root: import.meta.dirname,
		include: ["test/**/*.e2e.ts"],
		fileParallelism: false,
		pool: "forks",
		expect: { poll: { timeout: 60_000 } },
		testTimeout: 240_000,
		hookTimeout: 300_000,
		reporters: ["default", "../../scripts/count-reporter.js"],
	},
});
