import { defineConfig, mergeConfig } from "vitest/config";
import shared from "../../vitest.config.js";

// Only these need servers; the ordinary run leaves them out by their names.
const config = mergeConfig(shared, defineConfig({ test: { testTimeout: 120_000 } }));
export default {
	...config,
	root: new URL("../..", import.meta.url).pathname,
	test: {
		...config.test,
		include: ["packages/flytekit-ts/test/stores/*.live.ts"],
		reporters: ["default", "./scripts/count-reporter.js"],
	},
};
