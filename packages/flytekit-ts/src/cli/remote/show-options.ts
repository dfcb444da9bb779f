import type { OptionSpec } from "../args/option.js";

/** Flags of `show` that count with `--remote`, beside those of the deployment. */
export const REMOTE_SHOW_OPTIONS: readonly OptionSpec[] = [
	{ name: "node", takes: "value", placeholder: "ID", summary: "one node, with what it was given and what it gave" },
];
