import { AzureIdentity } from "../../src/storage/azure/identity.js";
import { azureSettings } from "../../src/storage/azure/settings.js";
import { azureTokens } from "../../src/storage/azure/tokens.js";
import type { Environment } from "../../src/storage/environment.js";
import { exchange } from "../../src/storage/net/exchange.js";
import { systemNet } from "../../src/storage/net/retry.js";
import { serverUrl } from "./server-url.js";

/** The account that azurite has, with the key that its documentation gives: everybody knows it. */
export const ACCOUNT = "devstoreaccount1";
export const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** As a pod has it that asks at `url`. */
export function azuriteEnvironment(url = serverUrl("azure")) {
	return {
		AZURE_STORAGE_CONNECTION_STRING: `AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${url}/${ACCOUNT};`,
	};
}

/** Containers are made by people, so the store has no call for it. */
export async function createContainer(env: Environment, name: string): Promise<void> {
	const net = systemNet();
	const settings = azureSettings(env);
	const request = { method: "PUT", url: `${settings.endpoint}/${name}?restype=container`, headers: {}, scope: ACCOUNT };
	const signed = await new AzureIdentity(settings, azureTokens(env, net), net).authorize(request);
	const response = await exchange(signed, { idleMs: net.idleMs });
	response.close();
	if (response.status !== 201) throw new Error(`azurite made no container: ${response.status}`);
}
