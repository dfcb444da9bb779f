import { FlyteError, plainLine } from "../../errors/index.js";
import { type LoginTarget, safeUrl } from "./auth-metadata.js";
import type { Credentials } from "./credentials.js";
import type { Person } from "./pkce.js";
import { readAnswer, refusal, requestOptions, requestToken, type TokenTools } from "./token-request.js";

/** Seconds between questions where the server says nothing, and how much slower each `slow_down` makes it; RFC 8628. */
const INTERVAL_S = 5;

/** What a server of tokens gives for another device. */
interface DeviceCode {
	readonly device_code: string;
	readonly user_code: string;
	readonly verification_uri: string;
	readonly verification_uri_complete?: string;
	readonly expires_in: number;
	readonly interval?: number;
}

/**
 * Logs a person in through a browser on any device: they open an address and confirm a code while this asks again and again. flytekit:
 * DeviceCodeAuthenticator.
 * @throws FlyteError AUTH_METADATA, AUTH_TIMEOUT, AUTH_REFUSED and those of {@link requestToken}
 */
export async function deviceLogin(target: LoginTarget, person: Person, tools: TokenTools): Promise<Credentials> {
	const code = await deviceCode(target, tools);
	const page = safeUrl(code.verification_uri_complete ?? code.verification_uri, "verification page", target.endpoint);
	person.say(
		`To log in to ${target.endpoint}, open ${page.href} in any browser and confirm the code ${plainLine(code.user_code, 40)}`,
	);
	const client = { client_id: target.publicClient.clientId };
	const end = tools.clock.monotonic() + code.expires_in * 1000;
	let interval = Math.max(1, code.interval ?? INTERVAL_S);
	while (tools.clock.monotonic() < end) {
		await tools.clock.sleep(interval * 1000);
		const answer = await requestToken(target, client, tools, (oauth, options) =>
			oauth.deviceCodeGrantRequest(target.server, client, oauth.None(), code.device_code, options),
		);
		if (!("refused" in answer)) return answer;
		if (answer.refused === "slow_down") interval += INTERVAL_S;
		else if (answer.refused === "expired_token") break;
		else if (answer.refused !== "authorization_pending")
			throw refusal(target, "the login on the other device", answer, "log in again");
	}
	throw new FlyteError("AUTH_TIMEOUT", `nobody confirmed the login to ${target.endpoint} while its code lived`, {
		wayOut: "run the command again and confirm the new code",
	});
}

async function deviceCode(target: LoginTarget, tools: TokenTools): Promise<DeviceCode> {
	const named = target.server.device_authorization_endpoint;
	if (named === undefined)
		throw new FlyteError("AUTH_METADATA", `${target.endpoint} names no device authorization endpoint`, {
			wayOut:
				"log in with admin.authType: Pkce or ClientSecret; or the server's administrator turns device codes on at the server of tokens",
		});
	const oauth = await import("oauth4webapi");
	const client = { client_id: target.publicClient.clientId };
	const { host } = safeUrl(named, "device authorization endpoint", target.endpoint);
	const answer = await oauth.deviceAuthorizationRequest(
		target.server,
		client,
		oauth.None(),
		target.parameters,
		requestOptions(oauth, tools),
	);
	const code = await readAnswer<Partial<DeviceCode>>(answer, host, tools.mask);
	if ("refused" in code)
		throw refusal(target, "a device code", code, "see that the client and its scopes may use device codes there");
	tools.mask.add(code.device_code);
	const { device_code, user_code, verification_uri, expires_in } = code;
	if (
		![device_code, user_code, verification_uri].every((part) => typeof part === "string" && part !== "") ||
		typeof expires_in !== "number"
	)
		throw new FlyteError("AUTH_ANSWER", `${host} answered a request for a device code, but not as RFC 8628 says`, {
			wayOut: "see that flyteadmin's auth section names the device authorization endpoint",
		});
	return code as DeviceCode;
}
