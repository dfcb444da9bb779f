import { existsSync } from "node:fs";
import { root } from "./build/paths.js";
import { step } from "./step.js";

// `npm run types`: every workspace, tests included. Examples and benches see the package as its users do, through dist.
const projects = [".", "packages/flytekit-ts", "packages/ui", "packages/ui/test", "examples", "bench", "e2e"].filter(
	(p) => existsSync(`${root}${p}/tsconfig.json`),
);
const failed = projects.filter(
	(project) => !step(`types: ${project}`, ["node", "node_modules/typescript-native/bin/tsc", "-p", project]),
);
if (failed.length > 0) process.exitCode = 1;
