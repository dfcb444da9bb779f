import { builtinModules } from "node:module";
import { type CheckedProgram, readSource } from "./checker.js";

const modules = builtinModules.filter((name) => !name.startsWith("_")).join("|");
const MENTIONS = new RegExp(
	`\\b(?:Buffer|process|NodeJS|global|__dirname|__filename|require|set(?:Timeout|Interval|Immediate))\\b|["'](?:node:[\\w/]+|${modules})["']|<reference\\s`,
);

/**
 * Whether a program's own sources speak of Node's globals and modules, or of declarations by name. Most files of tasks do
 * not, and reading Node's declarations would be half of the work then.
 */
export function needsSurroundings(program: CheckedProgram): boolean {
	return program.userFiles().some((file) => MENTIONS.test(readSource(file)));
}
