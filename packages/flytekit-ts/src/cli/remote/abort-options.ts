import type { OptionSpec } from "../args/option.js";

/** Flags of `abort` that count with `--remote`, beside those of the deployment. */
export const REMOTE_ABORT_OPTIONS: readonly OptionSpec[] = [
	{ name: "cause", takes: "value", placeholder: "TEXT", summary: "stands in the execution's record" },
];
