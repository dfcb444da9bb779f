import { type Sort, Sort_Direction } from "../gen/flyteidl/admin/common.js";
import type { ListOptions, Page } from "./records.js";

export function pageOf<T>(items: readonly T[], token: string): Page<T> {
	return token === "" ? { items } : { items, token };
}

export function sortMessage(sort: ListOptions["sortBy"]): Sort | undefined {
	if (sort === undefined) return undefined;
	const direction = sort.direction === "ascending" ? Sort_Direction.ASCENDING : Sort_Direction.DESCENDING;
	return { key: sort.key, direction };
}

/** All pages, one after the other; ends with the page that has no token. */
export async function* eachOf<T>(page: (token: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
	let token: string | undefined;
	do {
		const { items, token: next } = await page(token);
		yield* items;
		// A server that repeats a token would never end.
		token = next === token ? undefined : next;
	} while (token !== undefined);
}
