/** Versions that were worked out where the code was packaged, by task name. */
const versions = new Map<string, string>();

/**
 * Takes over the cache versions of packaged code: a container has no sources to work them out from, and must say the registered ones in the
 * graphs that a dynamic makes.
 *
 * @param packaged by task name, as a manifest's cacheVersions
 */
export function addPackagedVersions(packaged: Readonly<Record<string, string>>): void {
	for (const [task, version] of Object.entries(packaged)) versions.set(task, version);
}

/** The version of a task's cache as it was when it was packaged; undefined where the code was not packaged. */
export function packagedVersion(task: string): string | undefined {
	return versions.get(task);
}
