import { readFile } from "node:fs/promises";
import { errnoOf } from "../../context/files/access-error.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import { checkEndpoint } from "../endpoint.js";
import { type Environment, firstOf } from "../environment.js";
import { ask, form, PROBE, type Source } from "../net/ask.js";
import type { Expiring } from "../net/kept-value.js";
import { tokenIn } from "../net/oauth-token.js";
import type { Net } from "../net/retry.js";

const RESOURCE = "https://storage.azure.com/";

/** Who asks with a token, and how one is had. */
export interface AzureTokens {
	/** For messages: "client 1234". */
	readonly description: string;
	/** Undefined when there is nobody to ask after all. Throws STORAGE_CREDENTIALS. */
	readonly fetch: () => Promise<Expiring<string> | undefined>;
}

/**
 * Microsoft's sign-in by what the variables hold: a client secret, the token that Kubernetes gives the pod (workload
 * identity), else the identity of the machine or service (managed identity).
 */
export function azureTokens(env: Environment, net: Net): AzureTokens {
	const tenant = firstOf(env, "FLYTE_AZURE_TENANT_ID", "AZURE_TENANT_ID");
	const client = firstOf(env, "FLYTE_AZURE_CLIENT_ID", "AZURE_CLIENT_ID");
	const secret = firstOf(env, "FLYTE_AZURE_CLIENT_SECRET", "AZURE_CLIENT_SECRET");
	const tokenFile = firstOf(env, "AZURE_FEDERATED_TOKEN_FILE");
	const described = { description: client === undefined ? "the managed identity" : `client ${client}` };
	if (tenant !== undefined && client !== undefined && secret !== undefined) {
		return { ...described, fetch: () => signIn(env, net, tenant, { client_id: client, client_secret: secret }) };
	}
	if (tenant !== undefined && client !== undefined && tokenFile !== undefined) {
		return {
			...described,
			fetch: async () =>
				signIn(env, net, tenant, {
					client_id: client,
					client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
					client_assertion: await federatedToken(tokenFile),
				}),
		};
	}
	return { ...described, fetch: () => managedIdentity(env, net, client) };
}

async function signIn(
	env: Environment,
	net: Net,
	tenant: string,
	who: Readonly<Record<string, string>>,
): Promise<Expiring<string>> {
	const source: Source = {
		name: "Microsoft's sign-in",
		wayOut: "check tenant, client and its secret or federated credential",
	};
	const authority = checkEndpoint(firstOf(env, "AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com");
	const url = `${authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
	const values = { grant_type: "client_credentials", scope: `${RESOURCE}.default`, ...who };
	return tokenIn(source, await ask(net, source, { ...form(values), url }), net.clock.now());
}

async function federatedToken(file: string): Promise<string> {
	try {
		return (await readFile(file, "utf8")).trim();
	} catch (cause) {
		throw new FlyteError(
			"STORAGE_CREDENTIALS",
			`cannot read the token file ${file} that AZURE_FEDERATED_TOKEN_FILE names: ${errnoOf(cause) ?? "an error"}`,
			{ cause, wayOut: "check the pod's label azure.workload.identity/use and its service account" },
		);
	}
}

/** Of a service that has an endpoint of its own, else of the machine. Undefined where nobody answers. */
async function managedIdentity(
	env: Environment,
	net: Net,
	client: string | undefined,
): Promise<Expiring<string> | undefined> {
	const source: Source = {
		name: "Azure's metadata service",
		wayOut: "give the machine or pod an identity, or set other Azure credentials",
	};
	const own = firstOf(env, "IDENTITY_ENDPOINT");
	const url = new URL(own ?? `${imds(env)}/metadata/identity/oauth2/token`);
	url.searchParams.set("api-version", own === undefined ? "2018-02-01" : "2019-08-01");
	url.searchParams.set("resource", RESOURCE);
	if (client !== undefined) url.searchParams.set("client_id", client);
	const header = firstOf(env, "IDENTITY_HEADER");
	const headers: Record<string, string> =
		own !== undefined && header !== undefined ? { "x-identity-header": header } : { metadata: "true" };
	try {
		const text = await ask(net, source, { method: "GET", url: url.href, headers }, own === undefined ? PROBE : {});
		return tokenIn(source, text, net.clock.now());
	} catch (error) {
		// 400: a machine without an identity
		const nobody = isFlyteError(error, "STORAGE_UNAVAILABLE") || isFlyteError(error, "STORAGE_CREDENTIALS");
		if (own === undefined && nobody) return undefined;
		throw error;
	}
}

function imds(env: Environment): string {
	return checkEndpoint(firstOf(env, "AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254");
}
