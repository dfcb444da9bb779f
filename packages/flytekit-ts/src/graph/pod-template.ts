import { FlyteError } from "../errors/index.js";
import type { Json, JsonObject } from "../types/literal-type.js";
import type { ContainerSpec, K8sPodSpec, ResourceList } from "./task-template.js";

/** A container of a pod as Kubernetes writes it, of which only these fields are looked at. */
export interface PodContainer {
	readonly name: string;
	/** May hold `{{.image.NAME.fqn}}` templates. */
	readonly image?: string | undefined;
}

/** A pod's spec as Kubernetes writes it: an object written down here, or a `V1PodSpec` of a client library. */
export type PodSpec =
	| { readonly containers: readonly PodContainer[] }
	| {
			readonly containers: readonly (PodContainer & { readonly [field: string]: unknown })[];
			readonly [field: string]: unknown;
	  };

/** The pod a task runs in, where a container of its own is not enough. flytekit: PodTemplate. */
export interface PodTemplate {
	readonly podSpec: PodSpec;
	/** The container that gets the task's image, command, resources and environment; made when there is none of that name. Default: `primary`. */
	readonly primaryContainerName?: string;
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
}

/** Name of the container that runs the task. */
export function primaryContainerName(template: PodTemplate): string {
	return template.primaryContainerName ?? "primary";
}

const RESOURCE_NAMES: readonly (readonly [keyof ResourceList, string])[] = [
	["cpu", "cpu"],
	["gpu", "gpu"],
	["memory", "memory"],
	["storage", "storage"],
	["ephemeralStorage", "ephemeral-storage"],
];

/**
 * The pod with the task's container written into its primary one: command, arguments and resources replace what is there,
 * the image only where there is none, the environment comes before it. Other containers keep theirs. `resolveImage` fills
 * in image templates. Throws GRAPH_RESOURCES for a spec without containers, or one that is no plain data.
 */
export function podWithContainer(
	template: PodTemplate,
	container: ContainerSpec | undefined,
	resolveImage: (image: string) => string,
): K8sPodSpec {
	const podSpec = plainCopy(template.podSpec);
	const primary = primaryContainerName(template);
	const containers = podSpec.containers as JsonObject[];
	if (!containers.some(({ name }) => name === primary)) containers.push({ name: primary });
	podSpec.containers = containers.map((given) => {
		const own = typeof given.image === "string" ? { ...given, image: resolveImage(given.image) } : given;
		return given.name === primary && container !== undefined ? withTask(own, container) : own;
	});
	return { labels: template.labels ?? {}, annotations: template.annotations ?? {}, podSpec };
}

/** A template as it stands, for a call's override: Flyte merges it with the task's own pod. Throws as {@link podWithContainer}. */
export function podOfTemplate(template: PodTemplate): K8sPodSpec {
	return {
		labels: template.labels ?? {},
		annotations: template.annotations ?? {},
		podSpec: plainCopy(template.podSpec),
		primaryContainerName: primaryContainerName(template),
	};
}

function withTask(given: JsonObject, task: ContainerSpec): JsonObject {
	const env = [...task.env].map(([name, value]) => ({ name, value }));
	const own = Array.isArray(given.env) ? (given.env as Json[]) : [];
	const requests = byName(task.requests);
	const limits = byName(task.limits);
	const asked = Object.keys(requests).length > 0 || Object.keys(limits).length > 0;
	return {
		...given,
		image: given.image ?? task.image,
		command: [...task.command],
		args: [...task.args],
		...(env.length + own.length === 0 ? {} : { env: [...env, ...own] }),
		...(asked ? { resources: { limits, requests } } : {}),
	};
}

function byName(list: ResourceList): JsonObject {
	const out: { [name: string]: Json } = {};
	for (const [key, name] of RESOURCE_NAMES) {
		const value = list[key];
		if (value !== undefined) out[name] = value;
	}
	return out;
}

function plainCopy(podSpec: PodSpec): { [field: string]: Json } {
	let copy: { [field: string]: Json } | undefined;
	try {
		copy = JSON.parse(JSON.stringify(podSpec));
	} catch {
		throw unfit(
			"podTemplate.podSpec is no plain data",
			"write it as Kubernetes' own JSON: objects, lists, text, numbers",
		);
	}
	const containers = copy?.containers;
	const named = (item: unknown) => typeof (item as JsonObject | null)?.name === "string";
	if (Array.isArray(containers) && containers.every(named)) return copy as { [field: string]: Json };
	throw unfit(
		"podTemplate.podSpec has no list of named containers",
		"give `containers: []` to let the task's own be added",
	);
}

function unfit(what: string, wayOut: string): FlyteError {
	return new FlyteError("GRAPH_RESOURCES", what, { path: "podTemplate", wayOut });
}
