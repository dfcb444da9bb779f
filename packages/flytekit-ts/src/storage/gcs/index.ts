import type { BlobStore } from "../../context/ports/index.js";
import { checkEndpoint } from "../endpoint.js";
import { type Environment, firstOf } from "../environment.js";
import { type Net, systemNet } from "../net/retry.js";
import { ObjectBlobStore } from "../object-store.js";
import { GoogleIdentity } from "./credentials.js";
import { GcsService } from "./service.js";

/** The store of `gs://` URIs as the environment describes it. Asks nobody yet. Throws STORAGE_ENDPOINT. */
export async function gcsStore(env: Environment, net: Net = systemNet()): Promise<BlobStore> {
	const emulator = firstOf(env, "STORAGE_EMULATOR_HOST");
	const endpoint =
		emulator === undefined
			? "https://storage.googleapis.com"
			: checkEndpoint(/^https?:\/\//.test(emulator) ? emulator : `http://${emulator}`);
	return new ObjectBlobStore(new GcsService(endpoint, new GoogleIdentity(env, net)), net);
}
