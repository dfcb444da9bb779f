import { didYouMean } from "../errors/did-you-mean.js";
import { FlyteError } from "../errors/index.js";
import { COMMANDS } from "./commands.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Io } from "./io.js";
import { exitCodeOf, reportError } from "./report-error.js";

/** Runs one command line and says how it ended; everything that goes wrong is reported on stderr. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
	const json = argv.includes("--json");
	try {
		return await dispatch(argv, io);
	} catch (error) {
		reportError(error, io.stderr, { json });
		return exitCodeOf(error);
	}
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
	const [first, ...rest] = argv;
	if (first === undefined) {
		await call("help", [], { ...io, stdout: io.stderr });
		return EXIT.usage;
	}
	if (first === "--version" || first === "-V" || first === "-v") return call("version", rest, io);
	if (first === "--help" || first === "-h") return call("help", rest, io);
	if (first.startsWith("-")) {
		throw new FlyteError("CLI_USAGE", `the command comes first, got ${JSON.stringify(first)}`, {
			wayOut: `tsflyte COMMAND ...; commands: ${[...COMMANDS.keys()].join(", ")}`,
		});
	}
	return call(first, rest, io);
}

async function call(name: string, args: readonly string[], io: Io): Promise<ExitCode> {
	const entry = COMMANDS.get(name);
	if (entry === undefined) throw unknownCommand(name);
	return (await entry.load()).run(args, io);
}

/** Names the nearest commands, or the file that was meant to be run. */
export function unknownCommand(name: string): FlyteError {
	const isFile = /\.[cm]?[jt]sx?$/.test(name);
	const near = isFile ? `tsflyte run ${name} ENTITY` : didYouMean(name, COMMANDS.keys());
	const all = `commands: ${[...COMMANDS.keys()].join(", ")}`;
	return new FlyteError("CLI_UNKNOWN_COMMAND", `tsflyte has no command ${JSON.stringify(name)}`, {
		wayOut: near === undefined ? all : `${near} ${isFile ? `(${all})` : all}`,
	});
}
