import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { refuseMore } from "../local/refuse-more.js";
import { REMOTE_RELAUNCH_OPTIONS } from "../remote/again-options.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { ENGINE_OPTIONS } from "../run/run-options.js";

/** `tsflyte relaunch [RUN]`. */
export const relaunch: Command = {
	name: "relaunch",
	usage: "[RUN]",
	description:
		"Runs what a run ran again, with its inputs and all of its tasks, as a run of its own; tsflyte recover keeps what succeeded. RUN is the run's id, its " +
		"beginning, or latest, which is meant when it is left out. With --remote it starts an execution on Flyte with the inputs of another, and prints its name; " +
		`with --wait what it gave. ${RUN_FORMS}`,
	options: [
		{ name: "file", takes: "value", placeholder: "FILE", summary: "where the program is now, if it was moved" },
		REMOTE,
		...ENGINE_OPTIONS,
	],
	remoteOptions: [...DEPLOYMENT_OPTIONS, ...REMOTE_RELAUNCH_OPTIONS],
	examples: [
		"tsflyte relaunch",
		"tsflyte relaunch k3f9 --no-cache",
		"tsflyte relaunch --remote f1d3a7c2",
		"tsflyte relaunch --remote f1d3a7c2 --overwrite-cache --wait",
	],
	async run(argv, io) {
		const args = commandArgs(relaunch, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, relaunch)) return (await import("../remote/again.js")).remoteRelaunch(args, io);
		refuseMore(relaunch, args, 1);
		return (await import("../local/relaunch.js")).localRelaunch(args, io);
	},
};
