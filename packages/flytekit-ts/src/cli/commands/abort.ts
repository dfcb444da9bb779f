import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { localAbort } from "../local/abort.js";
import { refuseMore } from "../local/refuse-more.js";
import { REMOTE_ABORT_OPTIONS } from "../remote/abort-options.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { STORE_OPTION } from "../store/store-options.js";

/** `tsflyte abort [RUN]`. */
export const abort: Command = {
	name: "abort",
	usage: "[RUN]",
	description:
		"Stops a run of another process as Ctrl-C there would, and waits until it has stopped; tsflyte recover goes on with it. " +
		"RUN is the run's id, its beginning, or latest, which is meant when it is left out. " +
		RUN_FORMS,
	options: [REMOTE, STORE_OPTION],
	remoteOptions: [...DEPLOYMENT_OPTIONS, ...REMOTE_ABORT_OPTIONS],
	examples: ["tsflyte abort", "tsflyte abort k3f9"],
	async run(argv, io) {
		const args = commandArgs(abort, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, abort)) return (await import("../remote/abort.js")).remoteAbort(args, io);
		refuseMore(abort, args, 1);
		return localAbort(args, io);
	},
};
