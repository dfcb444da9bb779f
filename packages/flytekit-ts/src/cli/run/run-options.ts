import type { RunOptions } from "../../engine/index.js";
import type { Durability } from "../../engine/journal/database.js";
import { FlyteError } from "../../errors/index.js";
import { FOLD_MODES } from "../../graph/fold/index.js";
import { ISOLATIONS } from "../../graph/isolation.js";
import type { OptionSpec } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { choiceOf, countOf, switchOf } from "../args/values.js";
import type { Io } from "../io.js";
import { STORE_OPTION } from "../store/store-options.js";

/** Flags of all commands that run something here. */
export const ENGINE_OPTIONS: readonly OptionSpec[] = [
	{ name: "concurrency", takes: "value", placeholder: "N", summary: "tasks that run at a time" },
	{
		name: "max-parallelism",
		takes: "value",
		placeholder: "N",
		summary: "tasks, launch plans and maps of an execution at a time, however wide the maps are",
	},
	{
		name: "fold",
		takes: "value",
		placeholder: "HOW",
		summary: "folds equal calls of dynamics as on the way to Flyte: auto, require; default off",
	},
	{
		name: "isolate",
		takes: "value",
		placeholder: "HOW",
		summary: "runs each task in a thread or process of its own at least: thread, process",
	},
	STORE_OPTION,
	{ name: "no-cache", takes: "switch", summary: "runs cached tasks too, and keeps no results of them" },
	{ name: "overwrite-cache", takes: "switch", summary: "runs cached tasks too, and keeps their new results" },
	{
		name: "durability",
		takes: "value",
		placeholder: "LEVEL",
		summary: "what a committed result outlives: power (default; a power cut), process (only the process)",
	},
	{
		name: "await-signals",
		takes: "switch",
		summary: "gates wait for tsflyte signal or the page (default); --no-await-signals: without a terminal they fail",
	},
	{
		name: "events",
		takes: "switch",
		summary: "prints the stream of events on stdout, a line of JSON each, the result last",
	},
	{ name: "quiet", short: "q", takes: "switch", summary: "no progress, only errors on stderr" },
];

/** Flags that say how a run behaves, as they were given. */
export interface EngineFlags {
	readonly engine: Pick<RunOptions, "concurrency" | "fold" | "isolate" | "maxParallelism" | "overwriteCache">;
	/** Whether tasks that ask for it are cached. */
	readonly cache: boolean;
	readonly durability: Durability;
	/** Gates wait for an answer in the store where nobody sits at a terminal. */
	readonly awaitSignals: boolean;
	/** Events go to stdout, one a line. */
	readonly events: boolean;
	readonly quiet: boolean;
	readonly json: boolean;
}

const LEVELS: readonly Durability[] = ["power", "process"];

/** Throws CLI_FLAG_VALUE. */
export function engineFlags(args: ParsedArgs, { env }: Pick<Io, "env">): EngineFlags {
	const concurrency = countOf(args, "concurrency");
	const maxParallelism = countOf(args, "max-parallelism");
	const isolate = choiceOf(args, "isolate", ISOLATIONS);
	const fold = choiceOf(args, "fold", FOLD_MODES);
	const overwriteCache = switchOf(args, "overwrite-cache") || (envSwitch(env, "FLYTE_LOCAL_CACHE_OVERWRITE") ?? false);
	return {
		engine: {
			...(concurrency === undefined ? {} : { concurrency }),
			...(fold === undefined ? {} : { fold }),
			...(isolate === undefined ? {} : { isolate }),
			...(maxParallelism === undefined ? {} : { maxParallelism }),
			...(overwriteCache ? { overwriteCache } : {}),
		},
		cache: !switchOf(args, "no-cache") && (envSwitch(env, "FLYTE_LOCAL_CACHE_ENABLED") ?? true),
		durability: choiceOf(args, "durability", LEVELS) ?? "power",
		awaitSignals: args.occurrences.findLast(({ spec }) => spec.name === "await-signals")?.value !== false,
		events: switchOf(args, "events"),
		quiet: switchOf(args, "quiet"),
		json: switchOf(args, "json"),
	};
}

const YES = /^(1|true|t|yes|y|on)$/i;
const NO = /^(0|false|f|no|n|off)$/i;

/** flytekit's words for a switch in the environment. Throws CLI_FLAG_VALUE. */
function envSwitch(env: Io["env"], name: string): boolean | undefined {
	const text = env[name];
	if (text === undefined || text === "") return undefined;
	if (YES.test(text)) return true;
	if (NO.test(text)) return false;
	throw new FlyteError("CLI_FLAG_VALUE", `${name} in the environment is ${JSON.stringify(text)}`, {
		wayOut: "it is 1 or 0, true or false",
	});
}
