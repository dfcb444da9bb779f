import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlatformConfig } from "../../src/config/platform.js";
import type { Logger } from "../../src/context/logger.js";
import { fileStore } from "../../src/remote/auth/file-store.js";
import { type AuthDeps, type AuthMetadata, authenticator } from "../../src/remote/auth/index.js";
import { tokenStore } from "../../src/remote/auth/token-store.js";
import type { TokenProvider } from "../../src/remote/token-provider.js";
import type { Certificates } from "./certificates.js";
import type { OidcServer } from "./oidc-server.js";
import { type Page, ScriptedBrowser } from "./scripted-browser.js";

/** A configuration with everything that a login does not change left at its usual value. */
export function platform(changes: Partial<PlatformConfig>): PlatformConfig {
	return {
		endpoint: "flyte.example.com:443",
		insecure: false,
		insecureSkipVerify: false,
		authType: "Pkce",
		scopes: [],
		useAudienceFromAdmin: false,
		rpcRetries: 0,
		...changes,
	};
}

/** Logins with their own folder, whose person is a script and whose every written word is kept. */
export class LoginBench {
	readonly folder = mkdtempSync(join(tmpdir(), "logins-"));
	/** What people and logs were told. */
	readonly written: string[] = [];
	/** Pages that logins ended at in the browser. */
	readonly pages: Page[] = [];
	readonly #certificates: Certificates;
	readonly #server: OidcServer;
	/** What the person does with an address; by default they log in as asked. */
	person = (url: string): Promise<Page> => new ScriptedBrowser(this.#certificates.ca).browse(url);

	constructor(certificates: Certificates, server: OidcServer) {
		this.#certificates = certificates;
		this.#server = server;
	}

	/** A new process, as it were: nothing is shared with earlier ones but the folder. */
	provider(
		changes: Partial<PlatformConfig> = {},
		deps: AuthDeps & { readonly metadata?: AuthMetadata } = {},
	): TokenProvider {
		const config = platform({ caCertFilePath: this.#certificates.caFile, ...changes });
		return authenticator(config, deps.metadata ?? this.#server.metadata, {
			logger: this.logger,
			say: (line) => void this.written.push(line),
			openBrowser: async (url) => {
				void this.person(url).then(
					(page) => this.pages.push(page),
					(error) => this.written.push(String(error)),
				);
				return true;
			},
			store: tokenStore(this.logger, [fileStore(this.folder, (what) => this.written.push(what))]),
			lockFolder: this.folder,
			env: {},
			...deps,
		});
	}

	readonly logger: Logger = {
		debug: (message, fields) => void this.written.push(`debug ${message} ${JSON.stringify(fields ?? {})}`),
		info: (message, fields) => void this.written.push(`info ${message} ${JSON.stringify(fields ?? {})}`),
		warn: (message, fields) => void this.written.push(`warn ${message} ${JSON.stringify(fields ?? {})}`),
		error: (message, fields) => void this.written.push(`error ${message} ${JSON.stringify(fields ?? {})}`),
	};

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** The token in a header, without `Bearer`. */
export async function tokenOf(provider: TokenProvider): Promise<string | undefined> {
	return (await provider.token())?.value.replace(/^Bearer /, "");
}
