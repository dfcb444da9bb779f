import { displayUri } from "../../context/uri.js";
import { FlyteError } from "../../errors/index.js";
import type { StoreClient } from "../net/client.js";
import { bodyBytes } from "../net/exchange.js";
import type { ObjectPlace, PartedUpload } from "../object-service.js";
import type { GcsService } from "./service.js";

/** How often a part may be taken in smaller bites before something is wrong. */
const BITES = 1000;

/** A resumable upload: a session that takes the bytes in order, and makes the blob appear with the last of them. */
export async function beginResumable(
	client: StoreClient,
	service: GcsService,
	place: ObjectPlace,
): Promise<PartedUpload> {
	const { uri } = place;
	const { response } = await client.call({ uri, access: "write", make: () => service.begun(place) });
	const session = response.header("location");
	if (session === undefined) throw odd(uri, "the store began no upload session");
	let offset = 0;
	return {
		async part(_index, data, last) {
			const start = offset;
			const end = start + data.byteLength;
			for (let bite = 0; offset < end; bite++) {
				if (bite === BITES) throw odd(uri, `the store takes no more than ${offset} bytes`);
				offset = await send(data.subarray(offset - start), end, last);
			}
		},
		async complete() {
			// the last part was marked as such
		},
		async abort() {
			const make = () => ({ method: "DELETE", url: session, headers: {} });
			await client.call({ uri, access: "write", make, accept: [404, 410, 499] });
		},
	};

	/** Sends bytes that end at `end`. @returns how many the store has of the whole */
	function send(bytes: Uint8Array, end: number, last: boolean): Promise<number> {
		const from = end - bytes.byteLength;
		const headers = { "content-range": `bytes ${from}-${end - 1}/${last ? end : "*"}` };
		return client.send({
			uri,
			access: "write",
			accept: [308],
			// sent again as it was when an answer is lost: bytes that the store has already it passes over
			make: () => ({ method: "PUT", url: session as string, headers, body: bytes }),
			async consume(answer) {
				await bodyBytes(answer);
				if (answer.status !== 308) return end;
				const had = /^bytes=0-(\d+)$/.exec(answer.header("range") ?? "")?.[1];
				return had === undefined ? 0 : Number(had) + 1;
			},
		});
	}
}

function odd(uri: string, reason: string): FlyteError {
	return new FlyteError("STORAGE_WRITE", `cannot write ${displayUri(uri)}: ${reason}`, {
		wayOut: "check that the endpoint is that of Google Cloud Storage, then try again",
	});
}
