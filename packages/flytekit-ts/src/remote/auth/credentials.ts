/** A token and what belongs to it, as it is held and kept. flytekit: Credentials. */
export interface Credentials {
	readonly accessToken: string;
	readonly refreshToken?: string;
	/** From then on another one is got before it is used, milliseconds since the epoch; without it, until the server refuses it. */
	readonly freshUntil?: number;
	/** Lower-case name of the header it goes into. */
	readonly header: string;
}

/** A token is replaced this long before it ends, milliseconds, or a quarter of its life before where that is shorter. */
const MARGIN_MS = 60_000;

/**
 * Until when a token that was asked for at `askedAt` (milliseconds since the epoch, by this machine's clock) is to be used. Only the length of its life
 * counts, so a server whose clock differs from ours does no harm.
 */
export function freshUntil(askedAt: number, lifeSeconds: number | undefined): number | undefined {
	if (lifeSeconds === undefined || !Number.isFinite(lifeSeconds)) return undefined;
	const life = lifeSeconds * 1000;
	return askedAt + life - Math.min(MARGIN_MS, life / 4);
}

/** Whether another token should be got before a call. */
export function isStale(credentials: Credentials, now: number): boolean {
	return credentials.freshUntil !== undefined && now >= credentials.freshUntil;
}

/** Kept credentials as text: one JSON object, so that a token and its refresh token are never of two logins. */
export function credentialsToText(endpoint: string, credentials: Credentials): string {
	return JSON.stringify({ version: 1, endpoint, ...credentials });
}

/** The reverse; undefined for a text that is damaged, of another version or of another endpoint: then one logs in again. */
export function credentialsFromText(endpoint: string, text: string): Credentials | undefined {
	let kept: Partial<Record<string, unknown>>;
	try {
		kept = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof kept !== "object" || kept === null || kept.version !== 1 || kept.endpoint !== endpoint) return undefined;
	const { accessToken, refreshToken, freshUntil: until, header } = kept;
	if (!isToken(accessToken) || typeof header !== "string" || !/^[0-9a-z_.-]+$/.test(header)) return undefined;
	return {
		accessToken,
		header,
		...(isToken(refreshToken) && { refreshToken }),
		...(typeof until === "number" && Number.isFinite(until) && { freshUntil: until }),
	};
}

/** Whether a text can stand in a header: printable ASCII without spaces. Anything else could begin a header of its own. */
export function isToken(text: unknown): text is string {
	return typeof text === "string" && /^[\x21-\x7e]+$/.test(text);
}
