import { FlyteError } from "../errors/index.js";
import { type Duration, duration } from "../types/index.js";
import type { NodeMetadata, NodeOverrides } from "./graph.js";
import type { NodeDraft } from "./node-draft.js";
import { dnsName } from "./node-name.js";
import { type Quantities, resourceList } from "./resources.js";

/** What a call may say differently from its entity. flytekit: with_overrides. */
export interface CallOverrides {
	readonly nodeName?: string;
	readonly name?: string;
	readonly requests?: Quantities;
	readonly limits?: Quantities;
	readonly retries?: number;
	readonly timeout?: Duration | string;
	readonly interruptible?: boolean;
	readonly cache?: boolean | string;
	readonly containerImage?: string;
}

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
]);

/** Writes overrides into a draft. Throws GRAPH_OVERRIDE naming what is unknown or unfit. */
export function applyOverrides(draft: NodeDraft, given: CallOverrides): void {
	for (const key of Object.keys(given)) {
		if (!KNOWN.has(key)) throw unfit(draft, `there is no override "${key}"`, `it takes ${[...KNOWN].join(", ")}`);
	}
	if (given.nodeName !== undefined) draft.owner.rename(draft, nodeId(draft, given.nodeName));
	const metadata = metadataChanges(draft, given);
	const changes: { -readonly [K in keyof NodeOverrides]: NodeOverrides[K] } = {};
	if (given.requests !== undefined) changes.requests = resourceList(given.requests);
	if (given.limits !== undefined) changes.limits = resourceList(given.limits);
	if (given.containerImage !== undefined) changes.containerImage = given.containerImage;
	write(draft, metadata, Object.keys(changes).length === 0 ? undefined : changes);
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
	return id;
}

function metadataChanges(draft: NodeDraft, given: CallOverrides): Partial<NodeMetadata> | undefined {
	const out: { -readonly [K in keyof NodeMetadata]?: NodeMetadata[K] } = {};
	if (given.name !== undefined) out.name = given.name;
	if (given.retries !== undefined) {
		if (!Number.isSafeInteger(given.retries) || given.retries < 0 || given.retries > 2 ** 31 - 1) {
			throw unfit(draft, `retries is ${given.retries}`, "give a whole number from 0");
		}
		out.retries = given.retries;
	}
	if (given.timeout !== undefined) out.timeoutMs = duration(given.timeout).ms;
	if (given.interruptible !== undefined) out.interruptible = given.interruptible;
	if (given.cache !== undefined) {
		out.cacheable = given.cache !== false;
		if (typeof given.cache === "string") out.cacheVersion = given.cache;
	}
	return Object.keys(out).length === 0 ? undefined : out;
}

function unfit(draft: NodeDraft, what: string, wayOut: string): FlyteError {
	return new FlyteError("GRAPH_OVERRIDE", `withOverrides of node ${draft.id} (${draft.metadata.name}): ${what}`, {
		node: draft.id,
		location: draft.location,
		wayOut,
	});
}
