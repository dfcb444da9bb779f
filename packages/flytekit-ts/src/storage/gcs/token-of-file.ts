import { createSign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { errnoOf } from "../../context/files/access-error.js";
import { FlyteError } from "../../errors/index.js";
import { ask, form, jsonOf, type Source, textOf } from "../net/ask.js";
import type { Expiring } from "../net/kept-value.js";
import { tokenIn } from "../net/oauth-token.js";
import type { Net } from "../net/retry.js";

type Json = Readonly<Record<string, unknown>>;

const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
/** For what is exchanged again for a service account's token. */
const CLOUD_SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const TOKEN_URL = "https://oauth2.googleapis.com/token";

/** An access token for what a Google credentials file holds. Throws STORAGE_CREDENTIALS naming the file and what it lacks. */
export async function tokenOfFile(net: Net, source: Source, json: Json): Promise<Expiring<string>> {
	switch (json.type) {
		case "service_account":
			return serviceAccount(net, source, json);
		case "authorized_user":
			return exchanged(net, source, TOKEN_URL, {
				grant_type: "refresh_token",
				client_id: textOf(source, json, "client_id"),
				client_secret: textOf(source, json, "client_secret"),
				refresh_token: textOf(source, json, "refresh_token"),
			});
		case "external_account":
			return externalAccount(net, source, json);
		case "impersonated_service_account": {
			const inner = json.source_credentials;
			if (typeof inner !== "object" || inner === null) textOf(source, json, "source_credentials");
			const own = await tokenOfFile(net, source, inner as Json);
			return impersonated(net, source, textOf(source, json, "service_account_impersonation_url"), own.value);
		}
		default:
			throw new FlyteError(
				"STORAGE_CREDENTIALS",
				`${source.name} is of type ${JSON.stringify(json.type)}, which is not known here`,
				{ wayOut: "use a service_account, authorized_user, external_account or impersonated_service_account" },
			);
	}
}

async function serviceAccount(net: Net, source: Source, json: Json): Promise<Expiring<string>> {
	const url = typeof json.token_uri === "string" ? json.token_uri : TOKEN_URL;
	const now = Math.floor(net.clock.now() / 1000);
	const claims = { iss: textOf(source, json, "client_email"), scope: SCOPE, aud: url, iat: now, exp: now + 3600 };
	const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
	const unsigned = `${encode({ alg: "RS256", typ: "JWT", kid: json.private_key_id })}.${encode(claims)}`;
	let signature: string;
	try {
		signature = createSign("RSA-SHA256")
			.update(unsigned)
			.sign(textOf(source, json, "private_key"), "base64url");
	} catch {
		// without the cause, which may quote the key
		throw new FlyteError("STORAGE_CREDENTIALS", `${source.name} holds a private_key that cannot be used`, {
			wayOut: source.wayOut,
		});
	}
	return exchanged(net, source, url, {
		grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
		assertion: `${unsigned}.${signature}`,
	});
}

/** Workload identity federation: a token of somebody else's for one of Google's. */
async function externalAccount(net: Net, source: Source, json: Json): Promise<Expiring<string>> {
	const token = await exchanged(net, source, textOf(source, json, "token_url"), {
		grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
		requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
		audience: textOf(source, json, "audience"),
		subject_token_type: textOf(source, json, "subject_token_type"),
		subject_token: await subjectToken(net, source, json),
		scope: CLOUD_SCOPE,
	});
	const impersonation = json.service_account_impersonation_url;
	return typeof impersonation === "string" ? impersonated(net, source, impersonation, token.value) : token;
}

async function subjectToken(net: Net, source: Source, json: Json): Promise<string> {
	const from = (json.credential_source ?? {}) as Json;
	const format = (from.format ?? {}) as Json;
	let text: string;
	if (typeof from.file === "string") {
		text = await readFile(from.file, "utf8").catch((cause: unknown) => {
			throw new FlyteError("STORAGE_CREDENTIALS", `cannot read the token file ${from.file}: ${errnoOf(cause)}`, {
				cause,
				wayOut: "check the pod's projected token volume",
			});
		});
	} else if (typeof from.url === "string") {
		const headers = Object.entries((from.headers ?? {}) as Json).map(([name, value]) => [
			name.toLowerCase(),
			String(value),
		]);
		text = await ask(net, source, { method: "GET", url: from.url, headers: Object.fromEntries(headers) });
	} else {
		throw new FlyteError("STORAGE_CREDENTIALS", `${source.name} takes its token neither from a file nor from a URL`, {
			wayOut: "use a credential_source with file or url",
		});
	}
	if (format.type !== "json") return text.trim();
	return textOf(source, jsonOf(source, text), textOf(source, format, "subject_token_field_name"));
}

async function impersonated(net: Net, source: Source, url: string, token: string): Promise<Expiring<string>> {
	const text = await ask(net, source, {
		method: "POST",
		url,
		headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
		body: new TextEncoder().encode(JSON.stringify({ scope: [SCOPE], lifetime: "3600s" })),
	});
	const json = jsonOf(source, text);
	return {
		value: textOf(source, json, "accessToken"),
		expiresAt: Date.parse(textOf(source, json, "expireTime")),
	};
}

async function exchanged(
	net: Net,
	source: Source,
	url: string,
	values: Readonly<Record<string, string>>,
): Promise<Expiring<string>> {
	return tokenIn(source, await ask(net, source, { ...form(values), url }), net.clock.now());
}
