import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";

/** What tells of one machine: its folders (a made-up home in a test does not), and the host its packages came from. */
const patterns = [
	{ pattern: /(?<![\w.$}/-])\/(?:root|work|workspace)\/[\w.-]+/, what: "a path of one machine" },
	{ pattern: /"resolved":\s*"https?:/, what: "a registry's address in the lock file" },
	{ pattern: /^\s*(?:registry|\/\/[^ ]+:_auth\w*)\s*=/m, what: "a registry setting" },
];

/**
 * Looks through every committed text file for paths of one machine and registry addresses.
 * @param {string} root the repository
 * @returns {{ problems: string[], files: number }}
 */
export function checkLeaks(root) {
	const listed = execFileSync("git", ["ls-files", "-z", "--cached"], {
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
		for (const leak of leaksIn(bytes.toString("utf8"), [homedir(), root])) problems.push(`${file}:${leak}`);
	}
	return { problems, files };
}

/**
 * @param {string} text
 * @param {readonly string[]} [folders] of this machine; short ones, such as the root, tell nothing
 * @returns {string[]} `line: what it is` for each leak
 */
export function leaksIn(text, folders = []) {
	const found = [];
	const own = folders.filter((folder) => folder.length > 6);
	for (const [index, line] of text.split("\n").entries()) {
		const what = own.some((folder) => line.includes(folder))
			? "a folder of this machine"
			: patterns.find(({ pattern }) => pattern.test(line))?.what;
		if (what !== undefined) found.push(`${index + 1}: ${what}: ${line.trim().slice(0, 120)}`);
	}
	return found;
}
