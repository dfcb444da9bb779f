import type { StoreClient } from "../net/client.js";
import type { HttpRequest, HttpResponse } from "../net/exchange.js";
import type { Identity, Refusal } from "../net/failure.js";
import { isPassing } from "../net/retry.js";
import type { KeyPage, ObjectPlace, ObjectService, PartedUpload } from "../object-service.js";
import { encodeStrictly, queryOf, splitObjectUri } from "../object-uri.js";
import type { GoogleIdentity } from "./credentials.js";
import { beginResumable } from "./resumable.js";

const MIB = 1024 * 1024;

/** The JSON protocol of Google Cloud Storage. */
export class GcsService implements ObjectService {
	readonly schemes = ["gs", "gcs"] as const;
	readonly partBytes = 8 * MIB;
	readonly maxParts = 100_000;
	readonly parallelParts = 1;
	readonly #endpoint: string;
	readonly #credentials: GoogleIdentity;

	/** @param endpoint without a slash at its end, such as `https://storage.googleapis.com` */
	constructor(endpoint: string, credentials: GoogleIdentity) {
		this.#endpoint = endpoint;
		this.#credentials = credentials;
	}

	get identity(): Identity {
		return this.#credentials.identity;
	}

	locate(uri: string): ObjectPlace {
		const { authority, key } = splitObjectUri(uri, "gs://bucket/folder/name");
		return { uri, bucket: authority, key };
	}

	get(place: ObjectPlace): HttpRequest {
		// says that compressed bytes are welcome: else what is stored compressed comes unpacked, and ranges do not fit
		return { method: "GET", url: `${this.#objectUrl(place)}?alt=media`, headers: { "accept-encoding": "gzip" } };
	}

	head(place: ObjectPlace): HttpRequest {
		return { method: "GET", url: `${this.#objectUrl(place)}?fields=size`, headers: {} };
	}

	remove(place: ObjectPlace): HttpRequest {
		return { method: "DELETE", url: this.#objectUrl(place), headers: {} };
	}

	put(place: ObjectPlace, data: Uint8Array): HttpRequest {
		return {
			method: "POST",
			url: this.#uploadUrl(place, "media"),
			headers: { "content-type": "application/octet-stream" },
			body: data,
		};
	}

	/** The request that begins an upload in parts. */
	begun(place: ObjectPlace): HttpRequest {
		return { method: "POST", url: this.#uploadUrl(place, "resumable"), headers: {} };
	}

	sizeOf(_response: HttpResponse, body: Uint8Array): number | undefined {
		const size = Number(jsonIn(body)?.size);
		return Number.isSafeInteger(size) ? size : undefined;
	}

	list(place: ObjectPlace, next: string | undefined): HttpRequest {
		const query = queryOf({
			prefix: place.key === "" ? undefined : place.key,
			pageToken: next,
			fields: "items(name),nextPageToken",
		});
		return {
			method: "GET",
			url: `${this.#endpoint}/storage/v1/b/${encodeStrictly(place.bucket)}/o${query}`,
			headers: {},
		};
	}

	pageOf(body: Uint8Array): KeyPage {
		const page = jsonIn(body);
		const items: readonly unknown[] = Array.isArray(page?.items) ? page.items : [];
		const keys = items.flatMap((item) => {
			const name = (item as { name?: unknown } | null)?.name;
			return typeof name === "string" ? [name] : [];
		});
		const next = page?.nextPageToken;
		return typeof next === "string" && next !== "" ? { keys, next } : { keys };
	}

	begin(client: StoreClient, place: ObjectPlace): Promise<PartedUpload> {
		return beginResumable(client, this, place);
	}

	async authorize(request: HttpRequest): Promise<HttpRequest> {
		const token = await this.#credentials.get();
		if (token === undefined) return request;
		return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
	}

	refusalOf(response: HttpResponse, body: Uint8Array): Refusal {
		const error = jsonIn(body)?.error as { message?: unknown; errors?: unknown } | undefined;
		const reason = (Array.isArray(error?.errors) ? (error.errors[0] as { reason?: unknown }) : undefined)?.reason;
		const message = error?.message;
		const requestId = response.header("x-guploader-uploadid");
		const noBucket = response.status === 404 && typeof message === "string" && /bucket does not exist/.test(message);
		return {
			status: response.status,
			passing: isPassing(response.status) || reason === "rateLimitExceeded" || reason === "backendError",
			...(noBucket ? { code: "NoSuchBucket" } : typeof reason === "string" ? { code: reason } : {}),
			...(typeof message === "string" ? { message } : {}),
			...(requestId === undefined ? {} : { requestId }),
		};
	}

	learn(refusal: Refusal): boolean {
		return refusal.status === 401 && this.#credentials.expired();
	}

	#objectUrl({ bucket, key }: ObjectPlace): string {
		return `${this.#endpoint}/storage/v1/b/${encodeStrictly(bucket)}/o/${encodeStrictly(key)}`;
	}

	#uploadUrl({ bucket, key }: ObjectPlace, uploadType: string): string {
		return `${this.#endpoint}/upload/storage/v1/b/${encodeStrictly(bucket)}/o${queryOf({ uploadType, name: key })}`;
	}
}

function jsonIn(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(body));
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
