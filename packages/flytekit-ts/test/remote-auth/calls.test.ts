import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { PlatformConfig } from "../../src/config/platform.js";
import { Channel } from "../../src/remote/channel.js";
import type { TokenProvider } from "../../src/remote/token-provider.js";
import { getVersion, oauth2Metadata, publicClientConfig } from "../../src/wire/admin/index.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { type FlyteServer, startFlyte } from "./flyte-server.js";
import { LoginBench, platform } from "./login-bench.js";
import { type OidcServer, SERVICE, startOidc } from "./oidc-server.js";

let certificates: Certificates;
let others: Certificates;
let oidc: OidcServer;
let flyte: FlyteServer;
let bench: LoginBench;
const channels: Channel[] = [];

beforeAll(async () => {
	certificates = makeCertificates();
	others = makeCertificates();
	oidc = await startOidc(certificates);
	flyte = await startFlyte(certificates, oidc.metadata, oidc);
});
afterAll(async () => {
	flyte?.close();
	await oidc?.close();
	certificates?.remove();
	others?.remove();
});
beforeEach(() => {
	bench = new LoginBench(certificates, oidc);
	flyte.calls.length = 0;
	oidc.requests.length = 0;
});
afterEach(async () => {
	for (const channel of channels.splice(0)) await channel.close();
	bench.remove();
});

/** A client as a command makes it: how to log in is asked of the server, over the channel that carries the calls. */
function client(changes: Partial<PlatformConfig> = {}, env: NodeJS.ProcessEnv = {}, proxyTokens?: TokenProvider) {
	const config = platform({ endpoint: flyte.endpoint, caCertFilePath: certificates.caFile, ...changes });
	const tokens = bench.provider(config, {
		env,
		metadata: { oauth2Metadata: () => oauth2Metadata(channel), publicClientConfig: () => publicClientConfig(channel) },
	});
	const channel: Channel = new Channel(config, { tokens, ...(proxyTokens !== undefined && { proxyTokens }) });
	channels.push(channel);
	return { channel, tokens };
}

describe("a call to a server that demands a token", () => {
	it("logs in when it is refused, and is made again", async () => {
		const { channel, tokens } = client();
		expect(await getVersion(channel)).toBe("v1");
		const { value } = (await tokens.token()) ?? {};
		expect(flyte.calls).toEqual(["GetVersion", "GetOAuth2Metadata", "GetPublicClientConfig", `GetVersion ${value}`]);
		expect(await getVersion(channel)).toBe("v1");
		expect(flyte.calls.at(-1)).toBe(`GetVersion ${value}`);
		expect(oidc.requests.filter((request) => request.startsWith("grant "))).toEqual(["grant authorization_code"]);
	});

	it("refreshes a token that has expired once, and succeeds, for fifty calls at a time", async () => {
		const { channel, tokens } = client();
		await getVersion(channel);
		const old = (await tokens.token())?.value ?? "";
		await oidc.destroy(old.slice("Bearer ".length));
		flyte.calls.length = 0;
		expect(await Promise.all(Array.from({ length: 50 }, () => getVersion(channel)))).toEqual(Array(50).fill("v1"));
		const fresh = (await tokens.token())?.value;
		expect(flyte.calls.filter((call) => call === `GetVersion ${old}`)).toHaveLength(50);
		expect(flyte.calls.filter((call) => call === `GetVersion ${fresh}`)).toHaveLength(50);
		expect(oidc.requests.filter((request) => request === "grant refresh_token")).toHaveLength(1);
	});

	it("is refused after one refresh, where no token is good enough", async () => {
		const stern = await startFlyte(certificates, oidc.metadata, { isValid: async () => false });
		const { channel } = client({ ...serviceLogin, endpoint: stern.endpoint }, secretEnv);
		await expect(getVersion(channel)).rejects.toMatchObject({ code: "REMOTE_UNAUTHENTICATED" });
		expect(stern.calls.filter((call) => call.startsWith("GetVersion"))).toHaveLength(2);
		expect(oidc.requests.filter((request) => request === "grant client_credentials")).toHaveLength(1);
		stern.close();
	});

	it("carries the token in the header that the server names", async () => {
		const named: OidcServer = {
			...oidc,
			metadata: {
				...oidc.metadata,
				publicClientConfig: async () => ({
					...(await oidc.metadata.publicClientConfig()),
					authorizationMetadataKey: "flyte-authorization",
				}),
			},
		};
		const own = await startFlyte(certificates, named.metadata, { ...oidc, header: "flyte-authorization" });
		const { channel } = client({ ...serviceLogin, endpoint: own.endpoint }, secretEnv);
		expect(await getVersion(channel)).toBe("v1");
		own.close();
	});

	it("is never sent to a server with a wrong certificate", async () => {
		const { channel } = client({ ...serviceLogin, caCertFilePath: others.caFile }, secretEnv);
		await expect(getVersion(channel)).rejects.toMatchObject({ code: "REMOTE_TLS" });
		expect(flyte.calls).toEqual([]);
		expect(oidc.requests).toEqual([]);
	});

	it("is never sent in plain text to a server with TLS, nor with TLS to one in plain text", async () => {
		const { channel } = client({ ...serviceLogin, insecure: true }, secretEnv);
		await expect(getVersion(channel)).rejects.toMatchObject({ code: "REMOTE_UNREACHABLE" });
		const plain = await startFlyte(undefined, oidc.metadata, oidc);
		await expect(
			getVersion(client({ ...serviceLogin, endpoint: plain.endpoint }, secretEnv).channel),
		).rejects.toMatchObject({ code: "REMOTE_TLS" });
		expect([...flyte.calls, ...plain.calls]).toEqual([]);
		plain.close();
	});

	it("passes a proxy in front with its token, which is refreshed before Flyte's own", async () => {
		const let1 = { good: "Bearer p-2" };
		const own = await startFlyte(certificates, oidc.metadata, { ...oidc, passes: (sent) => sent === let1.good });
		let runs = 1;
		const proxy: TokenProvider = {
			token: async () => ({ header: "proxy-authorization", value: `Bearer p-${runs}` }),
			refresh: async () => void runs++,
		};
		const { channel } = client({ ...serviceLogin, endpoint: own.endpoint }, secretEnv, proxy);
		expect(await getVersion(channel)).toBe("v1");
		expect(own.calls.map((call) => call.replace(/ Bearer (?!p-)\S+/, " Bearer"))).toEqual([
			"GetVersion Bearer p-1",
			"GetVersion Bearer p-2",
			"GetOAuth2Metadata Bearer p-2",
			"GetPublicClientConfig Bearer p-2",
			"GetVersion Bearer Bearer p-2",
		]);
		expect(runs).toBe(2);
		own.close();
	});
});

describe("what is written while calls log in, are refused and fail", () => {
	it("holds no token, secret or code", async () => {
		const written: string[] = [];
		const spies = [process.stdout, process.stderr].map((stream) =>
			vi.spyOn(stream, "write").mockImplementation((chunk) => {
				written.push(String(chunk));
				return true;
			}),
		);
		const secrets = new Set<string>([SERVICE.secret, encodeURIComponent(SERVICE.secret)]);
		const errors: unknown[] = [];
		const noting = async (provider: TokenProvider) => {
			const token = await provider.token();
			if (token !== undefined) secrets.add(token.value.slice("Bearer ".length));
			for (const name of readdirSync(bench.folder)) {
				const { refreshToken } = JSON.parse(readFileSync(join(bench.folder, name), "utf8"));
				secrets.add(refreshToken);
			}
		};
		const person = bench.person;
		bench.person = async (url) => {
			const page = await person(url);
			secrets.add(new URL(page.url).searchParams.get("code") ?? "");
			return page;
		};
		const stern = await startFlyte(certificates, oidc.metadata, { isValid: async () => false });
		for (const login of [{}, serviceLogin]) {
			const { channel, tokens } = client(login, secretEnv);
			await getVersion(channel);
			await noting(tokens);
			await tokens.refresh(await tokens.token());
			await noting(tokens);
			// this one repeats the token in its refusal
			const refused = client({ ...login, endpoint: stern.endpoint }, secretEnv);
			errors.push(await getVersion(refused.channel).catch((error: unknown) => error));
			await noting(refused.tokens);
			errors.push(channel, tokens, refused.channel, refused.tokens);
		}
		errors.push(
			await client(serviceLogin, wrongEnv)
				.tokens.refresh()
				.catch((error: unknown) => error),
		);
		secrets.add(wrongEnv.SECRET);
		for (const spy of spies) spy.mockRestore();
		stern.close();
		expect(secrets.size).toBeGreaterThanOrEqual(10);
		expect(String(errors[0])).toContain("the token *** is expired");
		const seen = [
			...written,
			...bench.written,
			inspect(errors, { depth: 30, showHidden: true, maxStringLength: null }),
			...errors.map((error) => JSON.stringify(error, withoutCircles())),
		].join("\n");
		for (const secret of secrets) expect(seen.includes(secret), "a secret was written").toBe(false);
		// the search finds what is there
		expect(seen).toContain("invalid_client");
	});
});

const serviceLogin = { authType: "ClientSecret", clientId: SERVICE.id, clientSecretEnvVar: "SECRET" } as const;
const secretEnv = { SECRET: SERVICE.secret };
// away from the calls: errors show the lines of source they come from
const wrongEnv = { SECRET: "wrong-canary-secret" };

function withoutCircles() {
	const seen = new Set<unknown>();
	return (_: string, value: unknown) => {
		if (typeof value === "bigint") return String(value);
		if (typeof value !== "object" || value === null) return value;
		if (seen.has(value)) return undefined;
		seen.add(value);
		return value;
	};
}
