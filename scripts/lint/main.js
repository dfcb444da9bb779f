import { readFileSync } from "node:fs";
import { packageRoot, root } from "../build/paths.js";
import { step } from "../step.js";
import { checkArchitecturePage, sourceFolders } from "./architecture-page.js";
import { checkErrorCodes } from "./error-codes.js";
import { checkFolders } from "./folders.js";
import { checkLeaks } from "./leaks.js";
import { checkLockfile } from "./lockfile.js";

// `npm run lint`: Biome's rules, then what is about this house, one line per problem with file:line first.
const biome = step("biome", ["node", "node_modules/@biomejs/biome/bin/biome", "lint", "--error-on-warnings", "."]);
console.log("\n== house");
const folders = checkFolders(`${packageRoot}src`);
const codes = checkErrorCodes(`${packageRoot}src/errors/codes`);
const leaks = checkLeaks(root.slice(0, -1));
const problems = [
	...folders.violations.map(({ file, line, rule }) => `packages/flytekit-ts/src/${file}:${line}: ${rule}`),
	...codes.problems.map((problem) => `packages/flytekit-ts/src/${problem}`),
	...leaks.problems,
	...checkLockfile(JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"))),
	...checkArchitecturePage(readFileSync(`${root}docs/architecture.md`, "utf8"), sourceFolders(`${packageRoot}src`)),
];
for (const problem of problems) console.error(problem);
console.log(
	`folders: ${folders.files} files, ${folders.cycles.length} cycles between folders; error codes: ${codes.count}; ` +
		`leaks: ${leaks.files} files read; ${problems.length} problems`,
);
if (problems.length > 0 || !biome) process.exitCode = 1;
