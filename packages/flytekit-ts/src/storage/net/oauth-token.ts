import { jsonOf, type Source, textOf } from "./ask.js";
import type { Expiring } from "./kept-value.js";

/** The access token of an OAuth answer that came at `now`. Throws STORAGE_CREDENTIALS naming the source. */
export function tokenIn(source: Source, text: string, now: number): Expiring<string> {
	const json = jsonOf(source, text);
	const value = textOf(source, json, "access_token");
	const seconds = Number(json.expires_in);
	return Number.isFinite(seconds) && seconds > 0 ? { value, expiresAt: now + seconds * 1000 } : { value };
}
