import { FlyteError } from "../../errors/index.js";
import { type Accelerator, extendedResources } from "../../graph/extended-resources.js";
import type { Batch } from "../../graph/graph.js";
import { ISOLATIONS, type Isolation } from "../../graph/isolation.js";
import { type PodTemplate, podWithContainer } from "../../graph/pod-template.js";
import type { SecretRequest, TaskMetadata } from "../../graph/task-template.js";
import type { Resources, Time } from "../api-types.js";
import { type CacheOption, cacheSettings } from "../cache/options.js";
import type { VersionParameters } from "../cache/policy.js";
import type { ImageSpec } from "../image-spec/image-spec.js";
import { checkBatch, checkSwitches, checkTexts, milliseconds, wholeNumber } from "../options.js";
import { type DeckOptions, deckFieldsOf } from "./deck-options.js";
import type { TaskResolver } from "./resolver.js";
import { type ResourcePairs, resourceSpec } from "./resource-options.js";

/** What `task({ ... }, fn)` and `dynamic({ ... }, fn)` take. Names follow flytekit's @task. */
export interface TaskOptions extends DeckOptions {
	/** A version, or `true` for one that follows the code: equal inputs under the same version are not run again. */
	readonly cache?: CacheOption;
	/** How often a recoverable failure is tried again. */
	readonly retries?: number;
	/**
	 * For one attempt, which is stopped when it takes longer: here the task then runs in a thread of its own at least. All
	 * attempts together may take twice that, as on Flyte.
	 */
	readonly timeout?: Time;
	/**
	 * How far attempts are kept apart from the process that runs the graph here: "none", in a "thread", or in a "process", which
	 * is also held to `limits.mem`. On Flyte each has a container; with "process" a container answers for a crash of the code, too.
	 * Default: "none", or what the run says.
	 */
	readonly isolate?: Isolation;
	/**
	 * Calls that one container makes on Flyte, side by side, where several are elements of one array node (folded calls and maps of
	 * a dynamic): for calls so short that starting a container takes longer. Each keeps its own attempts, timeout and checkpoint.
	 * "auto": as many as there are for each element that runs at a time. Default: one container for each call.
	 */
	readonly batch?: Batch;
	readonly requests?: Resources;
	readonly limits?: Resources;
	/** Requests and limits in one place, instead of the two above: `{ cpu: ["1", "2"], mem: "1Gi" }`. */
	readonly resources?: ResourcePairs;
	/** The kind of GPU or TPU: `accelerators.A100.partition("2g.10gb")`. How many: `requests.gpu`. */
	readonly accelerator?: Accelerator;
	/** Memory that the container's processes share, as a quantity; `true` for no limit of its own. */
	readonly sharedMemory?: boolean | string | number;
	readonly interruptible?: boolean;
	/** Image of its own: its name, which may hold `{{.image.NAME.fqn}}` templates, or a described one. */
	readonly containerImage?: string | ImageSpec;
	readonly environment?: Readonly<Record<string, string>>;
	readonly secrets?: readonly SecretRequest[];
	/** The pod it runs in, where a container is not enough. */
	readonly podTemplate?: PodTemplate;
	/** Name of a PodTemplate that the cluster has. */
	readonly podTemplateName?: string;
	/** How a container finds the task; by its exported name when left out. */
	readonly taskResolver?: TaskResolver;
	/** Why it should not be used any more. */
	readonly deprecated?: string;
	/** Lets `any` and `unknown` through as V8-serialised blobs. */
	readonly pickleUntyped?: boolean;
	/** Overlays the text of the function's JSDoc. */
	readonly docs?: {
		readonly shortDescription?: string;
		readonly longDescription?: string;
		readonly sourceLink?: string;
	};
}

/** Names of {@link TaskOptions}. */
export const TASK_OPTIONS: readonly (keyof TaskOptions)[] = [
	"cache",
	"retries",
	"timeout",
	"isolate",
	"batch",
	"requests",
	"limits",
	"resources",
	"accelerator",
	"sharedMemory",
	"interruptible",
	"containerImage",
	"environment",
	"secrets",
	"podTemplate",
	"podTemplateName",
	"taskResolver",
	"enableDeck",
	"deckFields",
	"deprecated",
	"pickleUntyped",
	"docs",
];

/** The part of the options that is the task's metadata; `parameters` for policies of the cache. Throws AUTHORING_OPTION naming what is unfit. */
export function taskMetadata(factory: string, options: TaskOptions, parameters: () => VersionParameters): TaskMetadata {
	const cache = cacheSettings(factory, options.cache, parameters);
	checkSecrets(factory, options.secrets);
	checkSwitches(factory, options, ["interruptible", "enableDeck", "pickleUntyped"]);
	checkTexts(factory, "environment", options.environment, "a container's environment is text");
	checkIsolation(factory, options.isolate);
	checkBatch(factory, options.batch);
	deckFieldsOf(factory, options);
	resourceSpec(factory, options);
	extendedResources(options.accelerator, options.sharedMemory);
	if (options.podTemplate !== undefined) podWithContainer(options.podTemplate, undefined, (image) => image);
	return {
		retries: options.retries === undefined ? 0 : wholeNumber(factory, "retries", options.retries),
		generatesDeck: options.enableDeck === true,
		...(options.timeout === undefined ? {} : { timeoutMs: milliseconds(factory, "timeout", options.timeout) }),
		...(options.interruptible === undefined ? {} : { interruptible: options.interruptible }),
		...(cache === undefined ? {} : { cache }),
		...(options.deprecated === undefined ? {} : { deprecated: options.deprecated }),
		...(options.podTemplateName === undefined ? {} : { podTemplateName: options.podTemplateName }),
	};
}

function checkIsolation(factory: string, given: unknown): void {
	if (given === undefined || (ISOLATIONS as readonly unknown[]).includes(given)) return;
	throw new FlyteError("AUTHORING_OPTION", `${factory}() option isolate is ${JSON.stringify(given)}`, {
		path: "isolate",
		wayOut: `it is one of ${ISOLATIONS.join(", ")}`,
	});
}

function checkSecrets(factory: string, secrets: readonly SecretRequest[] | undefined): void {
	for (const [i, secret] of (secrets ?? []).entries()) {
		if (typeof secret === "object" && secret !== null && typeof secret.group === "string" && secret.group !== "")
			continue;
		throw new FlyteError("AUTHORING_OPTION", `${factory}() option secrets[${i}] names no group`, {
			path: `secrets[${i}]`,
			wayOut: 'write it as `{ group: "database", key: "password" }`',
		});
	}
}
