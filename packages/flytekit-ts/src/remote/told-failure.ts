import type { LiteralMap } from "../types/literal.js";
import { type ArrayCalls, elementText, number } from "./array-calls.js";
import type { NodeTree } from "./node-tree.js";

/** What propeller puts before the message of elements that failed with it: `[3]: `, `[0-4][7]: `. */
const ELEMENTS = /^((?:\[\d+(?:-\d+)?\])+): /gm;

/** A message may be, or hold, one of elements of an array. */
export function mayTellElements(message: string): boolean {
	return /\[\d+(?:-\d+)?\]: /.test(message);
}

/**
 * The message of an array node with its elements named as the calls that they are: `[3411]: Error: ...` becomes
 * `call 3,412 of m.square (dn3411) with n = 3411 failed: Error: ...`. `inputs` are the array's.
 */
export function toldMessage(message: string, calls: ArrayCalls, inputs: LiteralMap | undefined): string {
	const told = message.replaceAll(ELEMENTS, (_, found: string) => {
		const ranges = rangesIn(found);
		const [[first, last] = [0, 0]] = ranges;
		const isOne = ranges.length === 1 && first === last;
		return isOne ? `${elementText(calls, first, inputs)} failed: ` : `${severalText(calls, ranges)} failed: `;
	});
	return calls.chunk === undefined ? told : withoutContainer(told, calls);
}

/** What an array's message says of one of its elements; undefined where it says nothing of it. */
export function elementMessage(message: string, index: number): string | undefined {
	const heads = [...message.matchAll(ELEMENTS)];
	for (const [place, head] of heads.entries()) {
		if (!rangesIn(head[1] as string).some(([from, to]) => from <= index && index <= to)) continue;
		return message.slice(head.index + head[0].length, heads[place + 1]?.index).trimEnd();
	}
	return undefined;
}

/** Each message of the trees' arrays that stands in `message`, told as {@link toldMessage} does. */
export function retold(message: string, trees: readonly NodeTree[]): string {
	let told = message;
	for (const { node, failure, children, launched = [] } of trees) {
		if (failure !== undefined && node.error !== undefined && failure.message !== node.error.message) {
			const said = node.error.message.trim();
			if (told.includes(said)) told = told.replace(said, () => failure.message.trim());
		}
		told = retold(told, [...children, ...launched]);
	}
	return told;
}

/** A container of several calls has named the one that failed, and its inputs: which container it was is no news. */
function withoutContainer(told: string, { of, ids }: ArrayCalls): string {
	const name = of.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
	const container = new RegExp(`^calls? .* failed: ${name}\\[(\\d+)\\]: (?:task ${name} failed: )?`, "gm");
	return told.replaceAll(container, (whole, index: string) => {
		const at = Number(index);
		return ids?.[at] === undefined ? whole : `${elementText({ of, ids }, at)} failed: `;
	});
}

function severalText({ of, ids, chunk = 1 }: ArrayCalls, ranges: readonly (readonly [number, number])[]): string {
	const shift = ids === undefined ? 0 : 1;
	const parts = ranges.map(([from, to]) => {
		const [first, last] = [from * chunk + shift, Math.min((to + 1) * chunk, ids?.length ?? Infinity) - 1 + shift];
		return first === last ? number(first) : `${number(first)}-${number(last)}`;
	});
	return `${ids === undefined ? "elements" : "calls"} ${parts.join(", ")} of ${of}`;
}

function rangesIn(head: string): [from: number, to: number][] {
	return [...head.matchAll(/\[(\d+)(?:-(\d+))?\]/g)].map(([, from, to = from]) => [Number(from), Number(to)]);
}
