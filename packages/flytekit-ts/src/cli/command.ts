import type { OptionSpec } from "./args/option.js";
import type { ExitCode } from "./exit-code.js";
import type { Io } from "./io.js";

/** One command of `tsflyte`; each has a file of its own in commands/, loaded only when it is called. */
export interface Command {
	readonly name: string;
	/** What follows the name: `FILE ENTITY [--flags of the entity]`. */
	readonly usage: string;
	/** For its own help; the list of commands has a line of its own. */
	readonly description: string;
	readonly options: readonly OptionSpec[];
	/** Those that count with `--remote` only: help lists them apart. */
	readonly remoteOptions?: readonly OptionSpec[];
	/** Lines such as `tsflyte run hello.ts hello --name Ann`. */
	readonly examples: readonly string[];
	run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** Flags that every command has. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
	{ name: "json", takes: "switch", summary: "print the result as JSON" },
	{ name: "help", short: "h", takes: "switch", summary: "show this help" },
];
