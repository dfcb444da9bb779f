import { COMMON_OPTIONS, type Command } from "../command.js";
import type { Io } from "../io.js";
import { commandHelp, commandJson } from "../output/help-text.js";
import { jsonText } from "../output/result-json.js";
import type { OptionSpec } from "./option.js";
import { type ParsedArgs, parseArgs } from "./parse.js";
import { switchOf } from "./values.js";

/** Every flag of a command, its own first. */
export function optionsOf(command: Command): readonly OptionSpec[] {
	return [...command.options, ...(command.remoteOptions ?? []), ...COMMON_OPTIONS];
}

/** Reads a command's arguments. With `--help` it prints the help instead and returns undefined. */
export function commandArgs(command: Command, args: readonly string[], io: Io): ParsedArgs | undefined {
	// Asked for help, nothing else on the line matters.
	if (args.some((arg) => arg === "--help" || arg === "-h")) {
		io.stdout.write(args.includes("--json") ? `${jsonText(commandJson(command))}\n` : commandHelp(command, io.stdout));
		return undefined;
	}
	const parsed = parseArgs(args, optionsOf(command), { command: `tsflyte ${command.name}` });
	return switchOf(parsed, "help") ? undefined : parsed;
}
