import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { AuthMetadata } from "../../src/remote/auth/index.js";
import type { Certificates } from "./certificates.js";

/** What a test may set of the server of tokens. */
export interface OidcOptions {
	/** Life of an access token, seconds. */
	readonly tokenLife?: number;
	/** Answers a request instead of the server, when it returns true. */
	readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean;
	/** Added to what a public client is told. */
	readonly publicClient?: Partial<Awaited<ReturnType<AuthMetadata["publicClientConfig"]>>>;
}

/** A real OpenID provider behind TLS on this machine. */
export interface OidcServer {
	readonly origin: string;
	readonly metadata: AuthMetadata;
	/** `METHOD /path grant_type`, of each request that the server got. */
	readonly requests: string[];
	/** Whether an access token is good, as a resource server asks. */
	isValid(token: string): Promise<boolean>;
	/** Ends a login: its access and refresh tokens are no longer good. */
	revoke(token: string): Promise<void>;
	/** Ends an access token alone. */
	destroy(token: string): Promise<void>;
	close(): Promise<void>;
}

/** Id and secret of the service that logs in with client credentials. */
export const SERVICE = { id: "service", secret: "s3cret-with/odd+characters%:" } as const;

/** Starts npm's oidc-provider with a client for people (browser and device) and one for a service. */
export async function startOidc(certificates: Certificates, options: OidcOptions = {}): Promise<OidcServer> {
	quietProvider();
	const { default: Provider } = await import("oidc-provider");
	const requests: string[] = [];
	let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
	const server = createServer({ key: certificates.key, cert: certificates.cert }, (request, response) => {
		requests.push(`${request.method} ${request.url?.split("?")[0]}`);
		if (options.before?.(request, response) !== true) handle(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
	const provider = new Provider(origin, configuration(options.tokenLife ?? 3600));
	handle = provider.callback();
	provider.on("grant.success", (ctx) => requests.push(`grant ${ctx.oidc.params.grant_type}`));
	return {
		origin,
		requests,
		metadata: metadataOf(origin, options),
		isValid: async (token) => (await find(provider, token)) !== undefined,
		async revoke(token) {
			const found = await find(provider, token);
			if (found?.grantId === undefined) throw new Error("no such login");
			await provider.RefreshToken.revokeByGrantId(found.grantId);
			await provider.AccessToken.revokeByGrantId(found.grantId);
		},
		async destroy(token) {
			await (await find(provider, token))?.destroy();
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function find(provider: OidcProvider, token: string) {
	return (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
}

function configuration(tokenLife: number): object {
	return {
		clients: [
			{
				client_id: "flytectl",
				token_endpoint_auth_method: "none",
				application_type: "native",
				grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
				redirect_uris: ["http://localhost/callback"],
				response_types: ["code"],
			},
			{
				client_id: SERVICE.id,
				client_secret: SERVICE.secret,
				grant_types: ["client_credentials"],
				redirect_uris: [],
				response_types: [],
			},
		],
		scopes: ["openid", "offline_access", "offline", "all"],
		cookies: { keys: ["signs this test's cookies"] },
		features: { deviceFlow: { enabled: true }, clientCredentials: { enabled: true }, revocation: { enabled: true } },
		issueRefreshToken: () => true,
		rotateRefreshToken: () => true,
		pkce: { required: () => true },
		ttl: {
			AccessToken: tokenLife,
			ClientCredentials: tokenLife,
			RefreshToken: 86_400,
			DeviceCode: 600,
			Grant: 86_400,
			Session: 3600,
			Interaction: 600,
			AuthorizationCode: 60,
			IdToken: 600,
		},
	};
}

/** What a Flyte server says whose tokens come from `origin`. */
export function metadataOf(origin: string, options: OidcOptions = {}): AuthMetadata {
	return {
		oauth2Metadata: async () => ({
			issuer: origin,
			authorizationEndpoint: `${origin}/auth`,
			tokenEndpoint: `${origin}/token`,
			deviceAuthorizationEndpoint: `${origin}/device/auth`,
		}),
		publicClientConfig: async () => ({
			clientId: "flytectl",
			redirectUri: "http://localhost:0/callback",
			scopes: ["offline", "all"],
			authorizationMetadataKey: "",
			audience: "",
			...options.publicClient,
		}),
	};
}

/** The provider says on the console that a test is no production; that is true, and no news in each test. */
function quietProvider(): void {
	for (const level of ["info", "warn"] as const) {
		const write = console[level];
		console[level] = (...words: unknown[]) => {
			if (!String(words[0]).includes("oidc-provider ")) write(...words);
		};
	}
}
