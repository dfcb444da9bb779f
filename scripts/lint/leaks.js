import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";

/** What tells of one machine: its folders, and the host its packages came from. */
const patterns = [
	{ pattern: /(?<![\w.$}/-])\/(?:home|root|Users|work|workspace)\/[\w.-]+/, what: "a path of one machine" },
	{ pattern: /"resolved":\s*"https?:/, what: "a registry's address in the lock file" },
	{ pattern: /^\s*(?:registry|\/\/[^ ]+:_auth\w*)\s*=/m, what: "a registry setting" },
];

/**
 * Looks through every committed text file for paths of one machine and registry addresses.
 * @param {string} root the repository
 * @returns {{ problems: string[], files: number }}
 */
export function checkLeaks(root) {
	const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
		cwd: root,
		encoding: "utf8",
	});
	const problems = [];
	let files = 0;
	for (const file of new Set(listed.split("\0"))) {
		if (file === "" || file.startsWith("scripts/lint/leaks")) continue;
		if (!statSync(`${root}/${file}`, { throwIfNoEntry: false })?.isFile()) continue;
		const bytes = readFileSync(`${root}/${file}`);
		if (bytes.includes(0)) continue;
		files++;
		for (const leak of leaksIn(bytes.toString("utf8"))) problems.push(`${file}:${leak}`);
	}
	return { problems, files };
}

/**
 * @param {string} text
 * @returns {string[]} `line: what it is` for each leak
 */
export function leaksIn(text) {
	const found = [];
	const home = homedir();
	for (const [index, line] of text.split("\n").entries()) {
		for (const { pattern, what } of patterns)
			if (pattern.test(line)) found.push(`${index + 1}: ${what}: ${line.trim().slice(0, 120)}`);
		if (home.length > 6 && line.includes(home)) found.push(`${index + 1}: the home folder of this machine`);
	}
	return found;
}
