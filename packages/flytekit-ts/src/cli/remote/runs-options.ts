import type { OptionSpec } from "../args/option.js";

/** Flags of `runs` that count with `--remote`, beside those of the deployment. */
export const REMOTE_RUNS_OPTIONS: readonly OptionSpec[] = [
	{
		name: "phase",
		takes: "value",
		placeholder: "PHASE",
		summary: "only those in it: running, succeeded, failed, aborted",
	},
	{
		name: "filter",
		takes: "value",
		placeholder: "TEXT",
		summary: "flyteadmin's own filters: eq(phase,FAILED)+gte(created_at,2026-01-01T00:00:00Z)",
	},
];
