import { FlyteError } from "../../errors/index.js";
import { ownPackage } from "../../loader/own-package.js";
import { commandArgs } from "../args/command-args.js";
import { switchOf } from "../args/values.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";

/** `tsflyte version`. */
export const version: Command = {
	name: "version",
	usage: "",
	description: "Prints the version of flytekit-ts.",
	options: [],
	examples: [],
	async run(argv, io) {
		const args = commandArgs(version, argv, io);
		if (args === undefined) return EXIT.ok;
		if (args.positionals.length > 0) {
			throw new FlyteError(
				"CLI_USAGE",
				`tsflyte version takes no arguments, got ${JSON.stringify(args.positionals[0])}`,
			);
		}
		const { name, version: number } = ownPackage();
		io.stdout.write(switchOf(args, "json") ? `${JSON.stringify({ name, version: number })}\n` : `${number}\n`);
		return EXIT.ok;
	},
};
