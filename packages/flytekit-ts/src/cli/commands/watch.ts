import { FlyteError } from "../../errors/index.js";
import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { POLL_OPTION } from "../remote/again-options.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";

/** `tsflyte watch --remote RUN`. */
export const watch: Command = {
	name: "watch",
	usage: "--remote RUN",
	description:
		"Says what happens in an execution on Flyte until it has ended: its nodes, those below dynamics, sub-workflows and launch plans too, attempts that fail, and " +
		`the gates that it comes to. Ends with 0 when the execution succeeded, with 1 and its error when not. ${RUN_FORMS} ` +
		"With --json each event is one line. A run here shows its progress itself.",
	options: [REMOTE],
	remoteOptions: [...DEPLOYMENT_OPTIONS, POLL_OPTION],
	examples: ["tsflyte watch --remote f1d3a7c2", "tsflyte watch --remote acme:production:f1d3a7c2 --json"],
	async run(argv, io) {
		const args = commandArgs(watch, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, watch)) return (await import("../remote/watch.js")).remoteWatch(args, io);
		throw new FlyteError("CLI_USAGE", "watch follows executions on Flyte", {
			wayOut:
				"tsflyte watch --remote RUN; a run here shows its progress itself, and tsflyte recover goes on with one that stopped",
		});
	},
};
