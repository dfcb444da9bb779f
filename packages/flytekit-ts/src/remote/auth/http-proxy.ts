import { request } from "node:http";
import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { bareHost } from "./auth-metadata.js";
import { connection, type TrustOptions } from "./trust.js";

/**
 * The proxy for a URL: the configured one, else what HTTPS_PROXY, HTTP_PROXY and NO_PROXY (either case) say, as flytekit's requests library reads them.
 * Undefined is straight there.
 */
export function proxyFor(url: URL, configured: string | undefined, env: NodeJS.ProcessEnv): URL | undefined {
	if (configured !== undefined) return new URL(configured);
	const exempt = (env.no_proxy ?? env.NO_PROXY ?? "").split(/[\s,]+/).filter((entry) => entry !== "");
	const host = url.hostname.toLowerCase();
	if (exempt.some((entry) => entry === "*" || isBelow(host, entry.toLowerCase()))) return undefined;
	const text = url.protocol === "https:" ? (env.https_proxy ?? env.HTTPS_PROXY) : env.http_proxy;
	return text === undefined || text === "" || !URL.canParse(text) ? undefined : new URL(text);
}

function isBelow(host: string, entry: string): boolean {
	const domain = entry.replace(/^\*?\./, "").replace(/:\d+$/, "");
	return host === domain || host.endsWith(`.${domain}`);
}

/** A TLS connection to `url` through an HTTP proxy's CONNECT: the proxy sees the host and nothing that is said. */
export async function tunnel(url: URL, proxy: URL, trust: TrustOptions, signal: AbortSignal): Promise<TLSSocket> {
	const port = url.port === "" ? 443 : Number(url.port);
	const host = bareHost(url);
	const socket = await new Promise<Socket>((resolve, reject) => {
		const call = request({
			host: bareHost(proxy),
			port: proxy.port === "" ? 80 : Number(proxy.port),
			method: "CONNECT",
			path: `${url.hostname}:${port}`,
			headers: { host: `${url.hostname}:${port}`, ...proxyCredentials(proxy) },
			signal,
		});
		call.once("connect", (answer, connected) => {
			if (answer.statusCode === 200) return resolve(connected);
			connected.destroy();
			reject(new Error(`the proxy ${proxy.host} answered ${answer.statusCode} to CONNECT`));
		});
		call.once("error", reject);
		call.end();
	});
	return new Promise((resolve, reject) => {
		const secure = connect({ ...connection(trust), socket, host, ...(isIP(host) === 0 && { servername: host }) });
		secure.once("secureConnect", () => resolve(secure));
		secure.once("error", reject);
	});
}

function proxyCredentials(proxy: URL): Record<string, string> {
	if (proxy.username === "") return {};
	const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
	return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
