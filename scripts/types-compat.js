import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildCache, packageRoot, root } from "./build/paths.js";

// `npm run types:compat`: the type tests, and our declarations themselves (skipLibCheck off), as the compilers of our
// users see them. Prints how many types each has to instantiate, the cost that editors feel: more than a tenth above
// what instantiations.json has recorded fails.
const compilers = ["typescript-5-5", "typescript-5-9", "typescript", "typescript-native"];
const tests = `${packageRoot}test/types`;
const resolutions = {
	nodenext: { module: "NodeNext", moduleResolution: "NodeNext" },
	bundler: { module: "ESNext", moduleResolution: "Bundler" },
};

/** Compiled and not run: those that see the package as its users do. The folder holds helpers of other tests too. */
const files = (existsSync(tests) ? readdirSync(tests, { recursive: true, encoding: "utf8" }) : [])
	.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
	.map((file) => `${tests}/${file}`)
	.filter((file) => /from "flytekit-ts(\/[a-z]+)?"/.test(readFileSync(file, "utf8")));
if (files.length === 0) {
	console.log("FAILED: no type tests found");
	process.exit(1);
}
console.log(`${files.length} files of type tests`);
/** @type {Record<string, number>} */
const recorded = JSON.parse(readFileSync(`${tests}/instantiations.json`, "utf8"));
let failed = 0;
for (const compiler of compilers) {
	const { version } = JSON.parse(readFileSync(`${root}node_modules/${compiler}/package.json`, "utf8"));
	for (const [resolution, options] of Object.entries(resolutions)) {
		if (resolution === "bundler" && compiler !== "typescript") continue; // one compiler shows it
		const result = check(compiler, resolution, options);
		const instantiations = /Instantiations:\s*(\d+)/.exec(result.output)?.[1] ?? "?";
		const dear = !(Number(instantiations) <= (recorded[version] ?? 0) * 1.1);
		console.log(
			`TypeScript ${version} ${resolution}: ${result.ok && !dear ? "ok" : "FAILED"}, ${instantiations} instantiations`,
		);
		if (dear) console.log(`  recorded in instantiations.json: ${recorded[version] ?? "none"}`);
		if (result.ok && !dear) continue;
		failed++;
		console.log(
			result.output
				.split("\n")
				.filter((line) => /error TS|^ {2}/.test(line))
				.join("\n"),
		);
	}
}
if (failed > 0) process.exitCode = 1;

/**
 * @param {string} compiler
 * @param {string} resolution
 * @param {object} options
 */
function check(compiler, resolution, options) {
	mkdirSync(buildCache, { recursive: true });
	const config = `${buildCache}compat-${resolution}.json`;
	const compilerOptions = {
		...options,
		target: "ES2022",
		lib: ["ES2023", "DOM", "DOM.AsyncIterable"],
		strict: true,
		noEmit: true,
		skipLibCheck: false,
		types: ["node"],
		typeRoots: [`${root}node_modules/@types`],
	};
	writeFileSync(config, JSON.stringify({ compilerOptions, files }));
	try {
		const bin = `${root}node_modules/${compiler}/bin/tsc`;
		const output = execFileSync(process.execPath, [bin, "-p", config, "--extendedDiagnostics"], {
			encoding: "utf8",
			cwd: packageRoot,
		});
		return { ok: true, output };
	} catch (error) {
		return { ok: false, output: String(/** @type {{ stdout?: unknown }} */ (error).stdout ?? error) };
	}
}
