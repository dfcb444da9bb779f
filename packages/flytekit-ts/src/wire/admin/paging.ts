import { type Sort, Sort_Direction } from "../gen/flyteidl/admin/common.js";

/** What a list call may be told. */
export interface ListOptions {
	/** How many at most; 100 when left out. */
	readonly limit?: number;
	/** Of the page before. */
	readonly token?: string;
	/** flyteadmin's filters: `eq(phase,FAILED)+gte(created_at,2026-01-01T00:00:00Z)`. */
	readonly filters?: string;
	readonly sortBy?: { readonly key: string; readonly direction: "ascending" | "descending" };
}

/** Some of a list, and where the rest begins. */
export interface Page<T> {
	readonly items: readonly T[];
	/** For the next call; undefined at the end. */
	readonly token?: string;
}

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
