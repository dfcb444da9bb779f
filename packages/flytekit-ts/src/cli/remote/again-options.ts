import type { OptionSpec } from "../args/option.js";

/** How often an execution that is followed is looked at. */
export const POLL_OPTION: OptionSpec = {
	name: "poll-interval",
	takes: "value",
	placeholder: "SECONDS",
	summary: "pause between two looks, default 1",
};

/** Flags of `recover` that count with `--remote`, beside those of the deployment. */
export const REMOTE_RECOVER_OPTIONS: readonly OptionSpec[] = [
	{ name: "name", takes: "value", placeholder: "NAME", summary: "of the new execution" },
	{ name: "wait", takes: "switch", summary: "follows it to its end and prints what it gave" },
	POLL_OPTION,
];

/** Flags of `relaunch` that count with `--remote`, beside those of the deployment. */
export const REMOTE_RELAUNCH_OPTIONS: readonly OptionSpec[] = [
	...REMOTE_RECOVER_OPTIONS,
	{ name: "overwrite-cache", takes: "switch", summary: "runs everything, and writes the cache anew" },
];
