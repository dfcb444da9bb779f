import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const leaves = ["errors", "config", "context"];
const toGraph = [...leaves, "types", "interface", "graph"];

/**
 * Which folders of src may import which others; docs/architecture.md says why. "front door" is the files directly in src.
 * `null` may import everything.
 * @type {Record<string, readonly string[] | null>}
 */
export const mayImport = {
	errors: [],
	config: ["errors"],
	context: ["errors", "config"],
	types: leaves,
	interface: [...leaves, "types"],
	graph: [...leaves, "types", "interface"],
	authoring: toGraph,
	storage: leaves,
	wire: toGraph,
	budget: [...toGraph, "wire"],
	attempt: [...toGraph, "wire", "storage"],
	engine: [...toGraph, "wire", "storage", "attempt"],
	entrypoint: [...toGraph, "wire", "storage", "attempt", "authoring", "budget"],
	remote: [...toGraph, "wire", "storage", "authoring"],
	loader: [...leaves, "types", "interface"],
	"front door": [...toGraph, "authoring", "storage", "wire", "attempt", "engine", "entrypoint", "loader", "remote"],
	cli: null,
	server: null,
	testing: null,
};

/** Folders that nothing else may import, whatever the table says. */
const importedByNone = ["cli", "server"];

/** Parts that only the named folders may import: generated code, the TypeScript API, heavy packages. */
const keptTo = [
	{ path: "wire/gen", by: ["wire"], why: "only wire touches generated code" },
	{
		path: "interface/detect",
		by: ["interface", "loader", "cli", "server", "testing"],
		why: "detection is not loaded where code only runs",
	},
	{
		package: /^typescript(-native)?$/,
		by: ["interface/detect"],
		why: "only interface/detect knows the TypeScript API",
	},
	{ package: /^@bufbuild\/protobuf$/, by: ["wire"], why: "only wire touches protobuf" },
	{ package: /^esbuild$/, by: ["loader"], why: "only loader bundles the user's code" },
];

/** @typedef {{ file: string, line: number, rule: string }} Violation file relative to the folder checked */
/** @typedef {{ from: string, to: string, file: string, line: number }} Edge */

/**
 * Checks every import below `src` (type-only and dynamic ones count the same) against the folder rules. Tests may import anything.
 * @param {string} src the package's source folder
 * @returns {{ violations: Violation[], files: number, cycles: string[][] }}
 */
export function checkFolders(src) {
	/** @type {Violation[]} */
	const violations = [];
	/** @type {Edge[]} */
	const edges = [];
	let files = 0;
	for (const file of sourceFiles(src)) {
		files++;
		const from = folderOf(file);
		if (!(from in mayImport)) {
			violations.push({
				file,
				line: 1,
				rule: `folder "${from}" has no rule: add it to mayImport and to docs/architecture.md`,
			});
			continue;
		}
		for (const { specifier, line } of importsOf(join(src, file))) {
			const target = specifier.startsWith(".") ? relative(src, resolve(src, dirname(file), specifier)) : undefined;
			const kept = brokenReservation(file, specifier, target);
			if (kept !== undefined) violations.push({ file, line, rule: `imports "${specifier}": ${kept}` });
			if (target === undefined) continue;
			if (target.startsWith("..")) {
				violations.push({ file, line, rule: `imports "${specifier}", which is outside src` });
				continue;
			}
			const to = folderOf(target);
			if (to === from) continue;
			edges.push({ from, to, file, line });
			const rule = brokenRule(from, to);
			if (rule !== undefined) violations.push({ file, line, rule: `imports "${specifier}": ${rule}` });
		}
	}
	const cycles = findCycles(edges);
	for (const cycle of cycles) {
		const edge = edges.find((e) => e.from === cycle[0] && e.to === cycle[1]);
		if (edge !== undefined)
			violations.push({
				file: edge.file,
				line: edge.line,
				rule: `closes a cycle of folders: ${[...cycle, cycle[0]].join(" -> ")}`,
			});
	}
	return { violations, files, cycles };
}

/**
 * @param {string} from
 * @param {string} to
 */
function brokenRule(from, to) {
	if (importedByNone.includes(to) && mayImport[from] !== null) return `nothing imports ${to}`;
	if (to === "front door" && mayImport[from] !== null) return "the front door imports from inside, not the reverse";
	const allowed = mayImport[from];
	if (allowed === null || allowed === undefined || allowed.includes(to)) return undefined;
	return `${from} may import ${allowed.length === 0 ? "no other folder" : allowed.join(", ")}; not ${to}`;
}

/**
 * @param {string} file
 * @param {string} specifier
 * @param {string | undefined} target
 */
function brokenReservation(file, specifier, target) {
	const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
	for (const { path, package: pattern, by, why } of keptTo) {
		const hit = target === undefined ? pattern?.test(name) : path !== undefined && `${target}/`.startsWith(`${path}/`);
		if (hit && !by.some((folder) => file.startsWith(`${folder}/`))) return why;
	}
	return undefined;
}

/** @param {string} file relative to src */
function folderOf(file) {
	const slash = file.indexOf("/");
	return slash === -1 ? "front door" : file.slice(0, slash);
}

/** @param {string} src */
function sourceFiles(src) {
	if (!existsSync(src)) return [];
	return readdirSync(src, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
		.map((entry) => relative(src, join(entry.parentPath ?? entry.path, entry.name)))
		.filter((file) => !/(^|\/)(testdata|fixtures)\//.test(file) && !file.startsWith("wire/gen/"))
		.sort();
}

/** @param {string} file */
function importsOf(file) {
	const text = readFileSync(file, "utf8");
	return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
		specifier: fileName,
		line: text.slice(0, pos).split("\n").length,
	}));
}

/**
 * One cycle for each group of folders that reach each other.
 * @param {readonly Edge[]} edges
 */
function findCycles(edges) {
	/** @type {Map<string, Set<string>>} */
	const next = new Map();
	for (const { from, to } of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
	/** @type {string[][]} */
	const cycles = [];
	const done = new Set();
	for (const start of next.keys()) {
		const cycle = done.has(start) ? undefined : shortestWayBack(next, start);
		if (cycle === undefined) continue;
		for (const folder of cycle) done.add(folder);
		cycles.push(cycle);
	}
	return cycles;
}

/**
 * @param {ReadonlyMap<string, ReadonlySet<string>>} next
 * @param {string} start
 */
function shortestWayBack(next, start) {
	const queue = [[start]];
	const seen = new Set();
	for (const path of queue) {
		for (const folder of next.get(/** @type {string} */ (path.at(-1))) ?? []) {
			if (folder === start) return path;
			if (seen.has(folder)) continue;
			seen.add(folder);
			queue.push([...path, folder]);
		}
	}
	return undefined;
}
