import type { StoreClient } from "../net/client.js";
import type { HttpRequest, HttpResponse } from "../net/exchange.js";
import type { Identity, Refusal } from "../net/failure.js";
import { isPassing, type Net } from "../net/retry.js";
import { childrenOf, readXml, textAt } from "../net/xml.js";
import type { KeyPage, ObjectPlace, ObjectService, PartedUpload } from "../object-service.js";
import { encodeKey, queryOf, splitObjectUri } from "../object-uri.js";
import type { AwsIdentity } from "./credentials.js";
import { beginMultipart } from "./multipart.js";
import { endpointOf, type S3Settings } from "./settings.js";
import { signAws } from "./sign.js";

const MIB = 1024 * 1024;

/** Codes that S3 and its kin answer with while they are busy, whatever the status. */
const PASSING =
	/^(SlowDown|InternalError|RequestTimeout|RequestTimeTooSkewed|ServiceUnavailable|Throttl|TooManyRequests|OperationAborted)/;
/** The credentials were good once. */
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired)$/;

/** The REST protocol of Amazon S3, which MinIO, Ceph and others speak too. */
export class S3Service implements ObjectService {
	readonly schemes = ["s3", "s3a"] as const;
	readonly partBytes = 8 * MIB;
	readonly maxParts = 10_000;
	readonly parallelParts = 3;
	readonly #settings: S3Settings;
	readonly #credentials: AwsIdentity;
	readonly #net: Net;
	/** Regions of buckets that are elsewhere than the settings say, as S3 told. */
	readonly #regions = new Map<string, string>();

	constructor(settings: S3Settings, credentials: AwsIdentity, net: Net) {
		this.#settings = settings;
		this.#credentials = credentials;
		this.#net = net;
	}

	get identity(): Identity {
		return this.#credentials.identity;
	}

	locate(uri: string): ObjectPlace {
		const { authority, key } = splitObjectUri(uri, "s3://bucket/folder/name");
		return { uri, bucket: authority, key };
	}

	get(place: ObjectPlace): HttpRequest {
		return this.request("GET", place);
	}

	head(place: ObjectPlace): HttpRequest {
		return this.request("HEAD", place);
	}

	remove(place: ObjectPlace): HttpRequest {
		return this.request("DELETE", place);
	}

	put(place: ObjectPlace, data: Uint8Array): HttpRequest {
		return this.request("PUT", place, {}, data);
	}

	sizeOf(response: HttpResponse): number {
		return Number(response.header("content-length") ?? 0);
	}

	list(place: ObjectPlace, next: string | undefined): HttpRequest {
		return this.request(
			"GET",
			{ ...place, key: "" },
			{
				"list-type": "2",
				prefix: place.key,
				"encoding-type": "url",
				"continuation-token": next,
			},
		);
	}

	pageOf(body: Uint8Array): KeyPage {
		const result = readXml(new TextDecoder().decode(body));
		const encoded = textAt(result, "EncodingType") === "url";
		const keys = childrenOf(result, "Contents").map((entry) => {
			const key = textAt(entry, "Key") ?? "";
			return encoded ? decodeURIComponent(key.replaceAll("+", "%20")) : key;
		});
		const next = textAt(result, "IsTruncated") === "true" ? textAt(result, "NextContinuationToken") : undefined;
		return next === undefined ? { keys } : { keys, next };
	}

	begin(client: StoreClient, place: ObjectPlace): Promise<PartedUpload> {
		return beginMultipart(client, this, place);
	}

	async authorize(request: HttpRequest): Promise<HttpRequest> {
		const credentials = await this.#credentials.get();
		if (credentials === undefined) return request;
		return signAws(request, credentials, {
			service: "s3",
			region: this.#regionOf(request.scope ?? ""),
			now: this.#net.clock.now(),
		});
	}

	refusalOf(response: HttpResponse, body: Uint8Array): Refusal {
		const answer = readXml(new TextDecoder().decode(body));
		const code = textAt(answer, "Code");
		const message = textAt(answer, "Message");
		const requestId = response.header("x-amz-request-id") ?? textAt(answer, "RequestId");
		return {
			status: response.status,
			passing: isPassing(response.status) || (code !== undefined && PASSING.test(code)),
			...(code === undefined ? {} : { code }),
			...(message === undefined ? {} : { message }),
			...(requestId === undefined ? {} : { requestId }),
		};
	}

	learn(refusal: Refusal, response: HttpResponse, request: HttpRequest): boolean {
		if (refusal.code !== undefined && EXPIRED.test(refusal.code)) return this.#credentials.expired();
		const region = response.header("x-amz-bucket-region");
		const bucket = request.scope;
		if (region === undefined || bucket === undefined || region === this.#regionOf(bucket)) return false;
		this.#regions.set(bucket, region);
		return true;
	}

	/** A request to a blob of the bucket, or to the bucket itself where the key is empty. */
	request(
		method: string,
		place: ObjectPlace,
		query: Readonly<Record<string, string | undefined>> = {},
		body?: Uint8Array,
	): HttpRequest {
		const base = endpointOf(this.#settings, place.bucket, this.#regionOf(place.bucket));
		const url = `${base}/${place.key === "" ? "" : encodeKey(place.key)}${queryOf(query)}`;
		return { method, url, headers: {}, scope: place.bucket, ...(body === undefined ? {} : { body }) };
	}

	#regionOf(bucket: string): string {
		return this.#regions.get(bucket) ?? this.#settings.region;
	}
}
