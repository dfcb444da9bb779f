/** Of every answer. */
const COMMON: readonly (readonly [string, string])[] = [
	["x-content-type-options", "nosniff"],
	["referrer-policy", "no-referrer"],
	["cross-origin-opener-policy", "same-origin"],
	["cross-origin-resource-policy", "same-origin"],
	["x-frame-options", "DENY"],
];

/** The page itself: nothing that is not of this server, and in nobody's frame. */
const PAGE_POLICY =
	"default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";

/**
 * A deck: a user's own HTML with its scripts, in an origin of its own that nothing else has. It fetches nothing, from here or elsewhere.
 */
const DECK_POLICY =
	"sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'";

/** Headers of what the server answers: its page, its data, or a deck to be shown in a sandboxed frame. */
export function headersOf(what: "page" | "data" | "deck"): Record<string, string> {
	const headers = Object.fromEntries(COMMON);
	headers["content-security-policy"] = what === "deck" ? DECK_POLICY : PAGE_POLICY;
	if (what === "deck") headers["x-frame-options"] = "SAMEORIGIN";
	if (what !== "page") headers["cache-control"] = "no-store";
	return headers;
}
