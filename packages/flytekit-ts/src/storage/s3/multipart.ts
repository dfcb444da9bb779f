import { displayUri } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import type { StoreClient } from "../net/client.js";
import { bodyBytes } from "../net/exchange.js";
import { escapeXml, readXml, textAt } from "../net/xml.js";
import type { ObjectPlace, PartedUpload } from "../object-service.js";
import type { S3Service } from "./service.js";

/** An upload in parts that S3 puts together at the end; until then nothing is to be seen. */
export async function beginMultipart(
	client: StoreClient,
	service: S3Service,
	place: ObjectPlace,
): Promise<PartedUpload> {
	const { uri } = place;
	const begun = await client.call({
		uri,
		access: "write",
		make: () => service.request("POST", place, { uploads: "" }),
	});
	const uploadId = textAt(parse(begun.body), "UploadId");
	if (uploadId === undefined) {
		throw new FlyteError("STORAGE_WRITE", `cannot write ${displayUri(uri)}: the store began no upload in parts`, {
			wayOut: "check that the endpoint is that of an S3 store",
		});
	}
	const tags = new Map<number, string>();
	return {
		async part(index, data) {
			const partNumber = String(index + 1);
			const make = () => service.request("PUT", place, { partNumber, uploadId }, data);
			const { response } = await client.call({ uri, access: "write", make });
			tags.set(index, response.header("etag") ?? "");
		},
		async complete(parts, size) {
			const list = Array.from({ length: parts }, (_, i) => {
				const tag = escapeXml(tags.get(i) ?? "");
				return `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`;
			});
			const xml = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join("")}</CompleteMultipartUpload>`;
			const body = new TextEncoder().encode(xml);
			const status = await client.send({
				uri,
				access: "write",
				accept: [404],
				make: () => service.request("POST", place, { uploadId }, body),
				async consume(response) {
					const answer = parse(await bodyBytes(response));
					// it answers before it is done, so a failure comes with status 200
					if (response.status === 200 && answer?.name === "Error") {
						throw new Error(`${textAt(answer, "Code") ?? "an error"} while the parts were put together`);
					}
					return response.status;
				},
			});
			// an answer that was lost: asked again, S3 no longer knows the upload
			if (status === 404 && (await sizeOf(client, service, place)) !== size) {
				throw new FlyteError(
					"STORAGE_WRITE",
					`cannot write ${displayUri(uri)}: its upload in parts was ended by another`,
					{
						wayOut: "check for rules on the bucket that abort uploads, then try again",
					},
				);
			}
		},
		async abort() {
			const make = () => service.request("DELETE", place, { uploadId });
			await client.call({ uri, access: "write", make, accept: [404] });
		},
	};
}

async function sizeOf(client: StoreClient, service: S3Service, place: ObjectPlace): Promise<number | undefined> {
	const make = () => service.head(place);
	const { response } = await client.call({ uri: place.uri, access: "read", make, accept: [404] });
	return response.status === 404 ? undefined : service.sizeOf(response);
}

function parse(body: Uint8Array) {
	return readXml(new TextDecoder().decode(body));
}
