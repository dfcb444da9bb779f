import { FlyteError } from "../../errors/index.js";
import type { ExecuteOptions } from "../../remote/index.js";
import type { OptionSpec } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { countOf, switchOf, textOf, textsOf } from "../args/values.js";
import { LAUNCH_OPTIONS, pairs, SETTINGS_OPTIONS } from "../register/options.js";
import { POLL_OPTION } from "./again-options.js";
import { DEPLOYMENT_OPTIONS } from "./options.js";

const SHARED = ["version", "image", "copy", "include", "destination-dir"];

/** Flags of `run` that count with `--remote`. Those that run has for runs here too are taken in both: isRemote sees to it. */
export const REMOTE_RUN_OPTIONS: readonly OptionSpec[] = [
	...DEPLOYMENT_OPTIONS,
	{ name: "wait", takes: "switch", summary: "follows the execution to its end and prints what it gave" },
	POLL_OPTION,
	{
		name: "name",
		takes: "value",
		placeholder: "NAME",
		summary: "of the execution; the same name twice is one execution",
	},
	...LAUNCH_OPTIONS.map((option) => ({ ...option, aliases: [`${option.name}s`] })),
	{ name: "tag", takes: "values", placeholder: "TEXT", summary: "tags of the execution", aliases: ["tags"] },
	{
		name: "env",
		takes: "values",
		placeholder: "NAME=VALUE",
		summary: "environment of the execution's containers",
		aliases: ["envs", "envvars"],
	},
	{ name: "overwrite-cache", takes: "switch", summary: "runs everything, and writes the cache anew" },
	{ name: "interruptible", takes: "switch", summary: "its machines may be taken away; --no-interruptible forbids it" },
	{ name: "disable-notifications", takes: "switch", summary: "sends none of the launch plan's" },
	{ name: "cluster-pool", takes: "value", placeholder: "NAME", summary: "the pool of clusters that it runs in" },
	{ name: "execution-cluster-label", takes: "value", placeholder: "NAME", summary: "clusters of this label only" },
	...SETTINGS_OPTIONS.filter(({ name }) => SHARED.includes(name)),
];

/** How the execution is started. Throws CLI_FLAG_VALUE. */
export function executeOptions(args: ParsedArgs): ExecuteOptions {
	const given = (key: keyof ExecuteOptions, value: unknown) => (value === undefined ? {} : { [key]: value });
	const tags = textsOf(args, "tag");
	const [account, role] = [textOf(args, "service-account"), textOf(args, "iam-role")];
	const runAs = { ...(role && { iamRole: role }), ...(account && { k8sServiceAccount: account }) };
	const has = (name: string) => args.occurrences.some(({ spec }) => spec.name === name);
	return {
		...given("name", textOf(args, "name")),
		...given("labels", pairs(args, "label")),
		...given("annotations", pairs(args, "annotation")),
		...given("env", pairs(args, "env")),
		...(tags.length === 0 ? {} : { tags }),
		...given("rawOutputPrefix", textOf(args, "raw-output-prefix")),
		...given("maxParallelism", countOf(args, "max-parallelism")),
		...(account === undefined && role === undefined ? {} : { securityContext: { runAs } }),
		...(switchOf(args, "overwrite-cache") ? { overwriteCache: true } : {}),
		...(has("interruptible") ? { interruptible: switchOf(args, "interruptible") } : {}),
		...(switchOf(args, "disable-notifications") ? { notifications: [] } : {}),
		...given("clusterPool", textOf(args, "cluster-pool")),
		...given("executionClusterLabel", textOf(args, "execution-cluster-label")),
	};
}

/** Milliseconds between two looks; undefined where the flag was not given. Throws CLI_FLAG_VALUE. */
export function pollMsOf(args: ParsedArgs): number | undefined {
	const text = textOf(args, "poll-interval");
	if (text === undefined) return undefined;
	const seconds = Number(text);
	if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
	throw new FlyteError("CLI_FLAG_VALUE", `--poll-interval is a number of seconds above 0, got ${JSON.stringify(text)}`);
}
