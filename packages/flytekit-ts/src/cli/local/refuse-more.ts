import { FlyteError } from "../../errors/index.js";
import type { ParsedArgs } from "../args/parse.js";
import type { Command } from "../command.js";

/** Throws CLI_USAGE where there is an argument too many. */
export function refuseMore({ name, usage }: Command, { positionals }: ParsedArgs, most: number): void {
	const more = positionals[most];
	if (more === undefined) return;
	throw new FlyteError("CLI_USAGE", `${name} takes no ${JSON.stringify(more)}`, {
		wayOut: `tsflyte ${name} ${usage}`.trim(),
	});
}
