import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../build/paths.js";
import { step } from "../step.js";
import { checkAsConsumer } from "./consumer.js";
import { checkContainerStart } from "./container-start.js";
import { checkFileList } from "./file-list.js";
import { checkPageWeight } from "./page-weight.js";

// `npm run check:package`: packs the package from a clean build and looks at it as npm, its users and their tools do.
const folder = mkdtempSync(join(tmpdir(), "flytekit-ts-package-"));
let failed = 0;
let passed = 0;
const report = (/** @type {string} */ name, /** @type {string | undefined} */ problem) => {
	if (problem === undefined) passed++;
	else failed++;
	console.log(problem === undefined ? `ok: ${name}` : `FAILED: ${name}\n${problem}`);
};
try {
	const { tarball, files, size } = pack();
	const wrong = checkFileList(files, new URL("allowed-files.txt", import.meta.url).pathname);
	report(
		`packed files: ${files.length}, ${Math.ceil(size / 1024)} KiB`,
		wrong.length === 0 ? undefined : wrong.join("\n"),
	);
	const publint = step("publint", ["node", "node_modules/publint/src/cli.js", "run", tarball, "--strict"]);
	report("publint", publint ? undefined : "see above");
	const attw = step("are the types wrong", [
		"node",
		"node_modules/@arethetypeswrong/cli/dist/index.js",
		tarball,
		"--profile",
		"esm-only",
	]);
	report("are the types wrong", attw ? undefined : "see above");
	const consumer = join(folder, "consumer");
	mkdirSync(consumer);
	for (const { name, problem } of checkAsConsumer(consumer, tarball)) report(name, problem);
	for (const { name, problem } of checkContainerStart(consumer)) report(name, problem);
	const { name, problem } = checkPageWeight(consumer);
	report(name, problem);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

function pack() {
	// npm runs prepack, which builds afresh; --silent keeps its talk out of the JSON.
	const args = ["pack", "--json", "--pack-destination", folder, "--silent"];
	const [packed] = JSON.parse(execFileSync("npm", args, { cwd: packageRoot, encoding: "utf8" }));
	const files = packed.files.map((/** @type {{ path: string }} */ file) => file.path);
	return { tarball: join(folder, packed.filename), files, size: packed.size };
}
