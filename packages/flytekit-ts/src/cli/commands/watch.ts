import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { refuseMore } from "../local/refuse-more.js";
import { POLL_OPTION } from "../remote/again-options.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { STORE_OPTION } from "../store/store-options.js";

/** `tsflyte watch [RUN]`. */
export const watch: Command = {
	name: "watch",
	usage: "[RUN]",
	description:
		"Shows a run until it is over, also one of another process: its nodes, failed attempts and gates. Ends with 0 when the run succeeded, with 1 when not. " +
		"RUN is the run's id, its beginning, or latest, which is meant when it is left out. With --json each event is one line. " +
		`With --remote it shows an execution on Flyte, those of its launch plans too. ${RUN_FORMS}`,
	options: [REMOTE, STORE_OPTION],
	remoteOptions: [...DEPLOYMENT_OPTIONS, POLL_OPTION],
	examples: [
		"tsflyte watch",
		"tsflyte watch k3f9 --json",
		"tsflyte watch --remote f1d3a7c2",
		"tsflyte watch --remote acme:production:f1d3a7c2 --json",
	],
	async run(argv, io) {
		const args = commandArgs(watch, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, watch)) return (await import("../remote/watch.js")).remoteWatch(args, io);
		refuseMore(watch, args, 1);
		return (await import("../local/watch.js")).localWatch(args, io);
	},
};
