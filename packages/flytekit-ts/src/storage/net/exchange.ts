import { type ClientRequest, type IncomingMessage, Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { LookupFunction } from "node:net";

/** One request, ready to be sent. Header names are lower case. */
export interface HttpRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: Uint8Array;
	/** What the protocol signs it for, such as a bucket; not sent. */
	readonly scope?: string;
}

/** What came back. The body has to be read to its end, or closed. */
export interface HttpResponse {
	readonly status: number;
	/** The header, by its name in lower case. */
	header(name: string): string | undefined;
	/** Rejects when the line goes dead before the announced end. Bytes are as stored: nothing is decompressed. */
	readonly body: AsyncIterable<Uint8Array>;
	close(): void;
}

/** How a request is sent. */
export interface ExchangeOptions {
	/** Milliseconds without a byte after which the line counts as dead. */
	readonly idleMs: number;
	/** Finds addresses of host names; the system's own when left out. */
	readonly lookup?: LookupFunction;
}

/** Sends one request, once. Rejects with Node's error when no answer comes. */
export type Exchange = (request: HttpRequest, options: ExchangeOptions) => Promise<HttpResponse>;

const agents = makeAgents();
/** Apart: a line that was opened without a look at its address is not used where addresses are looked at. */
const guardedAgents = makeAgents();

function makeAgents() {
	const options = { keepAlive: true, maxSockets: 64 };
	return { plain: new PlainAgent(options), secure: new SecureAgent(options) };
}

/**
 * Over Node's own http rather than fetch: a fetch decompresses what is stored compressed, so ranges and sizes no longer
 * fit, and lets nobody look at the address that a name leads to. Redirects are not followed.
 */
export const exchange: Exchange = (request, options) =>
	new Promise((resolve, reject) => {
		const url = new URL(request.url);
		const secure = url.protocol === "https:";
		const { plain: plainAgent, secure: secureAgent } = options.lookup === undefined ? agents : guardedAgents;
		const headers: Record<string, string> = { ...request.headers };
		if (request.body !== undefined || request.method === "PUT" || request.method === "POST") {
			headers["content-length"] = String(request.body?.byteLength ?? 0);
		}
		const sent: ClientRequest = (secure ? secureRequest : plainRequest)(url, {
			method: request.method,
			headers,
			agent: secure ? secureAgent : plainAgent,
			...(options.lookup === undefined ? {} : { lookup: options.lookup }),
		});
		sent.setTimeout(options.idleMs, () => sent.destroy(deadLine(options.idleMs)));
		sent.once("error", reject);
		sent.once("response", (message) => {
			sent.setTimeout(0);
			sent.off("error", reject);
			sent.on("error", () => undefined); // the body's reader gets it
			resolve(responseOf(message, options.idleMs));
		});
		sent.end(request.body);
	});

function responseOf(message: IncomingMessage, idleMs: number): HttpResponse {
	return {
		status: message.statusCode ?? 0,
		header: (name) => {
			const value = message.headers[name];
			return Array.isArray(value) ? value[0] : value;
		},
		body: watched(message, idleMs),
		close: () => {
			message.on("error", () => undefined);
			message.destroy();
		},
	};
}

/** The chunks as they come; the clock runs only while somebody waits for one, for a slow reader is no dead line. */
async function* watched(message: IncomingMessage, idleMs: number): AsyncGenerator<Uint8Array> {
	const chunks: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]();
	try {
		for (;;) {
			const timer = setTimeout(() => message.destroy(deadLine(idleMs)), idleMs);
			const next = await chunks.next().finally(() => clearTimeout(timer));
			if (next.done === true) return;
			yield next.value;
		}
	} finally {
		message.on("error", () => undefined);
		if (!message.complete) message.destroy();
	}
}

function deadLine(idleMs: number): Error {
	return Object.assign(new Error(`no answer for ${idleMs / 1000} s`), { code: "ETIMEDOUT" });
}

/** All of a body that should be small; closed after `limit` bytes. */
export async function bodyBytes(response: HttpResponse, limit = 64 * 1024 * 1024): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body) {
		chunks.push(chunk);
		size += chunk.byteLength;
		if (size >= limit) break;
	}
	return new Uint8Array(Buffer.concat(chunks));
}
