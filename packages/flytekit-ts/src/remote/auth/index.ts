export type { AuthMetadata, OAuth2Metadata, PublicClientConfig } from "./auth-metadata.js";
export { type AuthDeps, authenticator } from "./authenticator.js";
export { maskHeaders } from "./mask.js";
export { proxyAuthenticator } from "./proxy-token.js";
