import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DetectionCache } from "./cache.js";
import type { DetectedModule, EntitySite } from "./detected.js";
import { importDetector } from "./detector.js";
import { findProjectRoot } from "./project-root.js";

/** What a package carries of detection, so that a container needs no TypeScript. */
export interface DetectionManifest {
	readonly modules: readonly DetectedModule[];
	/** Where the sites ended up in built files, for stacks that no source map translates. */
	readonly positions?: readonly BuiltPosition[];
}

/** A call in a built file, and the site it was built from. */
export interface BuiltPosition {
	/** Relative to the manifest's root. */
	readonly file: string;
	readonly line: number;
	readonly column: number;
	/** Index into the manifest's modules. */
	readonly module: number;
	/** Index into that module's sites. */
	readonly site: number;
}

type Sites = Map<string, EntitySite>;
type Added = readonly [manifest: DetectionManifest, root: string];
type Detector = typeof import("./detect/index.js");

/** Sites by file, then by `line:column`. A file without any is there too: it need not be looked at again. */
const known = new Map<string, Sites>();
const modules = new Map<string, DetectedModule>();
const caches = new Map<string, DetectionCache>();
/** Manifests of the whole process: the code in a container may import a copy of this package that is not the one that runs it. */
const KEY = Symbol.for("flytekit-ts.manifests");
const shared = globalThis as { [KEY]?: Added[] };
/** How many of them are known to this copy. */
let taken = 0;
/** Only once something had to be detected: most processes never load TypeScript. */
let detector: Detector | undefined;

/**
 * The call that made an entity, by its place in the source as a stack trace shows it. Looks in manifests, then in the
 * project's cache on disk, then detects, if the detector is loaded; {@link prepare} makes sure that this is enough.
 *
 * @param file absolute path or file URL; a query (`?t=1`) is ignored
 * @param line 1-based
 * @param column 1-based
 */
export function siteAt(file: string, line: number, column: number): EntitySite | undefined {
	const path = pathOf(file);
	takeShared();
	if (!known.has(path)) load([path], detector);
	return known.get(path)?.get(`${line}:${column}`);
}

/**
 * The entity behind a call's stack, innermost frame first: the first frame that is a site decides. Where that one has no
 * exported name because a factory function made it, an outer frame of the same kind that is exported does:
 * `export const a = make(1)`.
 */
export function siteOf(
	frames: readonly { readonly file: string; readonly line: number; readonly column: number }[],
): EntitySite | undefined {
	let inner: EntitySite | undefined;
	for (const frame of frames) {
		const site = siteAt(frame.file, frame.line, frame.column);
		if (site === undefined) continue;
		if (inner === undefined) inner = site;
		if (site.exportName !== undefined && site.kind === inner.kind) return site;
		if (inner.exportName !== undefined) return inner;
	}
	return inner;
}

/** Whether a file has been looked at: if not, that {@link siteAt} finds nothing says only that nobody prepared it. */
export function isPrepared(file: string): boolean {
	takeShared();
	return known.has(pathOf(file));
}

/** All that is known of a source file, once it is prepared. */
export function moduleOf(file: string): DetectedModule | undefined {
	takeShared();
	return modules.get(pathOf(file));
}

/**
 * Makes sure that the entities of these files can be looked up: from the cache, else by detecting them, which loads
 * TypeScript. Files that are no source code are passed over.
 *
 * @param files absolute paths or file URLs
 * @throws FlyteError INTERFACE_NO_CHECKER when something must be detected and the checker is not installed
 */
export async function prepare(files: readonly string[]): Promise<void> {
	takeShared();
	const missing = files.map(pathOf).filter((file) => !known.has(file));
	if (missing.length === 0) return;
	const left = load(missing, undefined);
	if (left.length === 0) return;
	detector ??= await importDetector();
	load(left, detector);
}

/**
 * Adds what a package carries: from then on these files are known, and never looked at on disk.
 *
 * @param root absolute path of the folder that the manifest's paths start from
 */
export function addManifest(manifest: DetectionManifest, root: string): void {
	shared[KEY] ??= [];
	shared[KEY].push([manifest, root]);
	takeShared();
}

function takeShared(): void {
	const all = shared[KEY];
	if (all === undefined) return;
	for (; taken < all.length; taken++) takeManifest(...(all[taken] as Added));
}

function takeManifest(manifest: DetectionManifest, root: string): void {
	for (const module of manifest.modules) add(resolve(root, module.file), module);
	for (const position of manifest.positions ?? []) {
		const site = manifest.modules[position.module]?.sites[position.site];
		if (site === undefined) continue;
		const file = resolve(root, position.file);
		const sites: Sites = known.get(file) ?? new Map();
		sites.set(`${position.line}:${position.column}`, site);
		known.set(file, sites);
	}
}

/** All that is known so far, to be handed to another thread or process: paths are absolute. */
export function knownDetection(): DetectionManifest {
	takeShared();
	return { modules: Array.from(modules, ([file, module]) => ({ ...module, file })) };
}

/** Forgets files that have changed, or all: a watcher calls it before it prepares again. */
export function forget(files?: readonly string[]): void {
	caches.clear();
	if (files === undefined) {
		known.clear();
		modules.clear();
		return;
	}
	for (const file of files.map(pathOf)) {
		known.delete(file);
		modules.delete(file);
	}
}

const SOURCE = /\.[cm]?[jt]sx?$/;

/** Looks files up, in the cache and by detection; returns those that are still unknown. */
function load(files: readonly string[], by: Detector | undefined): readonly string[] {
	const byRoot = new Map<string, string[]>();
	for (const file of new Set(files)) {
		if (known.has(file)) continue;
		if (!SOURCE.test(file) || !existsSync(file)) {
			known.set(file, new Map());
			continue;
		}
		const root = findProjectRoot(file);
		const module = cacheOf(root).read(file);
		if (module !== undefined) add(file, module);
		else byRoot.set(root, [...(byRoot.get(root) ?? []), file]);
	}
	if (by === undefined) return [...byRoot.values()].flat();
	for (const [root, group] of byRoot) detect(by, root, group);
	return [];
}

function detect(by: Detector, root: string, files: readonly string[]): void {
	for (const detection of by.detectForCache(files, { root })) {
		cacheOf(root).write(detection);
		for (const module of detection.modules) add(resolve(root, module.file), module);
	}
	// A file that no program could hold.
	for (const file of files) if (!known.has(file)) known.set(file, new Map());
}

function cacheOf(root: string): DetectionCache {
	let cache = caches.get(root);
	if (cache === undefined) {
		cache = new DetectionCache(root);
		caches.set(root, cache);
	}
	return cache;
}

function add(file: string, module: DetectedModule): void {
	modules.set(file, module);
	known.set(file, new Map(module.sites.map((site) => [`${site.location.line}:${site.location.column}`, site])));
}

function pathOf(file: string): string {
	const clean = file.replace(/[?#].*$/, "");
	return clean.startsWith("file://") ? fileURLToPath(clean) : resolve(clean);
}
