import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Certificates, makeCertificates } from "./certificates.js";
import { LoginBench, tokenOf } from "./login-bench.js";
import { type OidcServer, startOidc } from "./oidc-server.js";

let certificates: Certificates;
let server: OidcServer;
let bench: LoginBench;

beforeAll(async () => {
	certificates = makeCertificates();
	server = await startOidc(certificates);
});
afterAll(async () => {
	await server?.close();
	certificates?.remove();
});
beforeEach(() => {
	bench = new LoginBench(certificates, server);
	server.requests.length = 0;
});
afterEach(() => bench.remove());

describe("logging in through the browser", () => {
	it("asks nobody anything until the server refuses a call", async () => {
		const provider = bench.provider();
		expect(await provider.token()).toBeUndefined();
		expect(server.requests).toEqual([]);
		expect(bench.written).toEqual([]);
	});

	it("gets a token that the server takes, and shows the person a page that says so", async () => {
		const provider = bench.provider();
		await provider.refresh();
		const token = await provider.token();
		expect(token?.header).toBe("authorization");
		expect(token?.value).toMatch(/^Bearer \S{20,}$/);
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		await expect.poll(() => bench.pages).toHaveLength(1);
		expect(bench.pages[0]?.status).toBe(200);
		expect(bench.pages[0]?.text).toContain("You are logged in to flyte.example.com:443");
	});
});
