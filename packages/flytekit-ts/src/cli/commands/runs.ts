import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { refuseMore } from "../local/refuse-more.js";
import { localRuns } from "../local/runs.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { REMOTE_RUNS_OPTIONS } from "../remote/runs-options.js";
import { STORE_OPTION } from "../store/store-options.js";

/** `tsflyte runs`. */
export const runs: Command = {
	name: "runs",
	usage: "",
	description:
		"Lists the runs that the project's store keeps, the newest first. An interrupted run is one whose process is gone before it had ended: tsflyte recover goes on with it. " +
		"With --remote it lists executions on Flyte.",
	options: [
		{
			name: "state",
			takes: "value",
			placeholder: "STATE",
			summary: "only those: running, succeeded, failed, aborted, interrupted",
		},
		{ name: "name", takes: "value", placeholder: "TEXT", summary: "only those with this in the entity's name" },
		{ name: "limit", takes: "value", placeholder: "N", summary: "at most so many; 20 by default" },
		REMOTE,
		STORE_OPTION,
	],
	remoteOptions: [...DEPLOYMENT_OPTIONS, ...REMOTE_RUNS_OPTIONS],
	examples: ["tsflyte runs", "tsflyte runs --state interrupted --json"],
	async run(argv, io) {
		const args = commandArgs(runs, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, runs, ["limit"])) return (await import("../remote/runs.js")).remoteRuns(args, io);
		refuseMore(runs, args, 0);
		return localRuns(args, io);
	},
};
