import { isEntity } from "../../authoring/callable.js";
import { FlyteError } from "../../errors/index.js";
import type { Entity } from "../../graph/entities.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { entryFiles } from "../register/entry-files.js";
import { registerFiles } from "../register/register-files.js";
import { executionJson } from "./execution-json.js";
import { nameIn, withRemote } from "./options.js";
import { executeOptions, pollMsOf } from "./run-options.js";
import { waitFor } from "./wait-for.js";

/** What is run on a deployment. */
export interface RemoteRun {
	/** As the command line names the file. */
	readonly file: string;
	readonly entity: Entity;
	readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Registers a program and executes one of its entities on a deployment: `tsflyte run --remote`. With `--wait` it is followed to its end, and what it
 * gave is printed as a run here prints it; else its name. flytekit: pyflyte run --remote.
 */
export async function runRemote({ file, entity, inputs }: RemoteRun, args: ParsedArgs, io: Io): Promise<ExitCode> {
	refuseMap(entity);
	const options = executeOptions(args);
	const pollMs = pollMsOf(args);
	const [wantsJson, wait] = [switchOf(args, "json"), switchOf(args, "wait")];
	const quiet = switchOf(args, "quiet") || wantsJson;
	return withRemote(args, async (remote) => {
		const talk = quiet ? { ...io, stderr: { ...io.stderr, write: () => {} } } : io;
		// what is said of the execution does not belong to what is registered
		const registering = { ...args, occurrences: args.occurrences.filter(({ spec }) => !OF_EXECUTION.has(spec.name)) };
		const { settings } = await registerFiles(entryFiles([file], io.cwd, "run"), remote, registering, talk, {
			dryRun: false,
			activate: false,
		});
		const { version } = settings;
		talk.stderr.write(`registered as version ${version} in ${remote.project}:${remote.domain}\n`);
		const execution = await remote.execute(entity as never, inputs as never, { ...options, version });
		talk.stderr.write(`execution ${nameIn(remote, execution)}: ${execution.consoleUrl}\n`);
		if (wait) return waitFor(remote, execution, { interface: entity.interface, json: wantsJson, quiet, pollMs }, io);
		io.stdout.write(wantsJson ? `${jsonText(executionJson(execution))}\n` : `${nameIn(remote, execution)}\n`);
		return EXIT.ok;
	});
}

const OF_EXECUTION = new Set([
	"env",
	"label",
	"annotation",
	"raw-output-prefix",
	"service-account",
	"iam-role",
	"max-parallelism",
]);

/** A map alone is no entity of Flyte's: here it runs in a workflow that is made for it. */
function refuseMap(entity: Entity): void {
	if (isEntity(entity)) return;
	throw new FlyteError("CLI_NOT_RUNNABLE", `${entity.name} is a map, which Flyte has as a part of workflows only`, {
		entity: entity.name,
		wayOut: "run a workflow that calls it",
	});
}
