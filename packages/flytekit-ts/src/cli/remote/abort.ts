import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { executionJson } from "./execution-json.js";
import { executionOf } from "./execution-of.js";
import { nameIn, withRemote } from "./options.js";

/** Stops an execution; one that has ended is left as it is: `tsflyte abort --remote RUN`. */
export async function remoteAbort(args: ParsedArgs, io: Io): Promise<ExitCode> {
	return withRemote(args, async (remote) => {
		const execution = await executionOf(remote, args, "abort");
		const wasDone = execution.isDone;
		if (!wasDone) await execution.terminate(textOf(args, "cause") ?? "aborted by tsflyte abort");
		if (switchOf(args, "json")) io.stdout.write(`${jsonText(executionJson(execution))}\n`);
		else io.stderr.write(`${nameIn(remote, execution)} ${wasDone ? "had ended already:" : "is"} ${execution.phase}\n`);
		return EXIT.ok;
	});
}
