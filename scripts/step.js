import { spawnSync } from "node:child_process";
import { root } from "./build/paths.js";

/**
 * Runs a program of this project in the foreground, from the root.
 * @param {string} title printed before it
 * @param {readonly string[]} command program and arguments; `node` is the Node that runs this
 * @returns {boolean} whether it ended well
 */
export function step(title, command) {
	console.log(`\n== ${title}`);
	const [program = "node", ...args] = command;
	const file = program === "node" ? process.execPath : program;
	const { status, error } = spawnSync(file, args, { cwd: root, stdio: "inherit" });
	if (error !== undefined) console.error(error.message);
	return status === 0;
}
