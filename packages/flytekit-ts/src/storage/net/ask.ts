import { FlyteError, isFlyteError } from "../../errors/index.js";
import { bodyBytes, type HttpRequest } from "./exchange.js";
import { askedPause, isPassing, type Net, pauseBefore } from "./retry.js";

/** A service that gives credentials, for messages: "the AWS security token service". */
export interface Source {
	readonly name: string;
	readonly wayOut: string;
}

/** How long and often a service is asked that may not be there at all. */
export const PROBE = { attempts: 2, idleMs: 1000 } as const;

/**
 * Asks a service that gives credentials; resolves to its answer as text. Messages hold the status and a code, never the
 * answer, which may hold secrets. Throws STORAGE_CREDENTIALS when it refuses, STORAGE_UNAVAILABLE when it cannot be reached.
 */
export async function ask(
	net: Net,
	source: Source,
	request: HttpRequest,
	limits: { readonly attempts?: number; readonly idleMs?: number } = {},
): Promise<string> {
	const attempts = limits.attempts ?? net.retry.attempts;
	const host = new URL(request.url).host;
	for (let tries = 1; ; tries++) {
		let asked = 0;
		try {
			const response = await net.exchange(request, { idleMs: limits.idleMs ?? net.idleMs });
			const text = new TextDecoder().decode(await bodyBytes(response, 1024 * 1024));
			if (response.status >= 200 && response.status < 300) return text;
			if (!isPassing(response.status) || tries >= attempts) {
				const code = codeOf(text);
				const said = `${response.status}${code === undefined ? "" : ` ${code}`}`;
				throw new FlyteError(
					isPassing(response.status) ? "STORAGE_UNAVAILABLE" : "STORAGE_CREDENTIALS",
					`${source.name} at ${host} gave no credentials: it answered ${said}`,
					{ wayOut: source.wayOut },
				);
			}
			asked = askedPause(response.header("retry-after"), net.clock.now());
		} catch (cause) {
			if (isFlyteError(cause)) throw cause;
			if (tries >= attempts) {
				const reason = cause instanceof Error ? cause.message : String(cause);
				throw new FlyteError("STORAGE_UNAVAILABLE", `${source.name} at ${host} cannot be reached: ${reason}`, {
					cause,
					wayOut: source.wayOut,
				});
			}
		}
		await pauseBefore(net, tries + 1, asked);
	}
}

/** The text as a JSON object. Throws STORAGE_CREDENTIALS naming the source. */
export function jsonOf(source: Source, text: string): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
	} catch {
		// said below, without the text
	}
	throw new FlyteError("STORAGE_CREDENTIALS", `${source.name} gave something that is no JSON object`, {
		wayOut: source.wayOut,
	});
}

/** A text of a JSON object. Throws STORAGE_CREDENTIALS naming source and key. */
export function textOf(source: Source, json: Readonly<Record<string, unknown>>, key: string): string {
	const value = json[key];
	if (typeof value === "string" && value !== "") return value;
	throw new FlyteError("STORAGE_CREDENTIALS", `${source.name} gave no ${key}`, { wayOut: source.wayOut });
}

/** A form as the body of a request. */
export function form(values: Readonly<Record<string, string>>): Pick<HttpRequest, "body" | "headers" | "method"> {
	return {
		method: "POST",
		headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
		body: new TextEncoder().encode(new URLSearchParams(values).toString()),
	};
}

/** The code in an error answer: of OAuth, of AWS's XML, of AWS's JSON. */
function codeOf(text: string): string | undefined {
	return /"(?:error|code|Code|__type)"\s*:\s*"([\w.#:-]{1,80})"|<Code>([\w.]{1,80})<\/Code>/
		.exec(text)
		?.slice(1)
		.find(Boolean);
}
