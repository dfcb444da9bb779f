import type { FlyteConfig } from "../config/platform.js";
import type { BlobStore, Clock, Random } from "../context/ports/index.js";
import { oauth2Metadata, publicClientConfig } from "../wire/admin/index.js";
import type { AdminTransport } from "../wire/admin/transport.js";
import { Channel } from "./channel.js";
import { configuredStores } from "./stores.js";
import type { TokenProvider } from "./token-provider.js";

/** What of a connection a caller may replace. */
export interface ConnectOptions {
	/** Gives tokens in place of the login that the configuration describes; `null` logs in to nothing. */
	readonly tokens?: TokenProvider | null;
	/** For one attempt of a call; 30 s when left out. */
	readonly deadlineMs?: number;
	/** Of a request and of a reply; 64 MiB when left out. */
	readonly maxMessageBytes?: number;
	/** Prints what a person should know; standard error when left out. */
	readonly warn?: (text: string) => void;
}

/** The channel to a configured deployment, with its login; nothing is opened before the first call. */
export function connect(
	config: FlyteConfig,
	options: ConnectOptions & { readonly clock: Clock; readonly random: Random },
): { readonly transport: AdminTransport; readonly blobs: BlobStore; close(): Promise<void> } {
	const { platform, source } = config;
	const { tokens, deadlineMs, maxMessageBytes, clock, random, warn = toStderr } = options;
	const shared = {
		clock,
		random,
		warn,
		...(deadlineMs === undefined ? {} : { deadlineMs }),
		...(maxMessageBytes === undefined ? {} : { maxMessageBytes }),
		...(source === undefined ? {} : { source }),
	};
	const proxy = platform.proxyCommand === undefined ? undefined : proxyLogin(config);
	const provider = tokens === undefined ? loginOf(config, () => channel, clock, proxy) : tokens;
	const channel: Channel = new Channel(platform, {
		...shared,
		...(provider === null ? {} : { tokens: provider }),
		...(proxy === undefined ? {} : { proxyTokens: proxy }),
	});
	return { transport: channel, blobs: configuredStores(config), close: () => channel.close() };
}

/** The login of the configuration. Its code is loaded when a call first asks for a token. */
function loginOf(
	config: FlyteConfig,
	transport: () => AdminTransport,
	clock: Clock,
	proxy: TokenProvider | undefined,
): TokenProvider {
	return lazily(async () => {
		const { authenticator } = await import("./auth/index.js");
		const metadata = {
			oauth2Metadata: () => oauth2Metadata(transport()),
			publicClientConfig: () => publicClientConfig(transport()),
		};
		return authenticator(config.platform, metadata, { clock, ...(proxy === undefined ? {} : { proxy }) });
	});
}

function proxyLogin(config: FlyteConfig): TokenProvider {
	return lazily(async () => {
		const { proxyAuthenticator } = await import("./auth/index.js");
		return proxyAuthenticator(config.platform) ?? NOBODY;
	});
}

const NOBODY: TokenProvider = { token: async () => undefined, refresh: async () => {} };

function lazily(make: () => Promise<TokenProvider>): TokenProvider {
	let made: Promise<TokenProvider> | undefined;
	const provider = () => {
		made ??= make();
		return made;
	};
	return {
		token: async () => (await provider()).token(),
		refresh: async (refused) => (await provider()).refresh(refused),
	};
}

function toStderr(text: string): void {
	process.stderr.write(text);
}
