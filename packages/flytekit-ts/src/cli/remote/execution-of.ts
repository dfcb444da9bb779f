import { FlyteError } from "../../errors/index.js";
import type { FlyteExecution, FlyteRemote } from "../../remote/index.js";
import type { ParsedArgs } from "../args/parse.js";

/** How a command's arguments name an execution, for its help. */
export const RUN_USAGE = "RUN";
/** For descriptions of commands. */
export const RUN_FORMS =
	"With --remote RUN is an execution's name, project:domain:name, or the address of its page in the console.";

/** The execution that a command's first argument names. Throws CLI_USAGE where there is none, and REMOTE_NOT_FOUND. */
export async function executionOf(remote: FlyteRemote, args: ParsedArgs, command: string): Promise<FlyteExecution> {
	const [given] = args.positionals;
	if (given === undefined) {
		throw new FlyteError("CLI_USAGE", `${command} needs the name of an execution`, {
			wayOut: `tsflyte ${command} --remote RUN; tsflyte runs --remote lists them`,
		});
	}
	return remote.fetchExecution(given);
}
