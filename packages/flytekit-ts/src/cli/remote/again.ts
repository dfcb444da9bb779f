import type { FlyteExecution, FlyteRemote } from "../../remote/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { executionJson } from "./execution-json.js";
import { executionOf } from "./execution-of.js";
import { nameIn, withRemote } from "./options.js";
import { pollMsOf } from "./run-options.js";
import { waitFor } from "./wait-for.js";

/** Runs an execution that failed again, taking over what succeeded: `tsflyte recover --remote RUN`. */
export function remoteRecover(args: ParsedArgs, io: Io): Promise<ExitCode> {
	return again("recover", args, io, (remote, { id }, options) => remote.recover(id, options));
}

/** Runs an execution's inputs again, all of it: `tsflyte relaunch --remote RUN`. */
export function remoteRelaunch(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const overwriteCache = switchOf(args, "overwrite-cache");
	return again("relaunch", args, io, (remote, { id }, options) => remote.relaunch(id, { ...options, overwriteCache }));
}

async function again(
	command: string,
	args: ParsedArgs,
	io: Io,
	start: (remote: FlyteRemote, old: FlyteExecution, options: { readonly name?: string }) => Promise<FlyteExecution>,
): Promise<ExitCode> {
	const [name, pollMs] = [textOf(args, "name"), pollMsOf(args)];
	const json = switchOf(args, "json");
	return withRemote(args, async (remote) => {
		const old = await executionOf(remote, args, command);
		const execution = await start(remote, old, name === undefined ? {} : { name });
		if (!json) io.stderr.write(`execution ${nameIn(remote, execution)}: ${execution.consoleUrl}\n`);
		if (switchOf(args, "wait")) {
			return waitFor(remote, execution, { interface: await execution.interface(), json, quiet: json, pollMs }, io);
		}
		io.stdout.write(json ? `${jsonText(executionJson(execution))}\n` : `${nameIn(remote, execution)}\n`);
		return EXIT.ok;
	});
}
