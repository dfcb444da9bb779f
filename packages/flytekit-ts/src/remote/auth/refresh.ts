import type { LoginTarget } from "./auth-metadata.js";
import type { Credentials } from "./credentials.js";
import { type Refusal, requestToken, type TokenTools } from "./token-request.js";

/**
 * Another token by the refresh token of `held`. A server that rotates gives a new refresh token too; one that does not leaves the old one in force.
 * @returns the refusal where the server no longer takes the refresh token: then a person logs in again
 * @throws FlyteError those of {@link requestToken}; the refresh token may be as good as before then
 */
export async function refreshed(
	held: Credentials & { readonly refreshToken: string },
	target: LoginTarget,
	tools: TokenTools,
): Promise<Credentials | Refusal> {
	const client = { client_id: target.publicClient.clientId };
	tools.mask.add(held.accessToken, held.refreshToken);
	const answer = await requestToken(target, client, tools, (oauth, options) =>
		oauth.refreshTokenGrantRequest(target.server, client, oauth.None(), held.refreshToken, options),
	);
	if ("refused" in answer) return answer;
	return { ...answer, refreshToken: answer.refreshToken ?? held.refreshToken };
}
