import { parseArgs } from "node:util";
import { isFresh } from "./freshness.js";

// `npm run build`: says nothing and loads no compiler when dist is up to date.
const { values } = parseArgs({ options: { clean: { type: "boolean", default: false } } });
if (values.clean || !isFresh()) {
	const started = performance.now();
	try {
		const { buildPackage } = await import("./build.js");
		if (await buildPackage(values)) console.error(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
	} catch (error) {
		// esbuild has shown its own errors already, with source frames.
		if (!(error instanceof Error && "errors" in error)) console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
}
