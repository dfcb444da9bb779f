import { AuthMetadataServiceDefinition } from "../gen/flyteidl/service/auth.js";
import { IdentityServiceDefinition } from "../gen/flyteidl/service/identity.js";
import { invoke } from "./invoke.js";
import type { AdminTransport } from "./transport.js";

/** Where tokens come from: flyteidl.service.OAuth2MetadataResponse. */
export interface OAuth2Metadata {
	readonly issuer: string;
	readonly authorizationEndpoint: string;
	readonly tokenEndpoint: string;
	readonly deviceAuthorizationEndpoint: string;
	readonly jwksUri: string;
	readonly scopesSupported: readonly string[];
	readonly grantTypesSupported: readonly string[];
	readonly responseTypesSupported: readonly string[];
	readonly codeChallengeMethodsSupported: readonly string[];
	readonly tokenEndpointAuthMethodsSupported: readonly string[];
}

/** What a client without a registration of its own uses: flyteidl.service.PublicClientAuthConfigResponse. */
export interface PublicClientConfig {
	readonly clientId: string;
	readonly redirectUri: string;
	readonly scopes: readonly string[];
	/** Header for the token, `authorization` where "". */
	readonly authorizationMetadataKey: string;
	readonly serviceHttpEndpoint: string;
	readonly audience: string;
}

/** Who the server takes the caller for. */
export interface UserInfo {
	readonly subject: string;
	readonly name: string;
	readonly email: string;
}

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
