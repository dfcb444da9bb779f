import type { PlatformConfig } from "../../config/platform.js";
import { FlyteError } from "../../errors/index.js";
import type { LoginTarget } from "./auth-metadata.js";
import { clientSecretOf } from "./client-secret.js";
import type { Credentials } from "./credentials.js";
import { refusal, requestToken, type TokenTools } from "./token-request.js";

/**
 * Logs in as a service: its id and secret for a token, with no person. flytekit: ClientCredentialsAuthenticator.
 * @throws FlyteError AUTH_CONFIG, AUTH_SECRET, AUTH_REFUSED and those of {@link requestToken}
 */
export async function clientCredentials(
	config: PlatformConfig,
	target: LoginTarget,
	tools: TokenTools,
	env: NodeJS.ProcessEnv,
): Promise<Credentials> {
	const id = config.clientId;
	if (id === undefined || id === "")
		throw new FlyteError(
			"AUTH_CONFIG",
			`logging in to ${config.endpoint} with a client secret needs a client id, and none is configured`,
			{
				wayOut: "set admin.clientId or FLYTE_CREDENTIALS_CLIENT_ID",
			},
		);
	const secret = clientSecretOf(config, env);
	tools.mask.add(secret, Buffer.from(`${id}:${secret}`).toString("base64"));
	const client = { client_id: id };
	const answer = await requestToken(target, client, tools, (oauth, options) =>
		oauth.clientCredentialsGrantRequest(
			target.server,
			client,
			oauth.ClientSecretBasic(secret),
			target.parameters,
			options,
		),
	);
	if (!("refused" in answer)) return answer;
	const where = config.clientSecretEnvVar ?? config.clientSecretLocation;
	throw refusal(
		target,
		`client ${id}`,
		answer,
		`see that admin.clientId and the secret in ${where} belong together, and which scopes it may ask for`,
	);
}
