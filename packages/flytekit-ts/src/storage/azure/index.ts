import type { BlobStore } from "../../context/ports/index.js";
import type { Environment } from "../environment.js";
import { type Net, systemNet } from "../net/retry.js";
import { ObjectBlobStore } from "../object-store.js";
import { AzureIdentity } from "./identity.js";
import { AzureService } from "./service.js";
import { azureSettings } from "./settings.js";
import { azureTokens } from "./tokens.js";

/** The store of `abfs://` URIs as the environment describes it. Asks nobody yet. Throws STORAGE_ENDPOINT. */
export async function azureStore(env: Environment, net: Net = systemNet()): Promise<BlobStore> {
	const settings = azureSettings(env);
	const identity = new AzureIdentity(settings, azureTokens(env, net), net);
	return new ObjectBlobStore(new AzureService(settings, identity), net);
}
