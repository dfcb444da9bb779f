/**
 * Checks that package-lock.json knows every optional dependency of every package in it. npm leaves out those it could not
 * look up while the lock file was written (other platforms' packages, from a registry that has only some), and then
 * `npm ci` refuses the lock file.
 * @param {{ packages: Record<string, { optionalDependencies?: Record<string, string>, resolved?: string }> }} lock
 * @returns {string[]} what is wrong
 */
export function checkLockfile(lock) {
	const problems = [];
	for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
		for (const [name, version] of Object.entries(optionalDependencies)) {
			if (!isLocked(lock.packages, path, name))
				problems.push(
					`package-lock.json: ${path || "the root"} may need ${name}@${version}, and there is no entry for it`,
				);
		}
	}
	return problems;
}

/**
 * @param {Record<string, unknown>} packages
 * @param {string} from
 * @param {string} name
 */
function isLocked(packages, from, name) {
	for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/")))) {
		if (`${path}${path === "" ? "" : "/"}node_modules/${name}` in packages) return true;
		if (path === "") return false;
	}
}
