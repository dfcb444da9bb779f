import { callSpan } from "../graph/fold/ranges.js";
import type { Node } from "../graph/graph.js";
import { mapName, mappedName } from "../graph/shown-name.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import type { AttemptRecord } from "../wire/admin/records.js";
import { shownInputs } from "../wire/shown-inputs.js";

/** What the elements of an array node are: items of a map, or the calls of a dynamic that were folded into it. */
export interface ArrayCalls {
	/** What each element calls: `m.square`. */
	readonly of: string;
	/** Ids that the calls have in their dynamic, in order; undefined for a map. */
	readonly ids?: readonly string[];
	/** Calls of one element, where several share a container. */
	readonly chunk?: number;
	/** Inputs that are the same for all; undefined where the graph is not known. */
	readonly bound?: readonly string[];
}

/** `spec` is the node in its graph, where that is known. */
export function arrayCallsOf(
	spec: Node | undefined,
	attempt: Pick<AttemptRecord, "task"> | undefined,
): ArrayCalls | undefined {
	if (spec?.target.kind === "array") {
		const { element, name, calls, chunk, bound } = spec.target;
		const of = mappedName(element.name) ?? mappedName(name) ?? element.name;
		return {
			of,
			bound,
			...(calls === undefined ? {} : { ids: calls.map(({ id }) => id) }),
			...(chunk === undefined ? {} : { chunk }),
		};
	}
	const of = attempt === undefined ? undefined : mappedName(attempt.task.name);
	return of === undefined ? undefined : { of };
}

/** All of them, for people: `5,000 calls of m.square (dn0-dn4999)`, `m.mapTask(square)`. */
export function arrayText({ of, ids }: ArrayCalls): string {
	return ids === undefined ? mapName(of) : `${count(ids.length, "call")} of ${of} (${callSpan(ids)})`;
}

/**
 * One element for people: `call 3,412 of m.square (dn3411) with n = 3411`, `calls 1-50 of m.square (dn0-dn49)` where they share a
 * container, `element 3 of m.mapTask(square)`. `inputs` are those of the whole array; those that all calls share are not told.
 */
export function elementText(calls: ArrayCalls, index: number, inputs?: LiteralMap): string {
	const { of, ids, chunk = 1 } = calls;
	const from = index * chunk;
	const to = Math.min(from + chunk, ids?.length ?? Number.POSITIVE_INFINITY);
	const own = inputs === undefined || chunk > 1 ? undefined : ownInputs(calls, inputs, index);
	const given = own === undefined || own.size === 0 ? "" : ` with ${shownInputs(own)}`;
	if (ids === undefined) {
		const elements = chunk === 1 ? `element ${number(index)}` : `elements ${number(from)}-${number(to - 1)}`;
		return `${elements} of ${mapName(of)}${given}`;
	}
	const which = chunk === 1 ? `call ${number(from + 1)}` : `calls ${number(from + 1)}-${number(to)}`;
	return `${which} of ${of} (${callSpan(ids.slice(from, to))})${given}`;
}

/** Ids of the calls of one element: `dn7`, `dn50-dn99`; undefined for a map's. */
export function elementIds({ ids, chunk = 1 }: ArrayCalls, index: number): string | undefined {
	return ids === undefined ? undefined : callSpan(ids.slice(index * chunk, (index + 1) * chunk));
}

/** Values of one element, of those of its array: its items of lists, and what is bound as it is. */
export function elementValues(values: LiteralMap, index: number, bound?: readonly string[]): LiteralMap {
	return new Map(
		[...values].flatMap(([name, literal]): [string, Literal][] => {
			if (literal.kind !== "collection" || bound?.includes(name) === true) return [[name, literal]];
			const item = literal.items[index];
			return item === undefined ? [] : [[name, item]];
		}),
	);
}

function ownInputs({ bound = [] }: ArrayCalls, inputs: LiteralMap, index: number): LiteralMap {
	const own = new Map([...inputs].filter(([name, { kind }]) => kind === "collection" && !bound.includes(name)));
	return elementValues(own, index);
}

export const number = (value: number): string => value.toLocaleString("en-US");
export const count = (value: number, what: string): string => `${number(value)} ${what}${value === 1 ? "" : "s"}`;
