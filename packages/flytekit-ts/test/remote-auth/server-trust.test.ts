import { createServer as createPlainServer, type IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuthMetadata } from "../../src/remote/auth/index.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { LoginBench, tokenOf } from "./login-bench.js";
import { type OidcServer, SERVICE, startOidc } from "./oidc-server.js";

let certificates: Certificates;
let others: Certificates;
let server: OidcServer;
let bench: LoginBench;
const service = { authType: "ClientSecret", clientId: SERVICE.id, clientSecretEnvVar: "FLYTE_SECRET" } as const;
const env = { FLYTE_SECRET: SERVICE.secret };

beforeAll(async () => {
	certificates = makeCertificates();
	others = makeCertificates("DNS:other.example.com");
	server = await startOidc(certificates);
});
afterAll(async () => {
	await server?.close();
	certificates?.remove();
	others?.remove();
});
beforeEach(() => {
	bench = new LoginBench(certificates, server);
	server.requests.length = 0;
});
afterEach(() => bench.remove());

/** The same server of tokens, described otherwise. */
function described(changes: Partial<Awaited<ReturnType<AuthMetadata["oauth2Metadata"]>>>): LoginBench {
	const { metadata } = server;
	const oauth2Metadata = async () => ({ ...(await metadata.oauth2Metadata()), ...changes });
	return new LoginBench(certificates, { ...server, metadata: { ...metadata, oauth2Metadata } });
}

async function listening(server: ReturnType<typeof createPlainServer>): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return (server.address() as AddressInfo).port;
}

describe("a server of tokens that is not trusted", () => {
	it("gets no secret where its certificate is of an authority that is not known", async () => {
		const provider = bench.provider({ ...service, caCertFilePath: others.caFile }, { env });
		await expect(provider.refresh()).rejects.toThrow(
			/^the certificate of localhost:\d+ is not trusted: \S+: [^\n]*\n {2}way out: name the authority's PEM file as admin\.caCertFilePath$/,
		);
		expect(server.requests).toEqual([]);
	});

	it("gets none where its certificate is another host's", async () => {
		const impostor = createServer({ key: others.key, cert: others.cert }, (_, response) => response.end("{}"));
		const port = await listening(impostor);
		const own = described({ tokenEndpoint: `https://localhost:${port}/token` });
		const provider = own.provider({ ...service, caCertFilePath: others.caFile }, { env });
		await expect(provider.refresh()).rejects.toThrow(
			`the certificate of localhost:${port} is not trusted: ERR_TLS_CERT_ALTNAME_INVALID`,
		);
		own.remove();
		impostor.close();
	});

	it("is spoken to after all where insecureSkipVerify says so, with a warning", async () => {
		const provider = bench.provider({ ...service, caCertFilePath: others.caFile, insecureSkipVerify: true }, { env });
		await provider.refresh();
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		expect(bench.written).toEqual([
			"warn certificates are not checked while a token for flyte.example.com:443 is asked for (insecureSkipVerify) {}",
		]);
	});

	it("is named where its file of authorities cannot be read", async () => {
		await expect(bench.provider({ ...service, caCertFilePath: "/nowhere/ca.pem" }, { env }).refresh()).rejects.toThrow(
			"cannot read the certificates in /nowhere/ca.pem for flyte.example.com:443: ENOENT",
		);
	});

	it.each([
		"http://tokens.example.com/token",
		"http://169.254.169.254/token",
		"file:///etc/passwd",
		"javascript:alert(1)",
	])("is not asked at %s", async (tokenEndpoint) => {
		const own = described({ tokenEndpoint });
		await expect(own.provider(service, { env }).refresh()).rejects.toThrow(
			"as its token endpoint: only https is used, or http on this machine",
		);
		own.remove();
	});

	it("opens no browser at an address that is none of the web's", async () => {
		const own = described({ authorizationEndpoint: "file:///etc/passwd" });
		await expect(own.provider().refresh()).rejects.toThrow("names file: as its authorization endpoint");
		expect(own.pages).toEqual([]);
		own.remove();
	});

	it("does not pass secrets on to where it redirects", async () => {
		const got: IncomingMessage[] = [];
		const elsewhere = createPlainServer((request, response) => {
			got.push(request);
			response.end("{}");
		});
		const port = await listening(elsewhere);
		for (const status of [301, 302, 307, 308]) {
			const redirecting = await startOidc(certificates, {
				before(request, response) {
					if (request.url !== "/token") return false;
					response.writeHead(status, { location: `http://127.0.0.1:${port}/token` }).end();
					return true;
				},
			});
			const own = new LoginBench(certificates, redirecting);
			const host = redirecting.origin.slice("https://".length);
			await expect(own.provider(service, { env }).refresh()).rejects.toThrow(
				`${host} answered a request for a token with a redirect to http://127.0.0.1:${port}`,
			);
			own.remove();
			await redirecting.close();
		}
		expect(got).toEqual([]);
		elsewhere.close();
	});

	it.each([
		["no JSON", 200, "<html>", "status 200 without JSON"],
		["JSON without a token", 200, "{}", 'access_token"'],
		[
			"a token that would begin another header",
			200,
			JSON.stringify({ access_token: "a\r\nx: y", token_type: "bearer" }),
			"the token holds characters that no header takes",
		],
		["another kind of token", 200, JSON.stringify({ access_token: "a", token_type: "mac" }), "token_type"],
		["a refusal without a reason", 400, "{}", "status 400 without a reason"],
	])("is told from one that gives tokens: %s", async (_, status, body, why) => {
		const odd = await startOidc(certificates, {
			before(request, response) {
				if (request.url !== "/token") return false;
				response.writeHead(status, { "content-type": "application/json" }).end(body);
				return true;
			},
		});
		const own = new LoginBench(certificates, odd);
		const error = await own
			.provider(service, { env })
			.refresh()
			.catch((thrown: Error) => thrown);
		expect(error).toMatchObject({ code: "AUTH_ANSWER" });
		expect(String(error)).toContain(why);
		own.remove();
		await odd.close();
	});

	it("may send an identity token of any kind along, which is not read", async () => {
		const answer = { access_token: "a-token", token_type: "Bearer", id_token: "of.another.world" };
		const odd = await startOidc(certificates, {
			before(request, response) {
				if (request.url !== "/token") return false;
				response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
				return true;
			},
		});
		const own = new LoginBench(certificates, odd);
		const provider = own.provider(service, { env });
		await provider.refresh();
		expect(await tokenOf(provider)).toBe("a-token");
		own.remove();
		await odd.close();
	});

	it("is named where nothing answers", async () => {
		const gone = createPlainServer();
		const port = await listening(gone);
		await new Promise((resolve) => gone.close(resolve));
		const own = described({ tokenEndpoint: `https://localhost:${port}/token` });
		await expect(own.provider(service, { env }).refresh()).rejects.toThrow(
			`cannot ask localhost:${port} for a token: `,
		);
		own.remove();
	});
});

describe("a plain channel to another machine", () => {
	it("is given no token, though one is kept", async () => {
		await bench.provider().refresh();
		const plain = bench.provider({ endpoint: "flyte.example.com:443", insecure: true });
		expect(await plain.token()).toBeUndefined();
		await expect(plain.refresh()).rejects.toThrow(
			"flyte.example.com:443 wants a token, but the channel to it is not encrypted\n  way out: set admin.insecure to false, or reach the server at an address of this machine",
		);
	});

	it("may be plain on this machine", async () => {
		const provider = bench.provider({ ...service, endpoint: "localhost:30080", insecure: true }, { env });
		await provider.refresh();
		expect(await tokenOf(provider)).toBeDefined();
	});
});

describe("a proxy on the way to the server of tokens", () => {
	it("tunnels: it is told host and credentials of its own, and sees no secret", async () => {
		const told: string[] = [];
		let passed = "";
		const proxy = createPlainServer((_, response) => response.writeHead(500).end());
		proxy.on("connect", (request, client) => {
			told.push(`${request.url} ${request.headers["proxy-authorization"]}`);
			const upstream = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () =>
				client.write("HTTP/1.1 200 OK\r\n\r\n"),
			);
			client.on("data", (data) => {
				passed += data.toString("latin1");
			});
			client.pipe(upstream).pipe(client);
			for (const socket of [client, upstream]) socket.on("error", () => undefined);
		});
		const port = await listening(proxy);
		const provider = bench.provider({ ...service, httpProxyUrl: `http://user:p%40ss@127.0.0.1:${port}` }, { env });
		await provider.refresh();
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		const credentials = Buffer.from("user:p@ss").toString("base64");
		expect(told).toEqual([`${server.origin.slice("https://".length)} Basic ${credentials}`]);
		expect(passed.length).toBeGreaterThan(100);
		expect(passed).not.toContain("grant_type");
		proxy.close();
	});

	it("is taken from the environment, but for hosts that are exempt", async () => {
		const unreachable = { ...env, HTTPS_PROXY: "http://127.0.0.1:1" };
		await expect(bench.provider(service, { env: unreachable }).refresh()).rejects.toThrow("ECONNREFUSED 127.0.0.1:1");
		await bench.provider(service, { env: { ...unreachable, NO_PROXY: "example.com, localhost" } }).refresh();
	});

	it("in front of Flyte gets its token with requests to Flyte's host, and others do not", async () => {
		const headers: (string | undefined)[] = [];
		const own = await startOidc(certificates, {
			before(request) {
				headers.push(request.headers["proxy-authorization"] as string | undefined);
				return false;
			},
		});
		const login = new LoginBench(certificates, own);
		const proxy = {
			token: async () => ({ header: "proxy-authorization", value: "Bearer of-the-proxy" }),
			refresh: async () => undefined,
		};
		await login.provider({ ...service, endpoint: "localhost:443" }, { env, proxy }).refresh();
		await login.provider({ ...service, endpoint: "flyte.example.com:443" }, { env, proxy }).refresh();
		expect(headers).toEqual(["Bearer of-the-proxy", undefined]);
		login.remove();
		await own.close();
	});
});
