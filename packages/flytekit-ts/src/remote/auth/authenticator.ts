import { join } from "node:path";
import type { PlatformConfig } from "../../config/platform.js";
import { consoleLogger, type Logger } from "../../context/logger.js";
import { type Clock, systemClock } from "../../context/ports/index.js";
import { channelTarget } from "../channel-target.js";
import type { TokenProvider } from "../token-provider.js";
import type { AuthMetadata } from "./auth-metadata.js";
import { openBrowser } from "./browser.js";
import { flowOf } from "./flow.js";
import { httpsFetch } from "./https-fetch.js";
import { Mask } from "./mask.js";
import { proxyHeadersFor } from "./proxy-token.js";
import { endpointFileName, tokenFolder } from "./token-folder.js";
import { TokenSession } from "./token-session.js";
import { type TokenStore, tokenStore } from "./token-store.js";
import { trustOf } from "./trust.js";

/** What a login has from outside; each has a usual one. */
export interface AuthDeps {
	readonly clock?: Clock;
	readonly env?: NodeJS.ProcessEnv;
	readonly logger?: Logger;
	/** Writes a line to the person who logs in; standard error. */
	say?(line: string): void;
	/** Opens an address in a browser; the system's. */
	openBrowser?(url: string): Promise<boolean>;
	/** Where tokens are kept between processes; the system's keyring, else files. */
	readonly store?: TokenStore;
	/** Folder of the locks by which processes wait for each other's logins. */
	readonly lockFolder?: string;
	/** The token of a proxy in front of Flyte, which requests to the same host carry too; see {@link proxyAuthenticator}. */
	readonly proxy?: TokenProvider;
}

/**
 * Logs in to a Flyte server as its configuration says (`authType`) and as the server's own metadata says, and keeps the token fresh. Nothing is asked,
 * read or opened before a call needs it; a server without authentication is never logged in to. flytekit: get_authenticator.
 * @param config where Flyte is and how to log in
 * @param metadata the server's AuthMetadataService, over a channel that does not ask this provider for tokens
 */
export function authenticator(config: PlatformConfig, metadata: AuthMetadata, deps: AuthDeps = {}): TokenProvider {
	const { clock = systemClock, env = process.env } = deps;
	const mask = new Mask();
	const logger = masked(deps.logger ?? consoleLogger("auth"), mask);
	const say = deps.say ?? ((line: string) => void process.stderr.write(`${line}\n`));
	let fetch: ReturnType<typeof httpsFetch> | undefined;
	const tools = {
		clock,
		env,
		mask,
		// made at the first request, for a certificate file that cannot be read matters only then
		fetch: (...call: Parameters<ReturnType<typeof httpsFetch>>) => {
			if (config.insecureSkipVerify)
				logger.warn(
					`certificates are not checked while a token for ${config.endpoint} is asked for (insecureSkipVerify)`,
				);
			fetch ??= httpsFetch({
				trust: trustOf(config),
				proxyUrl: config.httpProxyUrl,
				env,
				...proxyHeadersFor(config, deps.proxy),
			});
			return fetch(...call);
		},
		person: { say, openBrowser: deps.openBrowser ?? ((url: string) => openBrowser(url, env)) },
	};
	const { host, port, isLoopback } = channelTarget(config);
	const endpoint = `${host}:${port}`.toLowerCase();
	return new TokenSession({
		endpoint,
		exposed: config.insecure && !isLoopback,
		flow: flowOf(config, metadata, tools),
		store: deps.store ?? tokenStore(logger),
		lockFile: join(deps.lockFolder ?? tokenFolder(), `${endpointFileName(endpoint)}.lock`),
		clock,
		logger,
		mask,
		say,
	});
}

function masked(logger: Logger, mask: Mask): Logger {
	const fields = (given?: Readonly<Record<string, unknown>>) =>
		given === undefined
			? undefined
			: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, mask.text(String(value))]));
	return {
		debug: (message, given) => logger.debug(mask.text(message), fields(given)),
		info: (message, given) => logger.info(mask.text(message), fields(given)),
		warn: (message, given) => logger.warn(mask.text(message), fields(given)),
		error: (message, given) => logger.error(mask.text(message), fields(given)),
	};
}
