import { FlyteError, plainLine } from "../../errors/index.js";
import { type LoginTarget, safeUrl } from "./auth-metadata.js";
import { type Callback, listenForCallback } from "./callback-server.js";
import type { Credentials } from "./credentials.js";
import { type OAuth, refusal, requestToken, type TokenTools } from "./token-request.js";

/** How a login speaks with the person who logs in. */
export interface Person {
	/** Writes a line where the person sees it. */
	say(line: string): void;
	/** Opens an address in a browser; false when there is none. */
	openBrowser(url: string): Promise<boolean>;
}

/** A browser that has not come back by then does not any more, milliseconds. */
const LIFE_MS = 120_000;

/**
 * Logs a person in through the browser: authorization code with PKCE (S256), which comes back to a server here that lives for one request and at most
 * two minutes. flytekit: PKCEAuthenticator.
 * @throws FlyteError AUTH_METADATA, AUTH_CALLBACK, AUTH_STATE, AUTH_TIMEOUT, AUTH_REFUSED and those of {@link requestToken}
 */
export async function pkceLogin(target: LoginTarget, person: Person, tools: TokenTools): Promise<Credentials> {
	const named = target.server.authorization_endpoint;
	if (named === undefined)
		throw new FlyteError(
			"AUTH_METADATA",
			`${target.endpoint} names no authorization endpoint to log in at with a browser`,
			{
				wayOut: "log in with admin.authType: DeviceFlow or ClientSecret",
			},
		);
	const page = safeUrl(named, "authorization endpoint", target.endpoint);
	const oauth = await import("oauth4webapi");
	const verifier = oauth.generateRandomCodeVerifier();
	const state = oauth.generateRandomState();
	tools.mask.add(verifier);
	const callback = await listenForCallback(target.publicClient.redirectUri, state, target.endpoint);
	try {
		const address = await authorizationAddress(page, target, callback.redirectUri, state, verifier, oauth);
		const opened = await person.openBrowser(address);
		person.say(
			opened
				? `A browser was opened to log in to ${target.endpoint}. If you see none, open ${address}`
				: `To log in to ${target.endpoint}, open this address in a browser on this machine: ${address}`,
		);
		const parameters = checked(oauth, target, await arrivedInTime(callback, target, tools), state, tools);
		return await exchangeCode(target, tools, parameters, callback.redirectUri, verifier);
	} finally {
		callback.close();
	}
}

async function authorizationAddress(
	page: URL,
	target: LoginTarget,
	redirectUri: string,
	state: string,
	verifier: string,
	oauth: OAuth,
): Promise<string> {
	const address = new URL(page);
	const parameters = {
		client_id: target.publicClient.clientId,
		response_type: "code",
		redirect_uri: redirectUri,
		state,
		code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
		code_challenge_method: "S256",
		...target.parameters,
	};
	for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
	return address.href;
}

async function arrivedInTime(callback: Callback, target: LoginTarget, tools: TokenTools): Promise<URLSearchParams> {
	const arrived = new AbortController();
	const late = tools.clock.sleep(LIFE_MS, arrived.signal).then(
		() =>
			callback.close(
				new FlyteError("AUTH_TIMEOUT", `nobody logged in to ${target.endpoint} within ${LIFE_MS / 1000} s`, {
					wayOut: "run the command again; without a browser on this machine, use admin.authType: DeviceFlow",
				}),
			),
		() => undefined,
	);
	try {
		return await callback.arrived;
	} finally {
		arrived.abort();
		await late;
	}
}

/** The browser's parameters as oauth4webapi wants them: issuer and state right, a code and no error. */
function checked(
	oauth: OAuth,
	target: LoginTarget,
	parameters: URLSearchParams,
	state: string,
	tools: TokenTools,
): URLSearchParams {
	tools.mask.add(parameters.get("code") ?? undefined);
	try {
		return oauth.validateAuthResponse(target.server, { client_id: target.publicClient.clientId }, parameters, state);
	} catch (error) {
		const given = parameters.get("error");
		const why = given ?? (error as Error).message;
		const more = parameters.get("error_description");
		throw new FlyteError(
			"AUTH_REFUSED",
			tools.mask.text(
				`the login to ${target.endpoint} was refused in the browser: ${plainLine(why, 200)}${more === null ? "" : ` (${plainLine(more, 300)})`}`,
			),
			{
				wayOut: "log in again with an account that may use this server",
			},
		);
	}
}

async function exchangeCode(
	target: LoginTarget,
	tools: TokenTools,
	parameters: URLSearchParams,
	redirectUri: string,
	verifier: string,
): Promise<Credentials> {
	const client = { client_id: target.publicClient.clientId };
	const answer = await requestToken(target, client, tools, (oauth, options) =>
		oauth.authorizationCodeGrantRequest(
			target.server,
			client,
			oauth.None(),
			parameters,
			redirectUri,
			verifier,
			options,
		),
	);
	if (!("refused" in answer)) return answer;
	throw refusal(target, "the code that the browser brought", answer, "log in again");
}
