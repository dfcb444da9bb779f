import { randomUUID } from "node:crypto";
import type { StoreClient } from "../net/client.js";
import type { ObjectPlace, PartedUpload } from "../object-service.js";
import type { AzureService } from "./service.js";

/** An upload in blocks that become the blob when they are listed; until then nobody sees them. */
export async function beginBlocks(
	client: StoreClient,
	service: AzureService,
	place: ObjectPlace,
): Promise<PartedUpload> {
	const { uri } = place;
	// of this upload only: another's blocks of the same blob are not to be taken for ours
	const own = randomUUID();
	const idOf = (index: number) => Buffer.from(`${own}-${String(index).padStart(6, "0")}`).toString("base64");
	return {
		async part(index, data) {
			const make = () => ({ ...service.request("PUT", place, { comp: "block", blockid: idOf(index) }), body: data });
			await client.call({ uri, access: "write", make });
		},
		async complete(parts) {
			const list = Array.from({ length: parts }, (_, index) => `<Latest>${idOf(index)}</Latest>`);
			const xml = `<?xml version="1.0" encoding="utf-8"?><BlockList>${list.join("")}</BlockList>`;
			const body = new TextEncoder().encode(xml);
			const make = () => ({ ...service.request("PUT", place, { comp: "blocklist" }), body });
			await client.call({ uri, access: "write", make });
		},
		async abort() {
			// blocks that no list names cannot be deleted: Azure drops them with the next write of the blob, or after a week
		},
	};
}
