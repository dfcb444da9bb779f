import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { BlobStore } from "../../context/ports/index.js";
import { displayUri } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import { type ByteRange, clampRange } from "../byte-range.js";
import { type Protocol, StoreClient } from "../net/client.js";
import { collectIncoming } from "../net/collect.js";
import type { Exchange, HttpRequest, HttpResponse } from "../net/exchange.js";
import { type Incoming, openResuming } from "../net/resuming-read.js";
import { isPassing, type Net } from "../net/retry.js";
import { toWebStream } from "../web-stream.js";
import type { AddressRule } from "./addresses.js";

const REDIRECTS = 5;

/** Files behind plain web addresses, to be read only. `addressRule` is asked for each address on the way. */
export function httpStore(net: Net, addressRule?: AddressRule): BlobStore {
	const guarded = addressRule === undefined ? net.exchange : guard(net.exchange, addressRule);
	return new HttpBlobStore({ ...net, exchange: following(guarded) });
}

/** No listing and no writing: plain HTTP has neither. */
class HttpBlobStore implements BlobStore {
	readonly schemes = ["http", "https"] as const;
	readonly #client: StoreClient;

	constructor(net: Net) {
		this.#client = new StoreClient(plain, net);
	}

	async read(uri: string, range?: ByteRange): Promise<Uint8Array> {
		const wanted = range === undefined ? undefined : clampRange(uri, range, Number.MAX_SAFE_INTEGER);
		const incoming = await this.#open(uri, wanted?.start === wanted?.end ? undefined : range);
		if (wanted !== undefined && wanted.start === wanted.end) {
			await incoming.close();
			return new Uint8Array(0);
		}
		return collectIncoming(incoming);
	}

	async openRead(uri: string): Promise<ReadableStream<Uint8Array>> {
		const incoming = await this.#open(uri);
		return toWebStream(incoming.chunks, () => incoming.close());
	}

	async stat(uri: string): Promise<{ readonly size: number } | undefined> {
		const make = () => ({ method: "HEAD", url: uri, headers: {} });
		const { response } = await this.#client.call({ uri, access: "read", make, accept: [404, 405] });
		if (response.status === 404) return undefined;
		const size = response.header("content-length");
		if (response.status !== 405 && size !== undefined) return { size: Number(size) };
		// a server that does not tell: all of it has to be read
		return { size: (await this.read(uri)).byteLength };
	}

	async list(prefix: string): Promise<readonly string[]> {
		throw unable(
			prefix,
			"STORAGE_READ",
			"web addresses have no listing",
			"name one file, or copy the folder to a store",
		);
	}

	async write(uri: string): Promise<void> {
		throw unable(
			uri,
			"STORAGE_WRITE",
			"web addresses are read only",
			"write to the raw output prefix: FlyteFile.new(name)",
		);
	}

	async writeStream(uri: string, data: ReadableStream<Uint8Array>): Promise<void> {
		await data.cancel();
		return this.write(uri);
	}

	async delete(uri: string): Promise<void> {
		return this.write(uri);
	}

	#open(uri: string, range?: ByteRange): Promise<Incoming> {
		return openResuming(this.#client, uri, () => ({ method: "GET", url: uri, headers: {} }), range);
	}
}

const plain: Protocol = {
	identity: undefined,
	authorize: async (request) => request,
	refusalOf: (response) => ({ status: response.status, passing: isPassing(response.status) }),
};

/** Follows redirects, each of which is a request of its own: whoever guards `send` sees every address. */
function following(send: Exchange): Exchange {
	return async (request, options) => {
		let at: HttpRequest = { ...request, url: checkUrl(request.url) };
		for (let hops = 0; ; hops++) {
			const response = await send(at, options);
			const target = redirectOf(response);
			if (target === undefined) return response;
			response.close();
			if (hops === REDIRECTS) {
				throw unable(
					request.url,
					"STORAGE_READ",
					`it was redirected ${REDIRECTS} times`,
					"give the last address itself",
				);
			}
			at = { ...at, url: checkUrl(new URL(target, at.url).href) };
		}
	};
}

function redirectOf(response: HttpResponse): string | undefined {
	return [301, 302, 303, 307, 308].includes(response.status) ? response.header("location") : undefined;
}

/** Throws STORAGE_URI for what is no web address. */
function checkUrl(url: string): string {
	if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
	throw new FlyteError("STORAGE_URI", `${displayUri(url)} is no web address`, { wayOut: "write https://host/path" });
}

/** Asks the rule for each address before a connection is made: for the one written down, and for those that names lead to. */
function guard(send: Exchange, rule: AddressRule): Exchange {
	return async (request, options) => {
		const { hostname } = new URL(request.url);
		const refuse = (address: string): FlyteError | undefined => {
			const reason = rule(address, hostname);
			if (reason === undefined) return undefined;
			return new FlyteError("STORAGE_REFUSED", `may not read ${displayUri(request.url)}: ${reason}`);
		};
		const written = refuse(hostname.replace(/^\[|\]$/g, ""));
		if (written !== undefined) throw written;
		const guardedLookup: LookupFunction = (name, settings, callback) => {
			lookup(name, { ...settings, all: true }, (error, addresses) => {
				const refused = error ?? addresses.map(({ address }) => refuse(address)).find((found) => found !== undefined);
				const [first] = addresses ?? [];
				if (refused !== undefined || first === undefined) callback(refused ?? new Error("no address"), "", 0);
				else if (settings.all === true) callback(null, addresses);
				else callback(null, first.address, first.family);
			});
		};
		return send(request, { ...options, lookup: guardedLookup });
	};
}

function unable(uri: string, code: "STORAGE_READ" | "STORAGE_WRITE", reason: string, wayOut: string): FlyteError {
	const verb = code === "STORAGE_READ" ? "read" : "write";
	return new FlyteError(code, `cannot ${verb} ${displayUri(uri)}: ${reason}`, { wayOut });
}
