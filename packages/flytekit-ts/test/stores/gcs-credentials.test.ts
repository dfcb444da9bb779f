import { createVerify, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gcsStore } from "../../src/storage/gcs/index.js";
import type { HttpRequest } from "../../src/storage/net/exchange.js";
import { formOf, type Scripted, ScriptedNet } from "./scripted-net.js";

const STORE = "storage.googleapis.com";
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

let home: string;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), "gcloud-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Reads a blob in this environment, where `services` answers for all but the store. */
async function read(
	env: Readonly<Record<string, string>>,
	services: (request: HttpRequest) => Scripted | undefined = () => undefined,
	answer: (request: HttpRequest) => Scripted = () => ({ body: "content" }),
) {
	const network = new ScriptedNet((request) =>
		new URL(request.url).host === STORE ? answer(request) : services(request),
	);
	const store = await gcsStore({ HOME: home, ...env }, network.net);
	await store.read("gs://bucket/key");
	return { network, store, authorization: network.to(STORE).headers.authorization };
}

function credentials(json: object, name = "key.json"): Record<string, string> {
	writeFileSync(join(home, name), JSON.stringify(json));
	return { GOOGLE_APPLICATION_CREDENTIALS: join(home, name) };
}

const account = { type: "service_account", client_email: "robot@p.iam", private_key_id: "k1", private_key: privateKey };

describe("credentials for Google Cloud Storage come", () => {
	it("from a service account's file, by an assertion that its key has signed", async () => {
		const { network, authorization } = await read(credentials(account), () => ({
			body: { access_token: "sa-token", expires_in: 3600 },
		}));
		expect(authorization).toBe("Bearer sa-token");
		const { assertion = "", grant_type } = formOf(network.to("oauth2.googleapis.com"));
		expect(grant_type).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
		const [head = "", claims = "", signature = ""] = assertion.split(".");
		const verified = createVerify("RSA-SHA256")
			.update(`${head}.${claims}`)
			.verify(keys.publicKey, signature, "base64url");
		expect(verified).toBe(true);
		expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
			iss: "robot@p.iam",
			aud: "https://oauth2.googleapis.com/token",
			scope: "https://www.googleapis.com/auth/devstorage.read_write",
			iat: Math.floor(network.clock.now() / 1000),
		});
	});

	it("from the login that gcloud keeps at home, where nothing else is named", async () => {
		mkdirSync(join(home, ".config/gcloud"), { recursive: true });
		const login = { type: "authorized_user", client_id: "c", client_secret: "s", refresh_token: "r" };
		credentials(login, ".config/gcloud/application_default_credentials.json");
		const { network, authorization } = await read({}, () => ({ body: { access_token: "own", expires_in: 3600 } }));
		expect(authorization).toBe("Bearer own");
		expect(formOf(network.to("oauth2.googleapis.com"))).toEqual({
			grant_type: "refresh_token",
			client_id: "c",
			client_secret: "s",
			refresh_token: "r",
		});
	});

	it("from a token of somebody else's (workload identity federation), by way of a service account", async () => {
		writeFileSync(join(home, "subject"), JSON.stringify({ id_token: "subject-token" }));
		const env = credentials({
			type: "external_account",
			audience: "//iam/pools/p",
			subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
			token_url: "https://sts.googleapis.com/v1/token",
			credential_source: {
				file: join(home, "subject"),
				format: { type: "json", subject_token_field_name: "id_token" },
			},
			service_account_impersonation_url: "https://iamcredentials.googleapis.com/v1/sa:generateAccessToken",
		});
		const { network, authorization } = await read(env, ({ url }) =>
			url.startsWith("https://sts.")
				? { body: { access_token: "federated", expires_in: 3600 } }
				: { body: { accessToken: "impersonated", expireTime: "2030-01-01T00:00:00Z" } },
		);
		expect(authorization).toBe("Bearer impersonated");
		expect(formOf(network.to("sts.googleapis.com"))).toMatchObject({ subject_token: "subject-token" });
		expect(network.to("iamcredentials.googleapis.com").headers.authorization).toBe("Bearer federated");
	});

	it("from the machine's metadata, and from nobody where nobody is there", async () => {
		const { network, authorization } = await read({}, () => ({ body: { access_token: "vm", expires_in: 3600 } }));
		expect(authorization).toBe("Bearer vm");
		expect(network.to("metadata.google.internal").headers["metadata-flavor"]).toBe("Google");
		expect((await read({})).authorization).toBeUndefined();
	});

	it("from nowhere for an emulator", async () => {
		const network = new ScriptedNet(() => ({ body: "content" }));
		const env = { ...credentials(account), HOME: home, STORAGE_EMULATOR_HOST: "127.0.0.1:4443" };
		await (await gcsStore(env, network.net)).read("gs://bucket/key");
		expect(network.hosts).toEqual(["127.0.0.1:4443"]);
		expect(network.to("127.0.0.1:4443").headers).not.toHaveProperty("authorization");
	});
});

describe("credentials for Google Cloud Storage", () => {
	it("that the store refuses are replaced, and the request is made again", async () => {
		let nth = 0;
		const { authorization } = await read(
			credentials(account),
			() => ({ body: { access_token: `t${++nth}`, expires_in: 3600 } }),
			({ headers }) => (headers.authorization === "Bearer t1" ? { status: 401 } : { body: "content" }),
		);
		expect(authorization).toBe("Bearer t2");
	});

	it("are asked for once, and anew before they end", async () => {
		let nth = 0;
		const { network, store } = await read(credentials(account), () => ({
			body: { access_token: `t${++nth}`, expires_in: 3600 },
		}));
		await store.read("gs://bucket/key");
		expect(network.to(STORE).headers.authorization).toBe("Bearer t1");
		await network.clock.advance(56 * 60_000);
		await store.read("gs://bucket/key");
		expect(network.to(STORE).headers.authorization).toBe("Bearer t2");
	});

	it.each<[string, () => Record<string, string>, Scripted | undefined, RegExp]>([
		[
			"a file that is not there",
			() => ({ GOOGLE_APPLICATION_CREDENTIALS: "/nowhere/key.json" }),
			undefined,
			/^there is no file at \/nowhere\/key\.json, which GOOGLE_APPLICATION_CREDENTIALS names\n {2}way out: check the path/,
		],
		[
			"a key that is none",
			() => credentials({ ...account, private_key: "canary" }),
			undefined,
			/^the credentials file \S+key\.json holds a private_key that cannot be used/,
		],
		[
			"a kind that is not known",
			() => credentials({ type: "canary_kind" }),
			undefined,
			/^the credentials file \S+key\.json is of type "canary_kind", which is not known here/,
		],
		[
			"a field that is missing",
			() => credentials({ type: "authorized_user", client_id: "c" }),
			undefined,
			/^the credentials file \S+key\.json gave no client_secret/,
		],
		[
			"a service that refuses",
			() => credentials(account),
			{ status: 400, body: { error: "invalid_grant", error_description: "canary" } },
			/^the credentials file \S+key\.json at oauth2\.googleapis\.com gave no credentials: it answered 400 invalid_grant/,
		],
	])("are missed with their place: %s", async (_what, env, answer, text) => {
		const failed = (await read(env(), () => answer).catch((error: unknown) => error)) as Error;
		expect(failed).toMatchObject({ code: "STORAGE_CREDENTIALS" });
		expect(failed.message).toMatch(text);
		expect(failed.message.replace("canary_kind", "")).not.toContain("canary");
	});
});
