import { type ArrayCalls, elementText, elementValues } from "../../remote/array-calls.js";
import type { AttemptRecord, CacheStatus, LogLink, NodeTree } from "../../remote/index.js";
import { lastElements } from "../../remote/node-tree.js";
import { elementMessage } from "../../remote/told-failure.js";
import type { LiteralMap } from "../../types/index.js";
import type { AttemptView, ErrorView, NodeDetail } from "../view-model.js";

/** Inputs and outputs of a node. */
export interface Values {
	readonly inputs: LiteralMap;
	readonly outputs: LiteralMap;
}

/** The array and the index of a path such as `main/n0/an0[7]`. */
export function elementOf(path: string): { readonly array: string; readonly index: number } | undefined {
	const [, array, index] = /^(.+)\[(\d+)\]$/.exec(path) ?? [];
	return array === undefined ? undefined : { array, index: Number(index) };
}

/** What is known of a node beside its values. */
export function nodeFacts(tree: NodeTree): Partial<NodeDetail> {
	const { attempts, failure, node } = tree;
	return {
		...(failure === undefined ? {} : { error: errorOf(failure) }),
		attempts: attempts.flatMap((attempt, index) => failedAttempt(attempt, index < attempts.length - 1)),
		...linksOf(attempts.flatMap(({ attempt, logs }) => logs.map((log) => ({ ...log, attempt })))),
		...cacheOf(node.cache),
		...versionOf(attempts.at(-1)),
	};
}

/** The same of an element of an array, or of the call that was folded into it. */
export function elementFacts(tree: NodeTree, index: number): Partial<NodeDetail> {
	const { attempts, calls, node } = tree;
	const attempt = attempts.at(-1);
	const own = (attempt?.elements ?? []).filter((element) => element.index === index);
	const [last] = lastElements(attempt === undefined ? undefined : { ...attempt, elements: own });
	const message = /FAILED/.test(last?.phase ?? "") ? elementMessage(node.error?.message ?? "", index) : undefined;
	return {
		...(calls === undefined ? {} : { title: elementText(calls, index) }),
		...(message === undefined ? {} : { error: { code: node.error?.code ?? "", message } }),
		...linksOf(own.flatMap(({ attempt: time, logs }) => logs.map((log) => ({ ...log, attempt: time })))),
		...cacheOf(last?.cache),
		...versionOf(attempt),
	};
}

/** The items of an array's values that are one element's. */
export function valuesOfElement({ inputs, outputs }: Values, calls: ArrayCalls | undefined, index: number): Values {
	return { inputs: elementValues(inputs, index, calls?.bound), outputs: elementValues(outputs, index) };
}

function failedAttempt(attempt: AttemptRecord, willRetry: boolean): AttemptView[] {
	if (attempt.error === undefined) return [];
	const at = (attempt.startedAt?.getTime() ?? 0) + (attempt.durationMs ?? 0);
	return [{ attempt: attempt.attempt, at, error: errorOf(attempt.error), willRetry }];
}

/** Only what a browser may open becomes a link: the server itself reads none of them. */
function linksOf(logs: readonly (LogLink & { readonly attempt: number })[]): Pick<NodeDetail, "links"> {
	if (logs.length === 0) return {};
	const several = logs.some(({ attempt }) => attempt > 0);
	return {
		links: logs.map(({ name, uri, attempt }) => ({
			name: several ? `${name}, attempt ${attempt + 1}` : name,
			uri,
			...(/^https?:\/\//i.test(uri) ? { href: uri } : {}),
		})),
	};
}

const CACHE = new Map<CacheStatus, NonNullable<NodeDetail["cache"]>>([
	["CACHE_HIT", { outcome: "hit", why: "its result was kept by an earlier execution" }],
	["CACHE_MISS", { outcome: "miss", why: "nothing was kept for these inputs" }],
	["CACHE_POPULATED", { outcome: "kept", why: "nothing was kept for these inputs; its result is now" }],
	["CACHE_LOOKUP_FAILURE", { outcome: "not asked", why: "the deployment's cache could not be read" }],
	["CACHE_PUT_FAILURE", { outcome: "not kept", why: "the deployment's cache could not be written" }],
	["CACHE_SKIPPED", { outcome: "passed over", why: "the execution was told to run everything" }],
	["CACHE_EVICTED", { outcome: "evicted", why: "what was kept has been removed" }],
]);

const cacheOf = (status: CacheStatus | undefined): Pick<NodeDetail, "cache"> => {
	const cache = status === undefined ? undefined : CACHE.get(status);
	return cache === undefined ? {} : { cache };
};

const errorOf = ({ code, message }: ErrorView): ErrorView => ({ code, message });

function versionOf(attempt: AttemptRecord | undefined): Pick<NodeDetail, "version"> {
	return attempt === undefined ? {} : { version: attempt.task.version };
}
