import type { PlatformConfig } from "../../config/platform.js";
import type { AuthMetadata, LoginTarget } from "./auth-metadata.js";
import { headerName, loginTarget } from "./auth-metadata.js";
import { clientCredentials } from "./client-credentials.js";
import type { Credentials } from "./credentials.js";
import { deviceLogin } from "./device-code.js";
import { tokenOfCommand } from "./external-command.js";
import { type Person, pkceLogin } from "./pkce.js";
import { refreshed } from "./refresh.js";
import type { Refusal, TokenTools } from "./token-request.js";

/** One way to log in. */
export interface Flow {
	/** Whether a person takes part: then the token is kept between processes, and got only when the server asked for one. */
	readonly withPerson: boolean;
	/** A first token. */
	obtain(): Promise<Credentials>;
	/** Another by a refresh token, or why not. */
	renew?(held: Credentials & { readonly refreshToken: string }): Promise<Credentials | Refusal>;
}

/** What flows are made from. */
export interface FlowTools extends TokenTools {
	readonly person: Person;
	readonly env: NodeJS.ProcessEnv;
}

/** The flow that the configuration names. The server is asked how to log in once, at the first need. */
export function flowOf(config: PlatformConfig, metadata: AuthMetadata, tools: FlowTools): Flow {
	let asked: Promise<LoginTarget> | undefined;
	const target = () => {
		asked ??= loginTarget(config, metadata).catch((error: unknown) => {
			asked = undefined; // a server that was away may be back at the next call
			throw error;
		});
		return asked;
	};
	switch (config.authType) {
		case "ClientSecret":
			return { withPerson: false, obtain: async () => clientCredentials(config, await target(), tools, tools.env) };
		case "ExternalCommand":
			return { withPerson: false, obtain: () => commandLogin(config, metadata, tools) };
		case "DeviceFlow":
		case "Pkce": {
			const login = config.authType === "Pkce" ? pkceLogin : deviceLogin;
			return {
				withPerson: true,
				obtain: async () => login(await target(), tools.person, tools),
				renew: async (held) => refreshed(held, await target(), tools),
			};
		}
	}
}

/** The token of the configured command. The server is asked for the header's name only, and need not know of authentication itself. */
async function commandLogin(config: PlatformConfig, metadata: AuthMetadata, tools: TokenTools): Promise<Credentials> {
	const named =
		config.authorizationHeader ??
		(await metadata.publicClientConfig().then(
			(client) => client.authorizationMetadataKey,
			() => "",
		));
	const accessToken = await tokenOfCommand("admin.command", config.command, config.endpoint);
	tools.mask.add(accessToken);
	return { accessToken, header: headerName(named, config.endpoint) };
}
