import type { StoreClient } from "../net/client.js";
import type { HttpRequest, HttpResponse } from "../net/exchange.js";
import type { Identity, Refusal } from "../net/failure.js";
import { isPassing } from "../net/retry.js";
import { childrenOf, readXml, textAt } from "../net/xml.js";
import type { KeyPage, ObjectPlace, ObjectService, PartedUpload } from "../object-service.js";
import { checkKey, encodeKey, queryOf, uriError } from "../object-uri.js";
import { beginBlocks } from "./blocks.js";
import type { AzureIdentity } from "./identity.js";
import { type AzureSettings, accountOf, endpointOf } from "./settings.js";

const MIB = 1024 * 1024;
const EXAMPLE = "write abfs://container@account.dfs.core.windows.net/folder/name, or abfs://container/folder/name";

/** The REST protocol of Azure Blob Storage, which serves what Data Lake (`dfs`) URIs name too. */
export class AzureService implements ObjectService {
	readonly schemes = ["abfs", "abfss", "az"] as const;
	readonly partBytes = 8 * MIB;
	readonly maxParts = 50_000;
	readonly parallelParts = 3;
	readonly #settings: AzureSettings;
	readonly #credentials: AzureIdentity;

	constructor(settings: AzureSettings, credentials: AzureIdentity) {
		this.#settings = settings;
		this.#credentials = credentials;
	}

	get identity(): Identity {
		return this.#credentials.identity;
	}

	/** `container@host` as adlfs and Hadoop write it, or the container alone: of the account that is set. */
	locate(uri: string): ObjectPlace {
		const [, authority = "", key = ""] = /^[^:]+:\/\/([^/]*)\/?([\s\S]*)$/.exec(uri) ?? [];
		const [bucket = "", host, more] = authority.split("@");
		if (!/^(\$root|\$web|\$logs|[a-z0-9][a-z0-9-]*)$/.test(bucket) || more !== undefined) {
			throw uriError(uri, "its container has no proper name", EXAMPLE);
		}
		checkKey(uri, key);
		if (host !== undefined) {
			const place = accountOf(host, this.#settings);
			if (place !== undefined) return { uri, bucket, key, ...place };
			throw uriError(uri, "its host is no storage account of a known Azure cloud", EXAMPLE);
		}
		const { account } = this.#settings;
		if (account === undefined) {
			throw uriError(
				uri,
				"no storage account is named",
				"set AZURE_STORAGE_ACCOUNT_NAME, or write abfs://container@account.dfs.core.windows.net/...",
			);
		}
		return { uri, bucket, key, account };
	}

	get(place: ObjectPlace): HttpRequest {
		return this.request("GET", place);
	}

	head(place: ObjectPlace): HttpRequest {
		return this.request("HEAD", place);
	}

	remove(place: ObjectPlace): HttpRequest {
		return this.request("DELETE", place, {}, { "x-ms-delete-snapshots": "include" });
	}

	put(place: ObjectPlace, data: Uint8Array): HttpRequest {
		return { ...this.request("PUT", place, {}, { "x-ms-blob-type": "BlockBlob" }), body: data };
	}

	sizeOf(response: HttpResponse): number | undefined {
		if (response.header("x-ms-meta-hdi_isfolder") === "true") return undefined;
		return Number(response.header("content-length") ?? 0);
	}

	list(place: ObjectPlace, next: string | undefined): HttpRequest {
		return this.request(
			"GET",
			{ ...place, key: "" },
			{
				restype: "container",
				comp: "list",
				include: "metadata",
				prefix: place.key === "" ? undefined : place.key,
				marker: next,
			},
		);
	}

	pageOf(body: Uint8Array): KeyPage {
		const result = readXml(new TextDecoder().decode(body));
		const blobs = childrenOf(
			result?.children.find((child) => child.name === "Blobs"),
			"Blob",
		);
		const keys = blobs
			.filter((blob) => textAt(blob, "Metadata", "hdi_isfolder") !== "true")
			.map((blob) => textAt(blob, "Name") ?? "");
		const next = textAt(result, "NextMarker");
		return next === undefined || next === "" ? { keys } : { keys, next };
	}

	begin(client: StoreClient, place: ObjectPlace): Promise<PartedUpload> {
		return beginBlocks(client, this, place);
	}

	authorize(request: HttpRequest): Promise<HttpRequest> {
		return this.#credentials.authorize(request);
	}

	refusalOf(response: HttpResponse, body: Uint8Array): Refusal {
		const answer = readXml(new TextDecoder().decode(body));
		const code = response.header("x-ms-error-code") ?? textAt(answer, "Code");
		// the first line: below it stand the request's id and time
		const message = textAt(answer, "Message")?.split("\n")[0];
		const requestId = response.header("x-ms-request-id");
		return {
			status: response.status,
			passing: isPassing(response.status) || code === "ServerBusy",
			...(code === undefined ? {} : { code }),
			...(message === undefined ? {} : { message }),
			...(requestId === undefined ? {} : { requestId }),
		};
	}

	learn(refusal: Refusal): boolean {
		return refusal.status === 401 && this.#credentials.expired();
	}

	/** A request to a blob of the container, or to the container itself where the key is empty. */
	request(
		method: string,
		place: ObjectPlace,
		query: Readonly<Record<string, string | undefined>> = {},
		headers: Readonly<Record<string, string>> = {},
	): HttpRequest {
		const account = place.account ?? "";
		const path = place.key === "" ? place.bucket : `${place.bucket}/${encodeKey(place.key)}`;
		return {
			method,
			url: `${endpointOf(this.#settings, account, place.cloud)}/${path}${queryOf(query)}`,
			headers,
			scope: account,
		};
	}
}
