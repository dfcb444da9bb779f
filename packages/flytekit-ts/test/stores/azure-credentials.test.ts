import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { azureStore } from "../../src/storage/azure/index.js";
import type { HttpRequest } from "../../src/storage/net/exchange.js";
import { formOf, type Scripted, ScriptedNet } from "./scripted-net.js";

const STORE = "acct.blob.core.windows.net";
const KEY = Buffer.from("account-key-canary").toString("base64");
const token = (value: string): Scripted => ({ body: { access_token: value, expires_in: 3600 } });

let home: string;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), "azure-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Reads a blob in this environment, where `services` answers for all but the stores. */
async function read(
	env: Readonly<Record<string, string>>,
	services: (request: HttpRequest) => Scripted | undefined = () => undefined,
	{ uri = "abfs://box@acct.dfs.core.windows.net/key", answer = (): Scripted => ({ body: "content" }) } = {},
) {
	const network = new ScriptedNet((request) =>
		new URL(request.url).host.includes(".blob.") ? answer() : services(request),
	);
	const store = await azureStore(env, network.net);
	await store.read(uri);
	return network;
}

const account = { AZURE_STORAGE_ACCOUNT_NAME: "acct" };
const app = { AZURE_TENANT_ID: "tenant", AZURE_CLIENT_ID: "client" };

describe("credentials for Azure come", () => {
	it("from the account's key, in flytekit's variables, Azure's or a connection string", async () => {
		const flyte = { FLYTE_AZURE_STORAGE_ACCOUNT_NAME: "acct", FLYTE_AZURE_STORAGE_ACCOUNT_KEY: KEY };
		const connection = {
			AZURE_STORAGE_CONNECTION_STRING: `AccountName=acct;AccountKey=${KEY};EndpointSuffix=core.windows.net`,
		};
		for (const env of [flyte, { ...account, AZURE_STORAGE_ACCOUNT_KEY: KEY }, connection]) {
			const { headers } = (await read(env)).to(STORE);
			const signed = [
				"GET",
				...Array.from({ length: 11 }, () => ""),
				`x-ms-date:${headers["x-ms-date"]}\nx-ms-version:${headers["x-ms-version"]}\n/acct/box/key`,
			].join("\n");
			const mac = createHmac("sha256", Buffer.from(KEY, "base64")).update(signed).digest("base64");
			expect(headers.authorization).toBe(`SharedKey acct:${mac}`);
		}
	});

	it("from a shared access signature, which no message shows", async () => {
		const env = { ...account, AZURE_STORAGE_SAS_TOKEN: "?sv=1&sig=canary" };
		expect((await read(env)).to(STORE).url).toBe(`https://${STORE}/box/key?sv=1&sig=canary`);
		const denied = read(env, undefined, { answer: () => ({ status: 403 }) });
		const failed = (await denied.catch((error: unknown) => error)) as Error;
		expect(failed.message).toMatch(
			/^may not read abfs:\/\/box@acct\.dfs\.core\.windows\.net\/key: the store answered 403; asked as the shared access signature of account acct\n/,
		);
		expect(failed.message).not.toContain("canary");
	});

	it("from an application's secret, and from the token that Kubernetes gives the pod", async () => {
		const secret = await read({ ...app, AZURE_CLIENT_SECRET: "secret-canary" }, () => token("by-secret"));
		expect(secret.to(STORE).headers.authorization).toBe("Bearer by-secret");
		const asked = secret.to("login.microsoftonline.com");
		expect(asked.url).toBe("https://login.microsoftonline.com/tenant/oauth2/v2.0/token");
		expect(formOf(asked)).toMatchObject({
			client_id: "client",
			client_secret: "secret-canary",
			scope: "https://storage.azure.com/.default",
		});
		writeFileSync(join(home, "token"), "pod-token\n");
		const pod = await read({ ...app, AZURE_FEDERATED_TOKEN_FILE: join(home, "token") }, () => token("by-pod"));
		expect(pod.to(STORE).headers.authorization).toBe("Bearer by-pod");
		expect(formOf(pod.to("login.microsoftonline.com"))).toMatchObject({ client_assertion: "pod-token" });
	});

	it("from the machine's identity, and from nobody where nobody is there", async () => {
		const machine = await read({}, () => token("by-machine"));
		expect(machine.to(STORE).headers.authorization).toBe("Bearer by-machine");
		expect(machine.to("169.254.169.254").headers).toMatchObject({ metadata: "true" });
		expect((await read({})).to(STORE).headers).not.toHaveProperty("authorization");
	});
});

describe("credentials for Azure", () => {
	it("of one account are not shown to another, whatever a value's URI says", async () => {
		const env = { ...account, AZURE_STORAGE_ACCOUNT_KEY: KEY };
		const other = await read(env, undefined, { uri: "abfs://box@other.dfs.core.windows.net/key" });
		expect(other.to("other.blob.core.windows.net").headers).not.toHaveProperty("authorization");
		const foreign = read(env, undefined, { uri: "abfs://box@acct.dfs.evil.test/key" });
		await expect(foreign).rejects.toMatchObject({ code: "STORAGE_URI" });
	});

	it.each<[string, Record<string, string>, Scripted | undefined, string]>([
		[
			"a token file that is not there",
			{ ...app, AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" },
			undefined,
			"cannot read the token file /nowhere/token that AZURE_FEDERATED_TOKEN_FILE names: ENOENT",
		],
		[
			"a sign-in that refuses",
			{ ...app, AZURE_CLIENT_SECRET: "secret-canary" },
			{ status: 401, body: { error: "invalid_client", error_description: "secret-canary" } },
			"Microsoft's sign-in at login.microsoftonline.com gave no credentials: it answered 401 invalid_client",
		],
	])("are missed with their place: %s", async (_what, env, answer, text) => {
		const failed = (await read(env, () => answer).catch((error: unknown) => error)) as Error;
		expect(failed).toMatchObject({ code: "STORAGE_CREDENTIALS" });
		expect(failed.message).toContain(text);
		expect(failed.message).not.toContain("canary");
	});

	it("in a connection string that is none are not quoted", async () => {
		const failed = read({ AZURE_STORAGE_CONNECTION_STRING: "canary" });
		await expect(failed).rejects.toThrow("AZURE_STORAGE_CONNECTION_STRING is no connection string");
		await expect(failed).rejects.not.toThrow("canary");
	});
});
