import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the store's client sent it. */
export interface Seen {
	readonly method: string;
	/** With its query. */
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
}

/** What happens to a request on the way. */
export type Fault =
	/** The server never hears of it. */
	| { readonly answer: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
	/** Neither an answer nor an end. */
	| "stall"
	/** The line breaks before the server hears of it. */
	| "reset"
	/** The server does what it was asked, and its answer is lost. */
	| "lost"
	/** The answer ends after so many bytes of its body. */
	| { readonly cutAfter: number }
	/** It reaches the server as another one. */
	| { readonly path: string; readonly headers?: Readonly<Record<string, string>> };

/** Stands between a client and a real server of its protocol, and breaks what a test wants broken. */
export class FaultProxy {
	readonly requests: Seen[] = [];
	/** Asked for each request; undefined lets it through. */
	fault: (request: Seen, nth: number) => Fault | undefined | Promise<Fault | undefined> = () => undefined;
	readonly #server: Server;
	readonly #upstream: URL;

	private constructor(upstream: string) {
		this.#upstream = new URL(upstream);
		this.#server = createServer((incoming, answer) => {
			const { method = "GET", url: path = "/", headers } = incoming;
			const seen = { method, path, headers };
			this.requests.push(seen);
			void this.#pass(seen, incoming, answer).catch(() => answer.destroy());
		});
	}

	static async start(upstream: string): Promise<FaultProxy> {
		const proxy = new FaultProxy(upstream);
		await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Begins anew: nothing is broken, nothing was seen. */
	reset(): void {
		this.fault = () => undefined;
		this.requests.length = 0;
	}

	async stop(): Promise<void> {
		const closed = new Promise((resolve) => this.#server.close(resolve));
		this.#server.closeAllConnections();
		await closed;
	}

	async #pass(seen: Seen, incoming: IncomingMessage, answer: import("node:http").ServerResponse): Promise<void> {
		const body = await bytesOf(incoming);
		const fault = await this.fault(seen, this.requests.length);
		if (fault === "stall") return;
		if (fault === "reset") {
			answer.destroy();
			return;
		}
		if (typeof fault === "object" && "answer" in fault) {
			answer.writeHead(fault.answer, fault.headers).end(fault.body);
			return;
		}
		const other = typeof fault === "object" && "path" in fault ? fault : undefined;
		const given = await this.#ask(seen, other?.path ?? seen.path, other?.headers ?? {}, body);
		if (fault === "lost") {
			await bytesOf(given);
			answer.destroy();
			return;
		}
		const { location } = given.headers;
		// sessions that the server begins lead through here as well
		if (location !== undefined) given.headers.location = location.replace(this.#upstream.origin, this.url);
		answer.writeHead(given.statusCode ?? 502, given.headers);
		if (typeof fault !== "object" || !("cutAfter" in fault)) {
			given.pipe(answer);
			return;
		}
		const whole = await bytesOf(given);
		answer.write(whole.subarray(0, fault.cutAfter), () => answer.destroy());
	}

	#ask(
		{ method, headers }: Seen,
		path: string,
		more: Readonly<Record<string, string>>,
		body: Buffer,
	): Promise<IncomingMessage> {
		return new Promise((resolve, reject) => {
			const { hostname, port } = this.#upstream;
			const sent = request({ hostname, port, method, path, headers: { ...headers, ...more }, agent: false }, resolve);
			sent.once("error", reject);
			sent.end(body);
		});
	}
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}
