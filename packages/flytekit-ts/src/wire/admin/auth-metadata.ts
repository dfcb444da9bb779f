import { AuthMetadataServiceDefinition } from "../gen/flyteidl/service/auth.js";
import { IdentityServiceDefinition } from "../gen/flyteidl/service/identity.js";
import { invoke } from "./invoke.js";
import type { OAuth2Metadata, PublicClientConfig, UserInfo } from "./records.js";
import type { AdminTransport } from "./transport.js";

/** Called without a token: it says how to get one. */
export async function oauth2Metadata(transport: AdminTransport): Promise<OAuth2Metadata> {
	const options = { anonymous: true };
	return invoke(transport, AuthMetadataServiceDefinition, (m) => m.getOAuth2Metadata, {}, options);
}

/** Called without a token. */
export async function publicClientConfig(transport: AdminTransport): Promise<PublicClientConfig> {
	return invoke(transport, AuthMetadataServiceDefinition, (m) => m.getPublicClientConfig, {}, { anonymous: true });
}

export async function userInfo(transport: AdminTransport): Promise<UserInfo> {
	const { subject, name, email } = await invoke(transport, IdentityServiceDefinition, (m) => m.userInfo, {});
	return { subject, name, email };
}
