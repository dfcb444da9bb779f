const HEADER = /\b((?:proxy-|flyte-)?authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic)\s+)?[^\s"',;}]+/gi;
// a word of prose may follow "bearer" too; tokens have digits or are long
const BEARER = /\b(bearer|basic)\s+(?=\S*\d|\S{24})[A-Za-z0-9._~+/=-]{8,}/gi;

/** Shorter ones would blot out ordinary words. */
const LEAST = 4;

/**
 * Takes secrets out of texts that people read: those it was told of, and whatever looks like the value of an authorization header. It keeps what it
 * knows out of reach of `inspect` and JSON.
 */
export class Mask {
	readonly #known = new Set<string>();

	/** Notes secrets, also as they stand in addresses and forms. Undefined ones are let by, so callers need not ask. */
	add(...secrets: readonly (string | undefined)[]): void {
		for (const secret of secrets) {
			if (secret === undefined || secret.length < LEAST) continue;
			this.#known.add(secret);
			this.#known.add(encodeURIComponent(secret));
			this.#known.add(new URLSearchParams([["", secret]]).toString().slice(1));
		}
	}

	/** `text` with each secret as `***`. */
	text(text: string): string {
		let masked = text;
		for (const secret of [...this.#known].sort((a, b) => b.length - a.length))
			masked = masked.replaceAll(secret, "***");
		return maskHeaders(masked);
	}
}

/** `text` without values of authorization headers, whoever's they are. For logs of calls. */
export function maskHeaders(text: string): string {
	return text.replace(HEADER, "$1***").replace(BEARER, "$1 ***");
}
