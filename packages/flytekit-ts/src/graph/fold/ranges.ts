/** Longest text of ranges in a node's name: Flyte's console shows it on one line. */
const LONGEST = 200;

/**
 * Ids of folded calls in order, short: `[dn0-dn4999]`, `[dn0-dn9998/2]` for every second one, `[dn3,dn7-dn20]`. It stands in the
 * name of their array node, so that whoever reads the graph can tell which call an element is. Cut with `...` where it gets long.
 */
export function callRanges(ids: readonly string[]): string {
	const parts: string[] = [];
	let length = 2;
	for (let at = 0; at < ids.length; ) {
		const [prefix, number] = splitId(ids[at] as string);
		let end = at + 1;
		let step = 0;
		for (; end < ids.length; end++) {
			const [other, next] = splitId(ids[end] as string);
			const own = next - number - step * (end - at - 1);
			if (other !== prefix || (step !== 0 && own !== step) || own <= 0) break;
			step = own;
		}
		// two of them are no progression yet
		if (end - at === 2) end = at + 1;
		const part = end - at === 1 ? (ids[at] as string) : `${ids[at]}-${ids[end - 1]}${step === 1 ? "" : `/${step}`}`;
		length += part.length + 1;
		if (length > LONGEST) return `[${[...parts, "..."].join(",")}]`;
		parts.push(part);
		at = end;
	}
	return `[${parts.join(",")}]`;
}

/** The first and the last of the ids: `dn0-dn4999`; one of a single one. */
export function callSpan(ids: readonly string[]): string {
	const [first = "", last = first] = [ids[0], ids.at(-1)];
	return first === last ? first : `${first}-${last}`;
}

/** The ids that the name of an array node gives its `count` elements; undefined where it is no folded one's, or was cut. */
export function callsInName(name: string, count?: number): readonly string[] | undefined {
	const [, text] = / \[([^\]]+)\]$/.exec(name) ?? [];
	if (text === undefined) return undefined;
	const ids: string[] = [];
	for (const part of text.split(",")) {
		const [, prefix, from, last, step] = /^(\D*)(\d+)(?:-\1(\d+)(?:\/(\d+))?)?$/.exec(part) ?? [];
		if (prefix === undefined || from === undefined) return undefined;
		const end = Number(last ?? from);
		const by = Number(step ?? 1);
		if (by < 1 || (end - Number(from)) / by > 1e7) return undefined;
		for (let number = Number(from); number <= end; number += by) ids.push(`${prefix}${number}`);
	}
	return count === undefined || ids.length === count ? ids : undefined;
}

function splitId(id: string): readonly [prefix: string, number: number] {
	let at = id.length;
	while (at > 0 && id.charCodeAt(at - 1) >= 48 && id.charCodeAt(at - 1) <= 57) at--;
	return [id.slice(0, at), Number(id.slice(at))];
}
