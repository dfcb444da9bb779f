import { FlyteError } from "../../errors/index.js";
import type { FlyteExecution, FlyteRemote } from "../../remote/index.js";
import type { OptionSpec } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import type { Command } from "../command.js";

/** Turns a command from the runs of this machine to a deployment's. */
export const REMOTE: OptionSpec = {
	name: "remote",
	short: "r",
	takes: "switch",
	summary: "on the Flyte deployment that is configured, instead of here",
};

/**
 * Whether a command was told to work on a deployment. Refuses flags that count only with `--remote` where it is missing, and where it is given those that count
 * only here: all of the command's own but `--remote` and those that `shared` names. Throws CLI_USAGE.
 */
export function isRemote(args: ParsedArgs, command: Command, shared: readonly string[] = []): boolean {
	const remote = switchOf(args, "remote");
	const [here, there] = [command.options, command.remoteOptions ?? []];
	const has = (options: readonly OptionSpec[], name: string) => options.some((option) => option.name === name);
	const found = args.occurrences.find(({ spec: { name } }) =>
		remote
			? has(here, name) && !has(there, name) && name !== REMOTE.name && !shared.includes(name)
			: has(there, name) && !has(here, name),
	);
	if (found === undefined) return remote;
	throw new FlyteError("CLI_USAGE", `${found.typed} ${remote ? "has no meaning with" : "needs"} --remote`, {
		wayOut: remote ? `leave ${found.typed} out: the cluster decides` : `add --remote, or leave ${found.typed} out`,
	});
}

/** Which deployment, and where in it. */
export const DEPLOYMENT_OPTIONS: readonly OptionSpec[] = [
	{ name: "config", short: "c", takes: "value", placeholder: "FILE", summary: "configuration of the deployment" },
	{ name: "project", short: "p", takes: "value", placeholder: "NAME", summary: "project on Flyte" },
	{ name: "domain", short: "d", takes: "value", placeholder: "NAME", summary: "domain on Flyte" },
];

/** Calls `body` with a client of the deployment that the flags and the configuration name, and ends the connection. */
export async function withRemote<T>(args: ParsedArgs, body: (remote: FlyteRemote) => Promise<T>): Promise<T> {
	const { FlyteRemote } = await import("../../remote/index.js");
	const [file, project, domain] = [textOf(args, "config"), textOf(args, "project"), textOf(args, "domain")];
	const remote = await FlyteRemote.auto({
		...(file === undefined ? {} : { file }),
		...(project === undefined ? {} : { project }),
		...(domain === undefined ? {} : { domain }),
	});
	try {
		return await body(remote);
	} finally {
		await remote.close();
	}
}

/** An execution as messages and the command line name it: by name alone where it is in the client's own project and domain. */
export function nameIn(remote: FlyteRemote, { id }: Pick<FlyteExecution, "id">): string {
	const isHere = id.project === remote.project && id.domain === remote.domain;
	return isHere ? id.name : `${id.project}:${id.domain}:${id.name}`;
}
