import type { RunOptions } from "../../engine/index.js";
import type { Durability } from "../../engine/journal/database.js";
import { ISOLATIONS } from "../../graph/isolation.js";
import type { OptionSpec } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { choiceOf, countOf, switchOf } from "../args/values.js";
import { STORE_OPTION } from "../store/store-options.js";

/** Flags of all commands that run something here. */
export const ENGINE_OPTIONS: readonly OptionSpec[] = [
	{ name: "concurrency", takes: "value", placeholder: "N", summary: "tasks that run at a time" },
	{
		name: "isolate",
		takes: "value",
		placeholder: "HOW",
		summary: "runs each task in a thread or process of its own at least: thread, process",
	},
	STORE_OPTION,
	{
		name: "durability",
		takes: "value",
		placeholder: "LEVEL",
		summary: "what a committed result outlives: power (default; a power cut), process (only the process)",
	},
	{
		name: "await-signals",
		takes: "switch",
		summary: "gates wait for an answer from the page even where no terminal is; else they fail there",
	},
	{ name: "quiet", short: "q", takes: "switch", summary: "no progress, only errors on stderr" },
];

/** Flags that say how a run behaves, as they were given. */
export interface EngineFlags {
	readonly engine: Pick<RunOptions, "concurrency" | "isolate">;
	readonly durability: Durability;
	/** Gates wait for an answer in the store where nobody sits at a terminal. */
	readonly awaitSignals: boolean;
	readonly quiet: boolean;
	readonly json: boolean;
}

const LEVELS: readonly Durability[] = ["power", "process"];

/** Throws CLI_FLAG_VALUE. */
export function engineFlags(args: ParsedArgs): EngineFlags {
	const concurrency = countOf(args, "concurrency");
	const isolate = choiceOf(args, "isolate", ISOLATIONS);
	return {
		engine: { ...(concurrency === undefined ? {} : { concurrency }), ...(isolate === undefined ? {} : { isolate }) },
		durability: choiceOf(args, "durability", LEVELS) ?? "power",
		awaitSignals: switchOf(args, "await-signals"),
		quiet: switchOf(args, "quiet"),
		json: switchOf(args, "json"),
	};
}
