import type { Client, TokenEndpointResponse } from "oauth4webapi";
import type { Clock } from "../../context/ports/index.js";
import { FlyteError, plainLine } from "../../errors/index.js";
import type { LoginTarget } from "./auth-metadata.js";
import { type Credentials, freshUntil, isToken } from "./credentials.js";
import type { HttpFetch } from "./https-fetch.js";
import type { Mask } from "./mask.js";

/** What each way to log in works with. */
export interface TokenTools {
	readonly fetch: HttpFetch;
	readonly clock: Clock;
	readonly mask: Mask;
}

export type OAuth = typeof import("oauth4webapi");
export type RequestOptions = ReturnType<typeof requestOptions>;

/** How oauth4webapi makes its requests here. Plain http is let through, as only addresses that {@link loginTarget} checked come this far. */
export function requestOptions(oauth: OAuth, tools: TokenTools) {
	return { [oauth.customFetch]: tools.fetch, [oauth.allowInsecureRequests]: true };
}

/** A server's own no, in OAuth's words: `invalid_grant`, `authorization_pending`. */
export interface Refusal {
	readonly refused: string;
	readonly description: string;
}

/**
 * Makes one request of OAuth's token endpoint and reads its answer. An identity token in it is let fall unread: whose token it is, is the Flyte server's
 * to judge, and a judgement here by this machine's clock would only refuse good logins.
 * @param send makes the request with oauth4webapi, given the module and its options
 * @throws FlyteError AUTH_UNREACHABLE (5xx too), AUTH_TLS, AUTH_REDIRECT, AUTH_ANSWER
 */
export async function requestToken(
	target: LoginTarget,
	client: Client,
	tools: TokenTools,
	send: (oauth: OAuth, options: RequestOptions) => Promise<Response>,
): Promise<Credentials | Refusal> {
	const oauth = await import("oauth4webapi");
	const askedAt = tools.clock.now();
	const answer = await send(oauth, requestOptions(oauth, tools));
	const host = new URL(target.server.token_endpoint).host;
	const body = await readAnswer(answer, host, tools.mask);
	if ("refused" in body) return body;
	tools.mask.add(body.access_token, body.refresh_token, body.id_token);
	const { id_token: _, ...rest } = body;
	let token: TokenEndpointResponse;
	try {
		const response = new Response(JSON.stringify(rest), { headers: { "content-type": "application/json" } });
		token = await oauth.processGenericTokenEndpointResponse(target.server, client, response);
	} catch (error) {
		throw noAnswer(host, tools.mask.text((error as Error).message));
	}
	if (!isToken(token.access_token)) throw noAnswer(host, "the token holds characters that no header takes");
	const until = freshUntil(askedAt, token.expires_in);
	return {
		accessToken: token.access_token,
		header: target.header,
		...(isToken(token.refresh_token) && { refreshToken: token.refresh_token }),
		...(until !== undefined && { freshUntil: until }),
	};
}

/** The form of an answer about tokens that is not yet looked into. */
interface AnswerBody {
	readonly access_token?: string;
	readonly refresh_token?: string;
	readonly id_token?: string;
}

/**
 * The JSON of an answer with status 200, or the server's no.
 * @throws FlyteError AUTH_UNREACHABLE for 5xx, AUTH_REDIRECT, AUTH_ANSWER
 */
export async function readAnswer<T extends object = AnswerBody>(
	answer: Response,
	host: string,
	mask: Mask,
): Promise<T | Refusal> {
	const { status } = answer;
	if (status >= 300 && status < 400) {
		const to = answer.headers.get("location") ?? "";
		throw new FlyteError(
			"AUTH_REDIRECT",
			`${host} answered a request for a token with a redirect to ${URL.canParse(to) ? new URL(to).origin : "elsewhere"}`,
			{
				wayOut: "the address in flyteadmin's auth section, or admin.tokenUrl, is to be the last one itself",
			},
		);
	}
	const json = await answer.json().catch(() => undefined);
	if (status >= 500)
		throw new FlyteError("AUTH_UNREACHABLE", `${host} answered a request for a token with status ${status}`, {
			wayOut: "try again later: what was kept is kept",
		});
	if (typeof json !== "object" || json === null) throw noAnswer(host, `status ${status} without JSON`);
	if (status === 200) return json as T;
	const { error, error_description: text } = json as Record<string, unknown>;
	if (typeof error !== "string") throw noAnswer(host, `status ${status} without a reason`);
	return {
		refused: plainLine(error, 80),
		description: typeof text === "string" ? mask.text(plainLine(text, 300)) : "",
	};
}

function noAnswer(host: string, why: string): FlyteError {
	return new FlyteError("AUTH_ANSWER", `${host} answered a request for a token, but not as OAuth 2.0 says: ${why}`, {
		wayOut: "see that flyteadmin's auth section, or admin.tokenUrl, names the token endpoint",
	});
}

/** What a refusal is to the caller when nothing more can be done about it. */
export function refusal(
	target: LoginTarget,
	what: string,
	{ refused, description }: Refusal,
	wayOut: string,
): FlyteError {
	const host = new URL(target.server.token_endpoint).host;
	const why = description === "" ? refused : `${refused} (${description})`;
	return new FlyteError("AUTH_REFUSED", `${host} refused ${what} for ${target.endpoint}: ${why}`, { wayOut });
}
