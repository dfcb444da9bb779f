import { readFileSync } from "node:fs";
import { matchesGlob } from "./glob.js";

/**
 * Compares a package's files with an allow-list of patterns, one a line.
 * @param {readonly string[]} files
 * @param {string} listFile
 * @returns {string[]} what is wrong
 */
export function checkFileList(files, listFile) {
	const patterns = readFileSync(listFile, "utf8")
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "" && !line.startsWith("#"));
	const unknown = files.filter((file) => !patterns.some((pattern) => matchesGlob(file, pattern)));
	const unused = patterns.filter((pattern) => !files.some((file) => matchesGlob(file, pattern)));
	const tests = files.filter((file) => /\.test\.|testdata|fixtures|goldens/.test(file));
	return [
		...unknown.map((file) => `${file} is packed, and no line of the allow-list matches it`),
		...unused.map((pattern) => `${pattern} is on the allow-list, and nothing packed matches it`),
		...tests.map((file) => `${file} is of the tests, and is packed`),
	];
}
