import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { root } from "../build/paths.js";

/** @typedef {{ name: string, problem: string | undefined }} Outcome */

/** Detection and a run from the installed package alone: the interface is inferred, the graph made at run time. */
const flow = `import { dynamic, type Int, task } from "flytekit-ts";
export const cube = task(({ x }: { x: Int }) => (x ** 3) as Int);
export const cubes = dynamic(({ n }: { n: Int }) => Array.from({ length: n }, (_, x) => cube({ x })));
`;

/**
 * Installs the packed tarball as a user with a TypeScript of his own does, and looks at what he gets.
 * @param {string} folder empty
 * @param {string} tarball
 * @returns {Outcome[]}
 */
export function checkAsConsumer(folder, tarball) {
	const npm = (/** @type {string[]} */ ...args) =>
		execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
			cwd: folder,
			stdio: ["ignore", "ignore", "inherit"],
		});
	writeFileSync(
		`${folder}/package.json`,
		JSON.stringify({ name: "consumer", version: "1.0.0", private: true, type: "module" }),
	);
	const own = JSON.parse(readFileSync(`${root}node_modules/typescript-5-9/package.json`, "utf8")).version;
	const types = JSON.parse(readFileSync(`${root}node_modules/@types/node/package.json`, "utf8")).version;
	npm("install", "--save-dev", `typescript@${own}`, `@types/node@${types}`);
	npm("install", tarball);
	writeFileSync(`${folder}/flow.ts`, flow);
	const manifest = JSON.parse(readFileSync(`${folder}/node_modules/flytekit-ts/package.json`, "utf8"));
	const doors = Object.keys(manifest.exports).filter((door) => door !== "./package.json");
	return [
		...doors.map((door) => ({ name: `import of flytekit-ts${door.slice(1)}`, problem: importProblem(folder, door) })),
		{ name: "require of flytekit-ts", problem: requireProblem(folder) },
		...["NodeNext", "Bundler"].map((resolution) => ({
			name: `types by ${resolution}`,
			problem: typesProblem(folder, doors, resolution),
		})),
		{ name: "the user's own tsc", problem: tscProblem(folder) },
		{ name: "tsflyte --version", problem: commandProblem(folder, ["--version"], manifest.version) },
		{ name: "tsflyte run", problem: commandProblem(folder, ["run", "flow.ts", "cubes", "--n", "3"], "[0,1,8]") },
	];
}

/**
 * With no network, no file written and no process or worker started: Node's permission model refuses the latter.
 * @param {string} folder
 * @param {string} door
 */
function importProblem(folder, door) {
	const preload = "no-network.mjs";
	writeFileSync(`${folder}/${preload}`, readFileSync(new URL(preload, import.meta.url)));
	const code = `const door = await import("flytekit-ts${door.slice(1)}"); if (Object.keys(door).length === 0) throw new Error("it exports nothing");`;
	const major = Number(process.versions.node.split(".", 1)[0]);
	const permission = major >= 24 ? "--permission" : "--experimental-permission";
	return attempt(() =>
		execFileSync(
			process.execPath,
			[permission, "--allow-fs-read=*", "--no-warnings", "--import", `./${preload}`, "--input-type=module", "-e", code],
			{ cwd: folder, stdio: "pipe" },
		),
	);
}

/**
 * Node 20.19 lets CommonJS require an ES module that awaits nothing at its top level.
 * @param {string} folder
 */
function requireProblem(folder) {
	const code = 'if (typeof require("flytekit-ts").task !== "function") throw new Error("no task");';
	return attempt(() =>
		execFileSync(process.execPath, ["--input-type=commonjs", "-e", code], { cwd: folder, stdio: "pipe" }),
	);
}

/**
 * @param {string} folder
 * @param {readonly string[]} doors
 * @param {string} resolution
 */
function typesProblem(folder, doors, resolution) {
	const lines = doors.map(
		(door, i) =>
			`import * as door${i} from "flytekit-ts${door.slice(1)}";\nexport const size${i}: number = Object.keys(door${i}).length;`,
	);
	writeFileSync(`${folder}/doors.ts`, `${lines.join("\n")}\n`);
	const compilerOptions = {
		module: resolution === "Bundler" ? "ESNext" : resolution,
		moduleResolution: resolution,
		target: "ES2022",
		strict: true,
		noEmit: true,
		skipLibCheck: false,
		types: ["node"],
	};
	writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ["doors.ts"] }));
	return attempt(() =>
		execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], { cwd: folder, stdio: "pipe" }),
	);
}

/** @param {string} folder */
function tscProblem(folder) {
	const target = readlinkSync(`${folder}/node_modules/.bin/tsc`);
	return target === "../typescript/bin/tsc" ? undefined : `.bin/tsc leads to ${target}`;
}

/**
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {string} expected
 */
function commandProblem(folder, args, expected) {
	return attempt(() => {
		const printed = execFileSync("npx", ["--no-install", "tsflyte", ...args], {
			cwd: folder,
			stdio: "pipe",
			encoding: "utf8",
		});
		if (!printed.includes(expected)) throw new Error(`tsflyte ${args.join(" ")} printed ${printed}`);
	});
}

/** @param {() => unknown} work */
function attempt(work) {
	try {
		work();
		return undefined;
	} catch (error) {
		const { stdout, stderr, message } = /** @type {Error & { stdout?: unknown, stderr?: unknown }} */ (error);
		return (
			[stdout, stderr]
				.map(String)
				.filter((text) => text !== "" && text !== "undefined")
				.join("\n") || message
		);
	}
}
