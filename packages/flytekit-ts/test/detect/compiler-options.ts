import { join } from "node:path";

export const packageRoot = join(import.meta.dirname, "../..");

/** What a project of these tests compiles with: its own copy of the front door, nothing of the machine's. */
export const compilerOptions = {
	module: "preserve",
	moduleResolution: "bundler",
	target: "es2023",
	skipLibCheck: true,
	types: [],
	paths: { "flytekit-ts": [join(packageRoot, "test/detect/front.ts")] },
};
