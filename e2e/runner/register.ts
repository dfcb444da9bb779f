import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun, runCommand } from "../lab/command.js";
import type { Lab } from "../lab/lab.js";

/** Where everything is registered. */
export const PLACE = { project: "flytesnacks", domain: "development" } as const;
/** The version of all programs, which both languages' references name. */
export const VERSION = "e2e";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const PROGRAMS = fileURLToPath(new URL("../programs", import.meta.url));
const python = fileURLToPath(new URL("../python", import.meta.url));
const place = ["--project", PLACE.project, "--domain", PLACE.domain];
const common = [...place, "--image", "lab/none:v1"];

/** Runs tsflyte against the lab, in the folder of the programs or in another. */
export function tsflyte(lab: Lab, args: readonly string[], cwd = PROGRAMS): ReturnType<typeof runCommand> {
	return runCommand(process.execPath, [join(root, "packages/flytekit-ts/bin/tsflyte.js"), ...args], {
		cwd,
		env: { ...process.env, FLYTECTL_CONFIG: lab.config, NO_COLOR: "1" },
		timeoutMs: 240_000,
	});
}

/** Arguments that register all programs. */
export function registerArguments(version: string, ...more: string[]): string[] {
	const files = readdirSync(PROGRAMS).filter((name) => name.endsWith(".ts"));
	return ["register", ...files, ...common, "--version", version, ...more];
}

/**
 * Registers the programs of both languages: flytekit's tasks, which workflows of TypeScript name, then all of TypeScript, then
 * flytekit's workflows around it.
 */
export async function registerAll(lab: Lab, pythonCommands: string, say: (line: string) => void): Promise<void> {
	const pyflyte = (file: string) =>
		mustRun(
			join(pythonCommands, "pyflyte"),
			["-c", lab.config, "register", ...common, "--copy", "none", "--version", VERSION, file],
			{
				cwd: python,
				timeoutMs: 120_000,
			},
		);
	await pyflyte("python_tasks.py");
	const { code, stdout, stderr } = await tsflyte(lab, registerArguments(VERSION));
	if (code !== 0) throw new Error(`tsflyte register ended with ${code}\n${stdout}${stderr}`);
	say(stdout.trimEnd().split("\n").slice(-3).join("\n"));
	await pyflyte("python_flows.py");
}
