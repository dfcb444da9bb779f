import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { localLogs } from "../local/logs.js";
import { refuseMore } from "../local/refuse-more.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { STORE_OPTION } from "../store/store-options.js";

/** `tsflyte logs [RUN [NODE]]`. */
export const logs: Command = {
	name: "logs",
	usage: "[RUN [NODE]]",
	description:
		"Prints what the tasks of a run wrote with console, and all that those wrote which ran in a thread or process of their own. With NODE only that " +
		"node's, and what is inside of it. RUN is the run's id, its beginning, or latest, which is meant when it is left out. " +
		RUN_FORMS,
	options: [
		{ name: "follow", short: "f", takes: "switch", summary: "goes on until the run is over" },
		{ name: "attempt", takes: "value", placeholder: "N", summary: "only the nth attempt, from 1" },
		{ name: "node", takes: "value", placeholder: "NODE", summary: "the same as NODE" },
		REMOTE,
		STORE_OPTION,
	],
	remoteOptions: DEPLOYMENT_OPTIONS,
	examples: ["tsflyte logs", "tsflyte logs k3f9 n0/dn3 --attempt 2", "tsflyte logs latest --follow --json"],
	async run(argv, io) {
		const args = commandArgs(logs, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, logs, ["node"])) return (await import("../remote/logs.js")).remoteLogs(args, io);
		refuseMore(logs, args, 2);
		return localLogs(args, io);
	},
};
