import type { DetectionManifest } from "./provider.js";

/** Name of the manifest in the root folder of what a container runs. */
export const CODE_MANIFEST = "flyte-manifest.json";

/**
 * What travels with built code so that a container needs neither TypeScript nor the sources: which file is which module, what
 * detection found, and the cache versions that were computed from the code when it was packaged.
 */
export interface CodeManifest {
	/** Raised when its meaning changes; a reader refuses what is newer. */
	readonly format: 1;
	/** Version of the package that wrote it. */
	readonly sdkVersion: string;
	/** Dotted module name to built file, relative to the manifest's folder. */
	readonly modules: Readonly<Record<string, string>>;
	/** Interfaces of those modules; paths relative to the manifest's folder. */
	readonly detection: DetectionManifest;
	/** `cache: true` versions by task name, as registered. */
	readonly cacheVersions: Readonly<Record<string, string>>;
}

/**
 * Key, by `Symbol.for`, of a function on `globalThis` that gives packaged code the entries of this package: `(subpath) => Promise<namespace>` with
 * "." or "./plugin". The entrypoint sets it before it imports a module, so that a container has one copy of the package.
 */
export const OWN_ENTRIES = "flytekit-ts.entries";
