import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import { inputsStamp, isFresh, stampFile } from "./freshness.js";
import { lazyBuiltins } from "./lazy-builtins.js";
import { withBuildLock } from "./lock.js";
import { joined } from "./one-file.js";
import { buildPage } from "./page.js";
import { buildCache, container, dist, entries, packageRoot, root } from "./paths.js";

const run = promisify(execFile);
/** Packages whose code becomes part of ours: they are not installed with it. Their licences go along. */
const taken = ["typescript-native"];
/** Chunks of earlier builds stay this long, so that a process which started before a rebuild can still load its own. */
const keepChunksMs = 3_600_000;

/**
 * Builds packages/flytekit-ts/dist unless it is up to date: JavaScript by esbuild with shared chunks (what the source
 * imports lazily stays lazy), declarations by the TypeScript compiler, one file per source file.
 * @param {{ clean?: boolean }} [options] clean: rebuild, and leave nothing of earlier builds
 * @returns {Promise<boolean>} whether anything was built
 */
export async function buildPackage(options = {}) {
	if (!options.clean && isFresh()) return false;
	return withBuildLock(async () => {
		const stamp = inputsStamp();
		if (!options.clean && isFresh(stamp)) return false;
		const present = entries.filter((entry) => existsSync(packageRoot + entry.source));
		if (present.length === 0) throw new Error(`no entry point exists yet: ${entries.map((e) => e.source).join(", ")}`);
		const [code, declarations, page] = await Promise.all([bundle(present), declare(present), buildPage(options)]);
		publish(code, new Map([...declarations, ...page, ...licences()]), options.clean === true);
		writeFileSync(stampFile, stamp);
		return true;
	});
}

/** @typedef {Map<string, Uint8Array | string>} Files content by path in dist */

/**
 * @param {typeof entries} present
 * @returns {Promise<Files>}
 */
async function bundle(present) {
	const declared = declaredPackages();
	const shared = bundleTogether(Object.fromEntries(present.map((entry) => [entry.name, entry.source])), declared);
	const alone = existsSync(packageRoot + container.source) ? bundleContainer(declared) : new Map();
	return new Map([...(await shared), ...(await alone)]);
}

/**
 * What containers run is built on its own: one file, and chunks for what few starts need.
 * @param {Set<string>} declared
 * @returns {Promise<Files>}
 */
async function bundleContainer(declared) {
	const files = await bundleTogether({ [container.name]: container.source }, declared, {
		sourcemap: false,
		chunkNames: `chunks/${container.name}-[hash]`,
		plugins: [lazyBuiltins, absentParts],
	});
	return joined(files, `${container.name}.js`);
}

/**
 * Containers have no use for detection and the bundler, which are larger than all the rest.
 * @type {import("esbuild").Plugin}
 */
const absentParts = {
	name: "absent-parts",
	setup(build) {
		build.onResolve({ filter: /\/(?:detect|loader)\/index\.js$/ }, ({ kind }) =>
			kind === "dynamic-import" ? { path: `${packageRoot}src/entrypoint/absent.ts` } : undefined,
		);
	},
};

/**
 * @param {Record<string, string>} entryPoints
 * @param {Set<string>} declared
 * @param {import("esbuild").BuildOptions} [own]
 * @returns {Promise<Files>}
 */
async function bundleTogether(entryPoints, declared, own) {
	const result = await esbuild({
		absWorkingDir: packageRoot,
		entryPoints,
		outdir: "dist",
		bundle: true,
		splitting: true,
		chunkNames: "chunks/[name]-[hash]",
		external: [...declared].flatMap((name) => [name, `${name}/*`]),
		platform: "node",
		format: "esm",
		target: "node20.19",
		sourcemap: true,
		sourcesContent: false,
		logLevel: "warning",
		...own,
		metafile: true,
		write: false,
	});
	refuseUndeclared(result.metafile);
	return new Map(result.outputFiles.map((file) => [relative(dist, file.path), file.contents]));
}

/** Names of the packages that users get with ours. */
function declaredPackages() {
	const manifest = JSON.parse(readFileSync(`${packageRoot}package.json`, "utf8"));
	const { dependencies, peerDependencies, optionalDependencies } = manifest;
	return new Set([dependencies, peerDependencies, optionalDependencies].flatMap((d) => Object.keys(d ?? {})));
}

/**
 * What is bundled from node_modules must be meant to be: anything else is a dependency that package.json forgot.
 * @param {import("esbuild").Metafile} metafile
 */
function refuseUndeclared(metafile) {
	for (const [file, input] of Object.entries(metafile.inputs)) {
		const importer = packageOf(file);
		if (importer !== undefined && !taken.includes(importer)) continue;
		for (const { path } of input.imports) {
			const name = packageOf(path);
			if (name === undefined || taken.includes(name)) continue;
			throw new Error(`${file} imports ${name}: package.json does not declare it as a dependency`);
		}
	}
}

/** @param {string} path */
function packageOf(path) {
	const inside = path.split("node_modules/").slice(1).at(-1);
	return inside?.split("/", inside.startsWith("@") ? 2 : 1).join("/");
}

/** @returns {Files} */
function licences() {
	/** @type {Files} */
	const files = new Map();
	for (const name of taken) {
		const folder = `${root}node_modules/${name}/`;
		for (const file of readdirSync(folder)) {
			if (/^(licen[cs]e|notice)/i.test(file)) files.set(`licenses/${name}/${file}`, readFileSync(folder + file));
		}
	}
	return files;
}

/**
 * Declarations are not bundled: interface detection knows this package's types by name and declaring file.
 * Types are checked by `npm run types`; here only what stops a declaration from being written is an error.
 * @param {typeof entries} present
 * @returns {Promise<Files>}
 */
async function declare(present) {
	const outDir = `${buildCache}types/`;
	const config = `${buildCache}tsconfig.json`;
	rmSync(outDir, { recursive: true, force: true });
	writeFileSync(
		config,
		JSON.stringify({
			extends: `${packageRoot}tsconfig.build.json`,
			compilerOptions: { rootDir: `${packageRoot}src`, outDir, typeRoots: [`${root}node_modules/@types`] },
			files: present.filter((entry) => entry.types).map((entry) => packageRoot + entry.source),
			include: [],
		}),
	);
	try {
		await run(process.execPath, [`${root}node_modules/typescript-native/bin/tsc`, "-p", config], { cwd: packageRoot });
	} catch (error) {
		const { stdout, message } = /** @type {Error & { stdout?: string }} */ (error);
		throw new Error(`declarations were not written\n${stdout || message}`);
	}
	/** @type {Files} */
	const files = new Map();
	for (const path of listFiles(outDir)) files.set(path, readFileSync(outDir + path));
	return files;
}

/**
 * Chunks first and entries last, each by rename, so that a process which starts meanwhile sees old or new, not half.
 * @param {Files} code
 * @param {Files} others
 * @param {boolean} clean
 */
function publish(code, others, clean) {
	const isChunk = (/** @type {string} */ path) => path.startsWith("chunks/");
	const ordered = [...code].sort(([a], [b]) => Number(isChunk(b)) - Number(isChunk(a)));
	for (const [path, content] of [...ordered, ...others]) writeIfChanged(dist + path, content);
	for (const path of listFiles(dist)) {
		if (code.has(path) || others.has(path)) continue;
		const young = Date.now() - statSync(dist + path).mtimeMs < keepChunksMs;
		if (!clean && isChunk(path) && young) continue;
		rmSync(dist + path);
	}
}

/**
 * @param {string} file
 * @param {Uint8Array | string} content
 */
function writeIfChanged(file, content) {
	const bytes = Buffer.from(content);
	if (existsSync(file) && readFileSync(file).equals(bytes)) return;
	mkdirSync(dirname(file), { recursive: true });
	const aside = `${file}.${process.pid}.tmp`;
	writeFileSync(aside, bytes);
	renameSync(aside, file);
}

/** @param {string} folder */
function listFiles(folder) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, `${entry.parentPath ?? entry.path}/${entry.name}`));
}
