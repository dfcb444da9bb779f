import { readFile } from "node:fs/promises";
import type { Client, ClientOptions, Metadata, ServiceError } from "@grpc/grpc-js";
import type { PlatformConfig } from "../config/platform.js";
import { type Clock, type Random, systemClock, systemRandom } from "../context/ports/index.js";
import { FlyteError } from "../errors/index.js";
import type { AdminMethod, AdminTransport, CallOptions } from "../wire/admin/transport.js";
import { maskHeaders } from "./auth/mask.js";
import { type CallFailure, callError, STATUS } from "./call-error.js";
import { type ChannelTarget, channelTarget } from "./channel-target.js";
import type { TokenHeader, TokenProvider } from "./token-provider.js";

/** How a channel behaves beside where it leads. */
export interface ChannelOptions {
	/** Gives the header that proves who calls; none calls without. */
	readonly tokens?: TokenProvider;
	/** Headers of every call beside that: a proxy's. */
	readonly proxyTokens?: TokenProvider;
	/** For one attempt of a call; 30 s when left out. */
	readonly deadlineMs?: number;
	/** Of a request and of a reply; 64 MiB when left out. */
	readonly maxMessageBytes?: number;
	readonly clock?: Clock;
	readonly random?: Random;
	/** Prints what a person should know: TLS that is not checked. */
	readonly warn?: (text: string) => void;
	/** The file that the endpoint came from, for messages. */
	readonly source?: string;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;

/**
 * A gRPC connection to a deployment: made at the first call, TLS unless the configuration says insecure. Each attempt of a call has a
 * deadline; what failed in transit is called again with growing pauses. Every request of Flyte's that changes something names what it makes, so that
 * calling twice makes it once. A call that the server takes for unauthenticated is made once more after the token was refreshed.
 */
export class Channel implements AdminTransport {
	readonly endpoint: string;
	readonly #platform: PlatformConfig;
	readonly #options: ChannelOptions;
	readonly #target: ChannelTarget;
	#opening: Promise<{ client: Client; newMetadata: () => Metadata }> | undefined;

	constructor(platform: PlatformConfig, options: ChannelOptions = {}) {
		this.#platform = platform;
		this.#options = options;
		this.#target = channelTarget(platform);
		this.endpoint = this.#target.address;
	}

	async call(method: AdminMethod, request: Uint8Array, options?: CallOptions): Promise<Uint8Array> {
		const { clock = systemClock, random = systemRandom } = this.#options;
		// each is refreshed once; the proxy's first, since a call that it stops never came to the server
		const providers = [this.#options.proxyTokens, options?.anonymous === true ? undefined : this.#options.tokens];
		const unrefreshed = providers.filter((provider) => provider !== undefined);
		for (let attempt = 1; ; attempt++) {
			const sent = await this.#tokensOf(providers);
			const outcome = await this.#attempt(method, request, [...sent.values()], options);
			if (outcome instanceof Uint8Array) return outcome;
			const refused = outcome.code === STATUS.unauthenticated ? unrefreshed.shift() : undefined;
			if (refused !== undefined) {
				await refused.refresh(sent.get(refused));
				continue;
			}
			if (!isTransient(outcome) || attempt > this.#platform.rpcRetries) {
				throw callError(outcome, {
					endpoint: this.endpoint,
					insecure: this.#platform.insecure,
					source: this.#options.source,
					method,
					options,
					attempts: attempt,
					deadlineMs: this.#deadlineMs,
				});
			}
			const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
			await clock.sleep(pause / 2 + (random.next() * pause) / 2, options?.signal);
		}
	}

	/** Ends the connection; a later call makes a new one. */
	async close(): Promise<void> {
		const opening = this.#opening;
		this.#opening = undefined;
		(await opening?.catch(() => undefined))?.client.close();
	}

	get #deadlineMs(): number {
		return this.#options.deadlineMs ?? 30_000;
	}

	async #attempt(
		method: AdminMethod,
		request: Uint8Array,
		headers: readonly TokenHeader[],
		options: CallOptions | undefined,
	): Promise<Uint8Array | CallFailure> {
		options?.signal?.throwIfAborted();
		this.#opening ??= this.#open();
		const { client, newMetadata } = await this.#opening.catch((error) => {
			this.#opening = undefined; // a file that was not there may be there at the next call
			throw error;
		});
		const metadata = newMetadata();
		for (const { header, value } of headers) metadata.set(header, value);
		return new Promise((resolve, reject) => {
			const call = client.makeUnaryRequest(
				method.path,
				(bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
				(bytes: Buffer) => bytes,
				request,
				metadata,
				{ deadline: Date.now() + this.#deadlineMs },
				(error: ServiceError | null, reply?: Buffer) => {
					options?.signal?.removeEventListener("abort", cancel);
					if (options?.signal?.aborted === true) reject(options.signal.reason);
					else if (error !== null) resolve({ code: error.code, details: withoutTokens(error.details, headers) });
					else resolve(reply ?? Buffer.alloc(0));
				},
			);
			const cancel = () => call.cancel();
			options?.signal?.addEventListener("abort", cancel, { once: true });
		});
	}

	/** What proves who calls, for one attempt, by who gave it. */
	async #tokensOf(providers: readonly (TokenProvider | undefined)[]): Promise<Map<TokenProvider, TokenHeader>> {
		const tokens = new Map<TokenProvider, TokenHeader>();
		for (const provider of providers) {
			const token = await provider?.token();
			if (provider === undefined || token === undefined) continue;
			if (this.#platform.insecure && !this.#target.isLoopback) {
				throw new FlyteError(
					"REMOTE_PLAINTEXT_TOKEN",
					`a token would go to ${this.endpoint} in plain text, where anyone on the way can read it`,
					{ wayOut: "use TLS: admin.insecure: false, with admin.caCertFilePath for an authority of your own" },
				);
			}
			tokens.set(provider, token);
		}
		return tokens;
	}

	async #open(): Promise<{ client: Client; newMetadata: () => Metadata }> {
		// A megabyte of JavaScript: only who calls a cluster loads it.
		const grpc = await import("@grpc/grpc-js");
		const { insecure, insecureSkipVerify, caCertFilePath, serverName } = this.#platform;
		const max = this.#options.maxMessageBytes ?? 64 * 2 ** 20;
		const settings: ClientOptions = {
			"grpc.max_receive_message_length": max,
			"grpc.max_send_message_length": max,
			"grpc.enable_retries": 0, // done here, where tokens and messages are known
			"grpc.initial_reconnect_backoff_ms": 50,
			"grpc.max_reconnect_backoff_ms": LONGEST_PAUSE_MS,
			"grpc.keepalive_time_ms": 60_000,
			...(serverName === undefined
				? {}
				: { "grpc.ssl_target_name_override": serverName, "grpc.default_authority": serverName }),
		};
		if (!insecure && insecureSkipVerify) {
			this.#options.warn?.(
				`warning: the certificate of ${this.endpoint} is not checked (insecureSkipVerify): anyone on the way can pose as the server\n`,
			);
		}
		const credentials = insecure
			? grpc.credentials.createInsecure()
			: grpc.credentials.createSsl(
					caCertFilePath === undefined ? null : await readAuthorities(caCertFilePath),
					null,
					null,
					insecureSkipVerify ? { checkServerIdentity: () => undefined, rejectUnauthorized: false } : undefined,
				);
		return { client: new grpc.Client(this.endpoint, credentials, settings), newMetadata: () => new grpc.Metadata() };
	}
}

/** A server's words without the tokens that it was sent: one that tells which token it refuses may repeat it. */
function withoutTokens(details: string, headers: readonly TokenHeader[]): string {
	const tokens = headers.map(({ value }) => value.replace(/^\S+ /, ""));
	return tokens.reduce((text, token) => text.replaceAll(token, "***"), maskHeaders(details));
}

/** Whether another attempt may fare better. Certificates do not change meanwhile. */
function isTransient({ code, details }: CallFailure): boolean {
	if (code === STATUS.deadlineExceeded) return true;
	if (code === STATUS.resourceExhausted)
		return !/larger than max|message length|max_receive|Received message/i.test(details);
	return code === STATUS.unavailable && !/certificate|self[- ]signed|altnames|wrong version number/i.test(details);
}

async function readAuthorities(path: string): Promise<Buffer> {
	let bytes: Buffer;
	try {
		bytes = await readFile(path);
	} catch (cause) {
		throw new FlyteError("REMOTE_CONFIG", `cannot read admin.caCertFilePath ${path}: ${(cause as Error).message}`, {
			cause,
		});
	}
	if (bytes.includes("-----BEGIN CERTIFICATE-----")) return bytes;
	throw new FlyteError("REMOTE_CONFIG", `admin.caCertFilePath ${path} holds no certificate in PEM form`, {
		wayOut: "such a file has lines of base64 between BEGIN CERTIFICATE and END CERTIFICATE",
	});
}
