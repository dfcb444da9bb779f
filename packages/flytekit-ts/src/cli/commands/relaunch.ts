import { FlyteError } from "../../errors/index.js";
import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { REMOTE_RELAUNCH_OPTIONS } from "../remote/again-options.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";

/** `tsflyte relaunch --remote RUN`. */
export const relaunch: Command = {
	name: "relaunch",
	usage: "--remote RUN",
	description:
		`Runs an execution on Flyte again, with its inputs and all of its tasks; tsflyte recover keeps what succeeded. ${RUN_FORMS} ` +
		"The new execution's name goes to stdout; with --wait what it gave.",
	options: [REMOTE],
	remoteOptions: [...DEPLOYMENT_OPTIONS, ...REMOTE_RELAUNCH_OPTIONS],
	examples: ["tsflyte relaunch --remote f1d3a7c2", "tsflyte relaunch --remote f1d3a7c2 --overwrite-cache --wait"],
	async run(argv, io) {
		const args = commandArgs(relaunch, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, relaunch)) return (await import("../remote/again.js")).remoteRelaunch(args, io);
		throw new FlyteError("CLI_USAGE", "relaunch repeats executions on Flyte", {
			wayOut:
				"tsflyte relaunch --remote RUN; here tsflyte run runs a program again, and tsflyte recover goes on with a run",
		});
	},
};
