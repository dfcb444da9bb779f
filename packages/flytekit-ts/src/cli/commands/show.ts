import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { refuseMore } from "../local/refuse-more.js";
import { localShow } from "../local/show.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { STORE_OPTION } from "../store/store-options.js";

/** `tsflyte show [RUN [NODE]]`. */
export const show: Command = {
	name: "show",
	usage: "[RUN [NODE]]",
	description:
		"Shows a run: its inputs and outputs, and the tree of its nodes with times, attempts and errors. Many nodes that call the same and stand " +
		"the same are one line. RUN is the run's id, its beginning, or latest, which is meant when it is left out. " +
		"With NODE, such as n0/dn3 or n1[7], it shows that one with its values. " +
		RUN_FORMS,
	options: [
		{ name: "all", takes: "switch", summary: "a line for each node, however many are alike" },
		{ name: "node", takes: "value", placeholder: "NODE", summary: "the same as NODE" },
		REMOTE,
		STORE_OPTION,
	],
	remoteOptions: DEPLOYMENT_OPTIONS,
	examples: ["tsflyte show", "tsflyte show k3f9 n0/dn3", "tsflyte show latest --json"],
	async run(argv, io) {
		const args = commandArgs(show, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, show, ["node"])) return (await import("../remote/show.js")).remoteShow(args, io);
		refuseMore(show, args, 2);
		return localShow(args, io);
	},
};
