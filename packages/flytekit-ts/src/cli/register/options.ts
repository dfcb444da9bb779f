import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { OptionSpec } from "../args/option.js";
import type { ParsedArgs } from "../args/parse.js";
import { countOf, textOf, textsOf } from "../args/values.js";
import { settingsFrom } from "../serialize/settings.js";
import type { LaunchOverlay } from "./launch-overlay.js";
import type { CopyMode } from "./prepare-registration.js";

/** Flags that `package`, `register` and a remote run share: what tasks are serialised with. */
export const SETTINGS_OPTIONS: readonly OptionSpec[] = [
	{ name: "project", short: "p", takes: "value", placeholder: "NAME", summary: "project on Flyte" },
	{ name: "domain", short: "d", takes: "value", placeholder: "NAME", summary: "domain on Flyte" },
	{ name: "version", takes: "value", placeholder: "TEXT", summary: "default: from the content" },
	{
		name: "image",
		short: "i",
		takes: "values",
		placeholder: "[NAME=]IMAGE",
		summary: "image of the tasks' containers, default flytekit-ts:VERSION; named ones may be added",
	},
	{ name: "env", takes: "values", placeholder: "NAME=VALUE", summary: "environment of the tasks' containers" },
	{
		name: "fold",
		takes: "value",
		placeholder: "HOW",
		summary: "how containers fold equal calls of dynamics, whatever those say: auto, off, require",
	},
	{
		name: "copy",
		takes: "value",
		placeholder: "HOW",
		summary:
			"how code comes into containers: bundle (built with the packages it imports), files (file for file, packages from the image), none (all from the image)",
	},
	{
		name: "include",
		takes: "values",
		placeholder: "PATTERN",
		summary: "files that go along with a bundle, beside those that the code names by import.meta",
	},
	{
		name: "destination-dir",
		takes: "value",
		placeholder: "DIR",
		summary: "where containers unpack the code, default their working directory",
	},
];

/** Flags of the options that registering lays over those of launch plans. */
export const LAUNCH_OPTIONS: readonly OptionSpec[] = [
	{
		name: "raw-output-prefix",
		takes: "value",
		placeholder: "URI",
		summary: "where files and datasets of executions go",
	},
	{ name: "label", takes: "values", placeholder: "NAME=VALUE", summary: "labels of executions" },
	{ name: "annotation", takes: "values", placeholder: "NAME=VALUE", summary: "annotations of executions" },
	{
		name: "service-account",
		takes: "value",
		placeholder: "NAME",
		summary: "Kubernetes account that executions run as",
	},
	{ name: "iam-role", takes: "value", placeholder: "ROLE", summary: "IAM role that executions assume" },
	{ name: "max-parallelism", takes: "value", placeholder: "N", summary: "task nodes of an execution at a time" },
];

/** Settings without a version, unless one is given. `place`: project and domain where the flags say none. Throws CLI_FLAG_VALUE. */
export function givenSettings(
	args: ParsedArgs,
	place: { readonly project: string; readonly domain: string },
): Omit<SerializationSettings, "version" | "fast"> & { readonly version?: string } {
	const { version: _, ...settings } = settingsFrom(args, "-");
	const version = textOf(args, "version");
	return {
		...settings,
		project: textOf(args, "project") ?? place.project,
		domain: textOf(args, "domain") ?? place.domain,
		...(version === undefined ? {} : { version }),
	};
}

/** Throws CLI_FLAG_VALUE. */
export function copyMode(args: ParsedArgs, fallback: CopyMode): CopyMode {
	const text = textOf(args, "copy");
	switch (text) {
		case undefined:
			return fallback;
		case "bundle":
		case "files":
		case "none":
			return text;
		default:
			throw new FlyteError("CLI_FLAG_VALUE", `--copy is bundle, files or none, got ${JSON.stringify(text)}`);
	}
}

/** What goes along with the code, and where containers unpack it, where that is said. */
export function codeOptions(args: ParsedArgs): {
	readonly include: readonly string[];
	readonly destinationDir?: string;
} {
	const text = textOf(args, "destination-dir");
	return { include: textsOf(args, "include"), ...(text === undefined ? {} : { destinationDir: text }) };
}

/** Throws CLI_FLAG_VALUE. */
export function launchOverlay(args: ParsedArgs): LaunchOverlay {
	const [labels, annotations] = [pairs(args, "label"), pairs(args, "annotation")];
	const rawOutputPrefix = textOf(args, "raw-output-prefix");
	const [account, role] = [textOf(args, "service-account"), textOf(args, "iam-role")];
	const maxParallelism = countOf(args, "max-parallelism");
	const runAs = {
		...(role === undefined ? {} : { iamRole: role }),
		...(account === undefined ? {} : { k8sServiceAccount: account }),
	};
	return {
		...(labels === undefined ? {} : { labels }),
		...(annotations === undefined ? {} : { annotations }),
		...(rawOutputPrefix === undefined ? {} : { rawOutputPrefix }),
		...(maxParallelism === undefined ? {} : { maxParallelism }),
		...(account === undefined && role === undefined ? {} : { securityContext: { runAs } }),
	};
}

/** NAME=VALUE pairs of a flag; undefined where it was not given. Throws CLI_FLAG_VALUE. */
export function pairs(args: ParsedArgs, flag: string): Record<string, string> | undefined {
	const texts = textsOf(args, flag);
	if (texts.length === 0) return undefined;
	return Object.fromEntries(
		texts.map((text) => {
			const equals = text.indexOf("=");
			if (equals < 1) throw new FlyteError("CLI_FLAG_VALUE", `--${flag} is NAME=VALUE, got ${JSON.stringify(text)}`);
			return [text.slice(0, equals), text.slice(equals + 1)];
		}),
	);
}
