import { isFlyteError } from "../../errors/index.js";
import { bodyBytes, type HttpRequest, type HttpResponse } from "./exchange.js";
import {
	type Access,
	breakdownError,
	type Identity,
	isCertificateFailure,
	type Refusal,
	refusalError,
} from "./failure.js";
import { askedPause, type Net, pauseBefore } from "./retry.js";

/** What a store's protocol adds to plain HTTP. */
export interface Protocol {
	/** The request with what says who asks. Called for each try: signatures and tokens age. */
	authorize(request: HttpRequest): Promise<HttpRequest>;
	/** Reads an answer that is no success. `body` is empty where there was none. */
	refusalOf(response: HttpResponse, body: Uint8Array): Refusal;
	/**
	 * Whether a refusal taught something, such as the bucket's region or that a token has expired, with which the request
	 * should be made anew at once.
	 */
	learn?(refusal: Refusal, response: HttpResponse, request: HttpRequest): boolean;
	/** Who asks, for messages; undefined where nobody signs in. */
	readonly identity: Identity | undefined;
}

/** One request as the client sends it. */
export interface Sending<T> {
	/** The blob or folder it is about, for messages. */
	readonly uri: string;
	readonly access: Access;
	/** Made anew for each try. */
	readonly make: () => HttpRequest | Promise<HttpRequest>;
	/** Turns an accepted answer into the result. What it throws is a broken line: the request is sent again. */
	readonly consume: (response: HttpResponse) => Promise<T>;
	/** Statuses beside 2xx that are answers too. */
	readonly accept?: readonly number[];
}

/** How often a protocol may say that it has learned something, for one request. */
const LESSONS = 3;

/** Sends requests of one protocol: signs them, tries again what may pass, and says clearly what did not. */
export class StoreClient {
	readonly net: Net;
	readonly #protocol: Protocol;

	constructor(protocol: Protocol, net: Net) {
		this.#protocol = protocol;
		this.net = net;
	}

	/**
	 * Rejects with STORAGE_NOT_FOUND, STORAGE_BUCKET, STORAGE_DENIED, STORAGE_READ or STORAGE_WRITE for what another try
	 * would not change, and with STORAGE_UNAVAILABLE when all tries are used up.
	 */
	async send<T>({ uri, access, make, consume, accept = [] }: Sending<T>): Promise<T> {
		const { net } = this;
		let lessons = 0;
		for (let tries = 1; ; tries++) {
			let asked = 0;
			let host = "the store";
			try {
				const request = await this.#protocol.authorize(await make());
				host = new URL(request.url).host;
				const response = await net.exchange(request, { idleMs: net.idleMs });
				if ((response.status >= 200 && response.status < 300) || accept.includes(response.status)) {
					return await consume(response);
				}
				const refusal = this.#protocol.refusalOf(response, await bodyBytes(response, 64 * 1024));
				if (lessons < LESSONS && this.#protocol.learn?.(refusal, response, request) === true) {
					lessons++;
					tries--;
					continue;
				}
				if (!refusal.passing || tries >= net.retry.attempts) {
					throw refusalError(uri, access, refusal, tries, this.#protocol.identity);
				}
				asked = askedPause(response.header("retry-after"), net.clock.now());
			} catch (cause) {
				if (isFlyteError(cause)) throw cause;
				if (tries >= net.retry.attempts || isCertificateFailure(cause)) {
					throw breakdownError(uri, access, { cause, tries }, host);
				}
			}
			await pauseBefore(net, tries + 1, asked);
		}
	}

	/** The same for an answer whose body is wanted whole. */
	call(
		sending: Omit<Sending<never>, "consume">,
	): Promise<{ readonly response: HttpResponse; readonly body: Uint8Array }> {
		return this.send({
			...sending,
			consume: async (response) => ({ response, body: await bodyBytes(response) }),
		});
	}
}
