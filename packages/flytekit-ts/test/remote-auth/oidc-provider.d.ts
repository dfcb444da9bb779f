/** A token of oidc-provider, as far as tests use it; the package has no types of its own. */
interface OidcToken {
	readonly grantId?: string;
	destroy(): Promise<void>;
}

interface OidcModel {
	find(token: string): Promise<OidcToken | undefined>;
	revokeByGrantId(grantId: string): Promise<void>;
}

interface OidcProvider {
	readonly AccessToken: OidcModel;
	readonly RefreshToken: OidcModel;
	readonly ClientCredentials: OidcModel;
	callback(): (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void;
	on(
		event: "grant.success",
		listener: (ctx: { readonly oidc: { readonly params: { readonly grant_type: string } } }) => void,
	): void;
}

declare module "oidc-provider" {
	const Provider: new (issuer: string, configuration: object) => OidcProvider;
	export default Provider;
}
