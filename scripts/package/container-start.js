import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";

/** Bytes of what a container's start reads of this package: the one file. */
const MAX_BYTES = 400 * 1024;
/** CPU of a task's whole process over that of an empty one, on whatever machine this is: 2.4 when it was set. */
const MAX_RATIO = 4;
const RUNS = 9;

/** Parts that a start must not hold, by words that only they contain: detection, the services of a deployment. */
const NEVER = /getExePath|updateSnapshot|AdminService/;

/** As packaged code: it asks the entrypoint for this package. */
const TASK = `const { flyte, task } = await globalThis[Symbol.for("flytekit-ts.entries")](".");
export const t = task({ inputs: {}, outputs: flyte.int() }, () => 1);
`;

/**
 * Looks at what a container's start costs with the installed package.
 * @param {string} folder where the package is installed
 * @returns {{ name: string, problem: string | undefined }[]}
 */
export function checkContainerStart(folder) {
	const file = `${folder}/node_modules/flytekit-ts/dist/container.js`;
	return [
		{ name: "size of what containers run", problem: sizeProblem(file) },
		{ name: "imports of what containers run", problem: importsProblem(file) },
		{ name: "CPU of a container's start", problem: cpuProblem(folder) },
	];
}

/** @param {string} file */
function sizeProblem(file) {
	const { size } = statSync(file);
	return size <= MAX_BYTES ? undefined : `${size} bytes, and ${MAX_BYTES} are allowed: load what few tasks need later`;
}

/** @param {string} file */
function importsProblem(file) {
	const text = readFileSync(file, "utf8");
	const imports = [...text.matchAll(/(?:\bfrom|[;}]import)"([^"]+)"/g)].map(([, name = ""]) => name);
	const foreign = imports.filter((name) => !/^node:(async_hooks|events|fs|fs\/promises|os|path|url|util)$/.test(name));
	if (foreign.length > 0) return `its start imports ${[...new Set(foreign)].join(", ")}`;
	const part = NEVER.exec(text)?.[0];
	return part === undefined ? undefined : `it holds ${part}, which containers never need`;
}

/** @param {string} folder */
function cpuProblem(folder) {
	const code = `${folder}/container`;
	mkdirSync(code);
	writeFileSync(`${code}/package.json`, '{ "type": "module" }');
	writeFileSync(`${code}/app.js`, TASK);
	writeFileSync(`${code}/inputs.pb`, "");
	const bin = `${folder}/node_modules/flytekit-ts/bin/tsflyte-execute.js`;
	const args = ["--inputs", `${code}/inputs.pb`, "--output-prefix", `${code}/out`, "--resolver", "flytekit-ts.default"];
	const task = [bin, ...args, "--", "task-module", "app", "task-name", "t"];
	const bare = least(() => cpuOf(code, ["-e", "0"]));
	const ours = least(() => cpuOf(code, task));
	statSync(`${code}/out/outputs.pb`);
	const ratio = ours / bare;
	return ratio <= MAX_RATIO
		? undefined
		: `${ours.toFixed(3)} s, ${ratio.toFixed(1)} times an empty Node's ${bare.toFixed(3)} s; ${MAX_RATIO} times are allowed`;
}

/** @param {() => number} measure */
function least(measure) {
	return Math.min(...Array.from({ length: RUNS }, measure));
}

/**
 * CPU seconds of a process, as its shell counts them.
 * @param {string} cwd
 * @param {readonly string[]} args
 */
function cpuOf(cwd, args) {
	// it would make every Node read all certificates, and hide what is measured
	const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
	const script = '"$0" "$@" >&2; code=$?; times; exit $code';
	const done = spawnSync("bash", ["-c", script, process.execPath, ...args], { cwd, env, encoding: "utf8" });
	if (done.status !== 0) throw new Error(`node ${args.join(" ")} ended with ${done.status}: ${done.stderr}`);
	const children = done.stdout.trim().split("\n").at(-1) ?? "";
	let seconds = 0;
	for (const [, minutes, rest] of children.matchAll(/(\d+)m([\d.]+)s/g)) seconds += Number(minutes) * 60 + Number(rest);
	return seconds;
}
