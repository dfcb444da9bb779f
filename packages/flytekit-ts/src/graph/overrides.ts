import { FlyteError } from "../errors/index.js";
import { type Duration, duration } from "../types/index.js";
import { configuredTask } from "./configured-task.js";
import { type Accelerator, extendedResources } from "./extended-resources.js";
import type { NodeMetadata, NodeOverrides } from "./graph.js";
import type { NodeDraft } from "./node-draft.js";
import { dnsName } from "./node-name.js";
import { outputsOfNode } from "./node-results.js";
import { type PodTemplate, podOfTemplate } from "./pod-template.js";
import { type Quantities, resourceList } from "./resources.js";
import { shownName } from "./shown-name.js";

/** What a call may say differently from its entity. flytekit: with_overrides. */
export interface CallOverrides {
	readonly nodeName?: string;
	readonly name?: string;
	readonly requests?: Quantities;
	readonly limits?: Quantities;
	readonly retries?: number;
	readonly timeout?: Duration | string;
	readonly interruptible?: boolean;
	readonly cache?: boolean | string | { readonly version: string; readonly serialize?: boolean };
	readonly containerImage?: string;
	readonly resources?: { readonly [K in keyof Quantities]: Amount };
	readonly accelerator?: Accelerator;
	readonly sharedMemory?: boolean | string;
	readonly podTemplate?: PodTemplate;
	readonly taskConfig?: unknown;
	readonly aliases?: Readonly<Record<string, string>>;
}

/** A request, or a request and its limit. */
type Amount = string | number | readonly [request: string | number, limit: string | number];

const KNOWN = new Set([
	"nodeName",
	"name",
	"requests",
	"limits",
	"retries",
	"timeout",
	"interruptible",
	"cache",
	"containerImage",
	"resources",
	"accelerator",
	"sharedMemory",
	"podTemplate",
	"taskConfig",
	"aliases",
]);

/** Writes overrides into a draft. Throws GRAPH_OVERRIDE naming what is unknown or unfit. */
export function applyOverrides(draft: NodeDraft, given: CallOverrides): void {
	for (const key of Object.keys(given)) {
		if (!KNOWN.has(key)) throw unfit(draft, `there is no override "${key}"`, `it takes ${[...KNOWN].join(", ")}`);
	}
	if (given.nodeName !== undefined) draft.owner.rename(draft, nodeId(draft, given.nodeName));
	const metadata = metadataChanges(draft, given);
	const changes: { -readonly [K in keyof NodeOverrides]: NodeOverrides[K] } = {};
	const { requests, limits } = bothSides(draft, given);
	if (requests !== undefined) changes.requests = resourceList(requests);
	if (limits !== undefined) changes.limits = resourceList(limits);
	if (given.containerImage !== undefined) changes.containerImage = given.containerImage;
	const extended = extendedResources(given.accelerator, given.sharedMemory);
	if (extended !== undefined) changes.extendedResources = extended;
	if (given.podTemplate !== undefined) changes.podTemplate = podOfTemplate(given.podTemplate);
	const some = Object.keys(changes).length > 0;
	if (some) assertTask(draft, given);
	write(draft, metadata, some ? changes : undefined);
	if (given.taskConfig !== undefined) configure(draft, given.taskConfig);
	if (given.aliases !== undefined) alias(draft, given.aliases);
}

/** Requests and limits, also where `resources` says both. A single amount is the request only, as flytekit's is. */
function bothSides(draft: NodeDraft, given: CallOverrides): { requests?: Quantities; limits?: Quantities } {
	const { resources, requests, limits } = given;
	if (resources === undefined) {
		return { ...(requests === undefined ? {} : { requests }), ...(limits === undefined ? {} : { limits }) };
	}
	if (requests !== undefined || limits !== undefined) {
		throw unfit(draft, "resources stands beside requests or limits", 'write both in resources: { cpu: ["1", "2"] }');
	}
	const asked: Record<string, string | number> = {};
	const most: Record<string, string | number> = {};
	for (const [name, amount] of Object.entries(resources)) {
		if (amount === undefined) continue;
		if (typeof amount !== "object") asked[name] = amount;
		else {
			asked[name] = amount[0];
			most[name] = amount[1];
		}
	}
	return { requests: asked, ...(Object.keys(most).length === 0 ? {} : { limits: most }) };
}

/** What runs in no container has nothing to override there: Flyte would drop it without a word. */
function assertTask(draft: NodeDraft, given: CallOverrides): void {
	const { kind } = draft.target;
	if (kind === "task" || kind === "array") return;
	const names = Object.keys(given).filter((name) => CONTAINER.has(name));
	const what = kind === "launchPlan" ? "launch plan" : kind === "branch" ? "conditional" : kind;
	throw unfit(
		draft,
		`a ${what} runs in no container, so ${names.join(" and ")} would be lost`,
		"override the calls of tasks inside it",
	);
}

const CONTAINER = new Set([
	"requests",
	"limits",
	"resources",
	"containerImage",
	"accelerator",
	"sharedMemory",
	"podTemplate",
]);

/**
 * The call's task with another configuration. It is part of the task's template, so all calls of one task in one registration
 * must agree on it: two that differ are refused when they are written.
 */
function configure(draft: NodeDraft, taskConfig: unknown): void {
	const { target } = draft;
	const current = target.kind === "task" ? (target.task as { readonly taskConfig?: unknown }).taskConfig : undefined;
	if (target.kind !== "task" || current === undefined || current === null) {
		throw unfit(draft, "it has no taskConfig to change", "only tasks of a plugin's type have one");
	}
	if (Object.getPrototypeOf(current) !== Object.getPrototypeOf(taskConfig)) {
		throw unfit(draft, "the taskConfig is of another kind than the task's own", "give one of the same class");
	}
	draft.target = { kind: "task", task: configuredTask(target.task, taskConfig) };
}

function alias(draft: NodeDraft, aliases: Readonly<Record<string, string>>): void {
	const { outputs } = outputsOfNode(draft);
	for (const name of Object.keys(aliases)) {
		if (outputs.has(name)) continue;
		throw unfit(
			draft,
			`aliases names an output "${name}" that it does not have`,
			`it has ${[...outputs.keys()].join(", ")}`,
		);
	}
	draft.outputAliases = new Map(Object.entries(aliases));
}

/** What is said of a map is meant for its elements: the array node itself runs nothing. */
function write(
	draft: NodeDraft,
	metadata: Partial<NodeMetadata> | undefined,
	changes: NodeOverrides | undefined,
): void {
	const { target } = draft;
	if (target.kind === "array") {
		draft.target = {
			...target,
			elementMetadata: { ...target.elementMetadata, ...metadata },
			...(changes === undefined ? {} : { elementOverrides: { ...target.elementOverrides, ...changes } }),
		};
		return;
	}
	if (metadata !== undefined) draft.metadata = { ...draft.metadata, ...metadata };
	if (changes !== undefined) draft.overrides = { ...draft.overrides, ...changes };
}

function nodeId(draft: NodeDraft, name: string): string {
	const id = dnsName(name);
	if (id === "") {
		throw unfit(draft, `node name "${name}" has no letter or digit that a node id may hold`, "use a-z, 0-9 and -");
	}
	if (id === FAILURE_NODE) throw unfit(draft, `node name "${name}" is the failure handler's`, "choose another");
	return id;
}

/** What imperative workflows call the node of their failure handler. */
const FAILURE_NODE = "efn";

function metadataChanges(draft: NodeDraft, given: CallOverrides): Partial<NodeMetadata> | undefined {
	const out: { -readonly [K in keyof NodeMetadata]?: NodeMetadata[K] } = {};
	if (given.name !== undefined) out.name = given.name;
	if (given.retries !== undefined) {
		if (!Number.isSafeInteger(given.retries) || given.retries < 0 || given.retries > 2 ** 31 - 1) {
			throw unfit(draft, `retries is ${given.retries}`, "give a whole number from 0");
		}
		if (given.retries === 0 && ownRetries(draft) > 0) {
			throw unfit(
				draft,
				`retries is 0, and the task's own ${ownRetries(draft)} would count: Flyte reads 0 as nothing said`,
				"make a task without retries, or give 1",
			);
		}
		out.retries = given.retries;
	}
	if (given.timeout !== undefined) out.timeoutMs = timeoutMs(draft, given.timeout);
	if (given.interruptible !== undefined) out.interruptible = given.interruptible;
	if (given.cache !== undefined) {
		const version = typeof given.cache === "object" ? given.cache.version : given.cache;
		out.cacheable = version !== false;
		if (typeof version === "string") out.cacheVersion = version;
		if (typeof given.cache === "object" && given.cache.serialize !== undefined) {
			out.cacheSerializable = given.cache.serialize;
		}
	}
	return Object.keys(out).length === 0 ? undefined : out;
}

function ownRetries({ target }: NodeDraft): number {
	if (target.kind === "task") return target.task.metadata.retries;
	return target.kind === "array" && target.element.entityKind === "task" ? target.element.metadata.retries : 0;
}

function timeoutMs(draft: NodeDraft, given: NonNullable<CallOverrides["timeout"]>): number {
	let ms = Number.NaN;
	try {
		ms = duration(given).ms;
	} catch {}
	if (ms >= 0) return ms;
	throw unfit(draft, `timeout is ${String(given)}`, 'give a length of time, as "5m" or "1h30m"');
}

function unfit(draft: NodeDraft, what: string, wayOut: string): FlyteError {
	return new FlyteError(
		"GRAPH_OVERRIDE",
		`withOverrides of node ${draft.id} (${shownName(draft.metadata.name)}): ${what}`,
		{
			node: draft.id,
			location: draft.location,
			wayOut,
		},
	);
}
