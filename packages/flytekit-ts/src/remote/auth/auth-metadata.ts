import type { AuthorizationServer } from "oauth4webapi";
import type { PlatformConfig } from "../../config/platform.js";
import { FlyteError } from "../../errors/index.js";
import { isLoopbackHost } from "../channel-target.js";

/** Where tokens come from, as the Flyte server says; flyteidl: OAuth2MetadataResponse. Empty text is absent. */
export interface OAuth2Metadata {
	readonly issuer: string;
	readonly authorizationEndpoint: string;
	readonly tokenEndpoint: string;
	readonly deviceAuthorizationEndpoint: string;
}

/** What the Flyte server tells clients that people use; flyteidl: PublicClientAuthConfigResponse. Empty text is absent. */
export interface PublicClientConfig {
	readonly clientId: string;
	readonly redirectUri: string;
	readonly scopes: readonly string[];
	/** Name of the header the token goes into, where it is not `authorization`. */
	readonly authorizationMetadataKey: string;
	readonly audience: string;
}

/**
 * The Flyte server's AuthMetadataService. Its calls need no token; the channel that makes them must not ask the {@link TokenProvider} for one, which
 * asks here in turn.
 */
export interface AuthMetadata {
	oauth2Metadata(): Promise<OAuth2Metadata>;
	publicClientConfig(): Promise<PublicClientConfig>;
}

/** Both answers together with the configuration, checked: what each way to log in starts from. */
export interface LoginTarget {
	/** The Flyte server as configured, for messages. */
	readonly endpoint: string;
	/** Server of tokens, in oauth4webapi's form. The token endpoint is checked; the others are by the flow that uses them. */
	readonly server: AuthorizationServer & { readonly token_endpoint: string };
	readonly publicClient: PublicClientConfig;
	/** Lower-case name of the header the token goes into. */
	readonly header: string;
	/** `scope` and `audience` as requests carry them. */
	readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Asks the server how to log in and checks that secrets may be sent where it says.
 * @throws FlyteError AUTH_METADATA, AUTH_ENDPOINT
 */
export async function loginTarget(config: PlatformConfig, metadata: AuthMetadata): Promise<LoginTarget> {
	const [oauth2, publicClient] = await Promise.all([metadata.oauth2Metadata(), metadata.publicClientConfig()]);
	const { endpoint } = config;
	const token = safeUrl(config.tokenUrl ?? oauth2.tokenEndpoint, "token endpoint", endpoint);
	const authorization = oauth2.authorizationEndpoint;
	const device = oauth2.deviceAuthorizationEndpoint;
	const scopes = config.scopes.length > 0 ? config.scopes : publicClient.scopes;
	const audience = config.useAudienceFromAdmin ? publicClient.audience : (config.audience ?? publicClient.audience);
	return {
		endpoint,
		server: {
			issuer: oauth2.issuer === "" ? token.origin : oauth2.issuer,
			token_endpoint: token.href,
			...(authorization !== "" && { authorization_endpoint: authorization }),
			...(device !== "" && { device_authorization_endpoint: device }),
		},
		publicClient,
		header: headerName(config.authorizationHeader ?? publicClient.authorizationMetadataKey, endpoint),
		parameters: {
			...(scopes.length > 0 && { scope: scopes.join(" ") }),
			...(audience !== "" && { audience }),
		},
	};
}

/**
 * An address of the server's own telling, refused unless it is https or on this machine.
 * @throws FlyteError AUTH_METADATA, AUTH_ENDPOINT
 */
export function safeUrl(text: string, what: string, endpoint: string): URL {
	if (!URL.canParse(text))
		throw new FlyteError("AUTH_METADATA", `${endpoint} names no ${what} that is an address: ${JSON.stringify(text)}`, {
			wayOut: "the server's administrator sets it in flyteadmin's auth section",
		});
	const url = new URL(text);
	if (url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(bareHost(url)))) return url;
	throw new FlyteError(
		"AUTH_ENDPOINT",
		`${endpoint} names ${url.origin === "null" ? url.protocol : url.origin} as its ${what}: only https is used, or http on this machine`,
		{
			wayOut: "the server's administrator gives that address as https in flyteadmin's auth section",
		},
	);
}

/** @throws FlyteError AUTH_METADATA for a name that gRPC does not take for text */
export function headerName(key: string, endpoint: string): string {
	if (key === "") return "authorization";
	const name = key.toLowerCase();
	if (/^[0-9a-z_.-]+$/.test(name) && !name.endsWith("-bin")) return name;
	throw new FlyteError(
		"AUTH_METADATA",
		`${endpoint} wants its token in a header named ${JSON.stringify(key)}, which gRPC cannot send as text`,
		{
			wayOut: "the server's administrator sets another grpcAuthorizationHeader in flyteadmin's auth section",
		},
	);
}

/** The host of a URL as an address is written elsewhere: IPv6 without brackets. */
export function bareHost(url: URL): string {
	return url.hostname.replace(/^\[|\]$/g, "");
}
