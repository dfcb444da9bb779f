import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import type { HttpRequest } from "../net/exchange.js";

/** What requests to AWS are signed with. */
export interface AwsCredentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken?: string;
}

/** Signing keys of the day, by secret, region and service: aws4fetch fills it. */
const signingKeys = new Map<string, ArrayBuffer>();

/** The request with a signature (version 4) over its headers and body, as of `now`, milliseconds since the epoch. */
export async function signAws(
	request: HttpRequest,
	credentials: AwsCredentials,
	{ service, region, now }: { readonly service: string; readonly region: string; readonly now: number },
): Promise<HttpRequest> {
	const { body, scope, headers } = request;
	const signed = await new AwsV4Signer({
		url: request.url,
		method: request.method,
		headers: {
			...headers,
			"x-amz-content-sha256": createHash("sha256")
				.update(body ?? "")
				.digest("hex"),
		},
		service,
		region,
		datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ""),
		cache: signingKeys,
		...credentials,
	}).sign();
	return {
		method: request.method,
		url: signed.url.toString(),
		headers: Object.fromEntries(signed.headers),
		...(body === undefined ? {} : { body }),
		...(scope === undefined ? {} : { scope }),
	};
}
