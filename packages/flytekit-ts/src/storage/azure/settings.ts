import { FlyteError } from "../../errors/index.js";
import { checkEndpoint } from "../endpoint.js";
import { type Environment, firstOf } from "../environment.js";

/** Where containers are, and what asks for them without a token. */
export interface AzureSettings {
	/** For URIs that name none. */
	readonly account?: string;
	/** Of that account, base64. */
	readonly key?: string;
	/** Of that account: a query string without `?`. */
	readonly sas?: string;
	/** Of that account where it is not at its usual place, without a slash at its end. */
	readonly endpoint?: string;
	/** Of the cloud: `core.windows.net`. */
	readonly suffix: string;
}

/** Clouds whose hosts may be sent a token; a value may name any host. */
const SUFFIXES = ["core.windows.net", "core.chinacloudapi.cn", "core.usgovcloudapi.net"];

/** From flytekit's variables, then Azure's own. What a connection string says goes before Azure's single variables. Throws STORAGE_ENDPOINT. */
export function azureSettings(env: Environment): AzureSettings {
	const connection = partsOf(firstOf(env, "AZURE_STORAGE_CONNECTION_STRING") ?? "");
	const account =
		firstOf(env, "FLYTE_AZURE_STORAGE_ACCOUNT_NAME") ??
		connection.get("accountname") ??
		firstOf(env, "AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT");
	const key =
		firstOf(env, "FLYTE_AZURE_STORAGE_ACCOUNT_KEY") ??
		connection.get("accountkey") ??
		firstOf(env, "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_KEY");
	const sas = connection.get("sharedaccesssignature") ?? firstOf(env, "AZURE_STORAGE_SAS_TOKEN");
	const endpoint = connection.get("blobendpoint") ?? firstOf(env, "AZURE_STORAGE_SERVICE_ENDPOINT");
	return {
		suffix: connection.get("endpointsuffix") ?? "core.windows.net",
		...(account === undefined ? {} : { account }),
		...(key === undefined ? {} : { key }),
		...(sas === undefined ? {} : { sas: sas.replace(/^\?/, "") }),
		...(endpoint === undefined ? {} : { endpoint: checkEndpoint(endpoint) }),
	};
}

/** Account and cloud of a host such as `account.dfs.core.windows.net`; undefined for hosts of no known cloud. */
export function accountOf(
	host: string,
	{ suffix, endpoint, account }: AzureSettings,
): { readonly account: string; readonly cloud: string } | undefined {
	if (endpoint !== undefined && account !== undefined && new URL(endpoint).host === host) {
		return { account, cloud: suffix };
	}
	const [, name, cloud] = /^([a-z0-9]{3,24})\.(?:dfs|blob)\.([a-z0-9.-]+)$/.exec(host.toLowerCase()) ?? [];
	if (name === undefined || cloud === undefined || ![...SUFFIXES, suffix].includes(cloud)) return undefined;
	return { account: name, cloud };
}

/** The start of the URLs of an account, without a slash at its end. Blobs are asked for at the blob host, whatever a URI says. */
export function endpointOf(settings: AzureSettings, account: string, cloud = settings.suffix): string {
	if (settings.endpoint !== undefined && account === settings.account) return settings.endpoint;
	return `https://${account}.blob.${cloud}`;
}

/** `Name=value;...`; names in lower case, values may hold `=`. Throws STORAGE_ENDPOINT without quoting it: it holds a key. */
function partsOf(connection: string): ReadonlyMap<string, string> {
	const parts = new Map<string, string>();
	for (const part of connection.split(";")) {
		if (part.trim() === "") continue;
		const at = part.indexOf("=");
		if (at <= 0) {
			throw new FlyteError("STORAGE_ENDPOINT", "AZURE_STORAGE_CONNECTION_STRING is no connection string", {
				wayOut: "copy it from the storage account's access keys: DefaultEndpointsProtocol=...;AccountName=...;...",
			});
		}
		parts.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
	}
	return parts;
}
