import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { ANSWER_OPTIONS } from "../inputs/gate-answer.js";
import { refuseMore } from "../local/refuse-more.js";
import { localSignal } from "../local/signal.js";
import { RUN_FORMS } from "../remote/execution-of.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { STORE_OPTION } from "../store/store-options.js";

/** `tsflyte signal [RUN [GATE]]`. */
export const signal: Command = {
	name: "signal",
	usage: "[RUN [GATE]]",
	description:
		"Answers a gate that a run of any process waits at: an approval with --approve or --reject, a value with --value. Without GATE it lists the gates that wait. " +
		`RUN is the run's id, its beginning, or latest. ${RUN_FORMS}`,
	options: [...ANSWER_OPTIONS, REMOTE, STORE_OPTION],
	remoteOptions: DEPLOYMENT_OPTIONS,
	examples: [
		"tsflyte signal",
		"tsflyte signal k3f9 ship-it --approve",
		"tsflyte signal latest percent --value 20",
		"tsflyte signal --remote f1d3a7c2 ship-it --approve",
	],
	async run(argv, io) {
		const args = commandArgs(signal, argv, io);
		if (args === undefined) return EXIT.ok;
		refuseMore(signal, args, 2);
		const shared = ANSWER_OPTIONS.map((option) => option.name);
		if (isRemote(args, signal, shared)) return (await import("../remote/signal.js")).remoteSignal(args, io);
		return localSignal(args, io);
	},
};
