import { FlyteError } from "../../errors/index.js";
import { commandArgs } from "../args/command-args.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit-code.js";
import { refuseMore } from "../local/refuse-more.js";
import { localRuns } from "../local/runs.js";
import { DEPLOYMENT_OPTIONS, isRemote, REMOTE } from "../remote/options.js";
import { REMOTE_RUNS_OPTIONS } from "../remote/runs-options.js";
import { STORE_OPTION } from "../store/store-options.js";

/** Flags of `runs rm` alone. */
const OF_RM: ReadonlySet<string> = new Set(["older-than", "keep", "dry-run"]);

/** `tsflyte runs`. */
export const runs: Command = {
	name: "runs",
	usage: "[rm RUN... | rm --older-than 30d | rm --keep N]",
	description:
		"Lists the runs that the project's store keeps, the newest first. An interrupted run is one whose process is gone before it had ended: tsflyte recover goes on with it. " +
		"runs rm takes runs out, with what is recorded of them, their logs, and their files that no cached result and no other run refers to; " +
		"a run that is under way is never touched. With --remote it lists executions on Flyte.",
	options: [
		{
			name: "state",
			takes: "value",
			placeholder: "STATE",
			summary: "only those: running, succeeded, failed, aborted, interrupted",
		},
		{ name: "name", takes: "value", placeholder: "TEXT", summary: "only those with this in the entity's name" },
		{ name: "limit", takes: "value", placeholder: "N", summary: "at most so many; 20 by default" },
		{
			name: "older-than",
			takes: "value",
			placeholder: "AGE",
			summary: "rm: runs that ended longer ago than that: 30d, 12h",
		},
		{ name: "keep", takes: "value", placeholder: "N", summary: "rm: runs other than the newest N" },
		{ name: "dry-run", takes: "switch", summary: "rm: only says which runs would be removed" },
		REMOTE,
		STORE_OPTION,
	],
	remoteOptions: [...DEPLOYMENT_OPTIONS, ...REMOTE_RUNS_OPTIONS],
	examples: [
		"tsflyte runs",
		"tsflyte runs --state interrupted --json",
		"tsflyte runs rm --older-than 30d --keep 20 --dry-run",
	],
	async run(argv, io) {
		const args = commandArgs(runs, argv, io);
		if (args === undefined) return EXIT.ok;
		if (isRemote(args, runs, ["limit"])) return (await import("../remote/runs.js")).remoteRuns(args, io);
		const [action, ...given] = args.positionals;
		if (action === "rm") return (await import("../local/remove-runs.js")).removeLocalRuns(given, args, io);
		refuseMore(runs, args, 0);
		for (const { name } of args.occurrences.map(({ spec }) => spec)) {
			if (OF_RM.has(name))
				throw new FlyteError("CLI_USAGE", `--${name} is for runs rm`, { wayOut: "tsflyte runs rm --help" });
		}
		return localRuns(args, io);
	},
};
