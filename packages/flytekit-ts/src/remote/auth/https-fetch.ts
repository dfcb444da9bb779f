import { request as plainRequest, type RequestOptions } from "node:http";
import { request } from "node:https";
import { FlyteError } from "../../errors/index.js";
import { bareHost } from "./auth-metadata.js";
import { proxyFor, tunnel } from "./http-proxy.js";
import { connection, type TrustOptions } from "./trust.js";

/** A request for a token answers in this time or not at all, milliseconds. */
const LIMIT_MS = 30_000;
/** No answer about tokens is larger, bytes. */
const MAX_BYTES = 1 << 20;

/** How requests for tokens travel. */
export interface HttpWay {
	readonly trust: TrustOptions;
	readonly proxyUrl: string | undefined;
	readonly env: NodeJS.ProcessEnv;
	/** Headers that only this host gets, asked for at each request: those of a proxy in front of Flyte. */
	headersFor?(host: string): Promise<Readonly<Record<string, string>>>;
	/** Limit of one request, milliseconds. */
	readonly limitMs?: number;
}

/** The part of fetch that is needed: a form posted, or an address read. */
export type HttpFetch = (url: string, init: FetchInit) => Promise<Response>;

interface FetchInit {
	readonly method: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: URLSearchParams | undefined;
}

/**
 * Node's own fetch takes no certificates of one's own, so this is fetch over node:https: it follows no redirect, reads a whole answer of at most 1 MiB
 * and gives up after 30 seconds.
 * @throws FlyteError AUTH_UNREACHABLE, AUTH_TLS, each naming the host
 */
export function httpsFetch(way: HttpWay): HttpFetch {
	return async (text, init) => {
		const url = new URL(text);
		const signal = AbortSignal.timeout(way.limitMs ?? LIMIT_MS);
		try {
			return await exchange(url, init, way, signal);
		} catch (error) {
			throw failure(error, url.host, signal);
		}
	};
}

async function exchange(url: URL, init: FetchInit, way: HttpWay, signal: AbortSignal): Promise<Response> {
	const body = init.body?.toString();
	const headers: Record<string, string> = {
		...init.headers,
		...(await way.headersFor?.(bareHost(url))),
		...(body !== undefined && {
			"content-type": "application/x-www-form-urlencoded;charset=UTF-8",
			"content-length": String(Buffer.byteLength(body)),
		}),
	};
	const options: RequestOptions = { method: init.method, headers, signal };
	const secure = url.protocol === "https:";
	const proxy = secure ? proxyFor(url, way.proxyUrl, way.env) : undefined;
	const socket = proxy === undefined ? undefined : await tunnel(url, proxy, way.trust, signal);
	return new Promise((resolve, reject) => {
		const call = secure
			? request(url, {
					...options,
					...connection(way.trust),
					...(socket === undefined ? { agent: false } : { createConnection: () => socket }),
				})
			: plainRequest(url, { ...options, agent: false });
		call.once("error", reject);
		call.once("response", (answer) => {
			const chunks: Buffer[] = [];
			let size = 0;
			answer.on("data", (chunk: Buffer) => {
				size += chunk.length;
				if (size > MAX_BYTES) answer.destroy(new Error(`the answer is larger than ${MAX_BYTES} bytes`));
				else chunks.push(chunk);
			});
			answer.once("error", reject);
			answer.once("end", () => {
				const status = answer.statusCode ?? 500;
				const bodyless = status < 200 || status === 204 || status === 205 || status === 304;
				resolve(
					new Response(bodyless ? null : Buffer.concat(chunks), {
						status: Math.max(status, 200),
						headers: plain(answer.headers),
					}),
				);
			});
		});
		call.end(body);
	});
}

function plain(headers: NodeJS.Dict<string | string[]>): [string, string][] {
	return Object.entries(headers).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value ?? ""]).map((one): [string, string] => [name, one]),
	);
}

const CERTIFICATE = /CERT|SELF_SIGNED|VERIFY|ISSUER|ALTNAME|SSL|EPROTO/;

function failure(error: unknown, host: string, signal: AbortSignal): unknown {
	if (error instanceof FlyteError) return error;
	const { code = "", message } = error as NodeJS.ErrnoException;
	if (signal.aborted)
		return new FlyteError("AUTH_UNREACHABLE", `${host} did not answer a request for a token in time`, {
			wayOut: "see whether that host can be reached from here; it may need admin.httpProxyURL",
		});
	if (CERTIFICATE.test(code))
		return new FlyteError("AUTH_TLS", `the certificate of ${host} is not trusted: ${code}: ${message}`, {
			wayOut: "name the authority's PEM file as admin.caCertFilePath",
		});
	return new FlyteError("AUTH_UNREACHABLE", `cannot ask ${host} for a token: ${message}`, {
		wayOut: "see whether that host can be reached from here; it may need admin.httpProxyURL",
	});
}
