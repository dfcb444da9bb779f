import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildCache, packageRoot, root } from "./build/paths.js";

// `npm run types:compat`: the type tests, and our declarations themselves (skipLibCheck off), as the compilers of our
// users see them. Prints how many types each has to instantiate: the cost that editors feel.
const compilers = ["typescript-5-5", "typescript-5-9", "typescript", "typescript-native"];
const tests = `${packageRoot}test/types`;
const resolutions = {
	nodenext: { module: "NodeNext", moduleResolution: "NodeNext" },
	bundler: { module: "ESNext", moduleResolution: "Bundler" },
};

if (!existsSync(tests)) {
	console.log("no type tests yet");
	process.exit(0);
}
let failed = 0;
for (const compiler of compilers) {
	const { version } = JSON.parse(readFileSync(`${root}node_modules/${compiler}/package.json`, "utf8"));
	for (const [resolution, options] of Object.entries(resolutions)) {
		if (resolution === "bundler" && compiler !== "typescript") continue; // one compiler shows it
		const result = check(compiler, resolution, options);
		const instantiations = /Instantiations:\s*(\d+)/.exec(result.output)?.[1] ?? "?";
		console.log(
			`TypeScript ${version} ${resolution}: ${result.ok ? "ok" : "FAILED"}, ${instantiations} instantiations`,
		);
		if (result.ok) continue;
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
	writeFileSync(
		config,
		JSON.stringify({ compilerOptions, include: [`${tests}/**/*.ts`], exclude: [`${tests}/**/*.test.ts`] }),
	);
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
