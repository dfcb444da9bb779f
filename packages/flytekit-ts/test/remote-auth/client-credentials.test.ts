import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../src/testing/index.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { LoginBench, tokenOf } from "./login-bench.js";
import { type OidcServer, SERVICE, startOidc } from "./oidc-server.js";

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

const service = { authType: "ClientSecret", clientId: SERVICE.id } as const;
const fromVariable = { ...service, clientSecretEnvVar: "FLYTE_SECRET" } as const;

describe("logging in as a service", () => {
	it("takes the secret from the variable that is named", async () => {
		const provider = bench.provider(fromVariable, { env: { FLYTE_SECRET: SERVICE.secret } });
		expect(await provider.token()).toBeUndefined();
		await provider.refresh();
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		expect(server.requests.at(-1)).toBe("grant client_credentials");
	});

	it("takes it from the file that is named, without the end of line", async () => {
		const file = join(bench.folder, "secret");
		writeFileSync(file, `${SERVICE.secret}\r\n`);
		const provider = bench.provider({ ...service, clientSecretLocation: file });
		await provider.refresh();
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		rmSync(file);
	});

	it("keeps nothing between processes", async () => {
		await bench.provider(fromVariable, { env: { FLYTE_SECRET: SERVICE.secret } }).refresh();
		expect(readdirSync(bench.folder)).toEqual([]);
	});

	it("gets one token for calls that were refused together, though one of them hears of it later", async () => {
		const provider = bench.provider(fromVariable, { env: { FLYTE_SECRET: SERVICE.secret } });
		await provider.refresh();
		const old = await provider.token();
		await provider.refresh(old);
		const next = await provider.token();
		await provider.refresh(old);
		expect(await provider.token()).toEqual(next);
		expect(next).not.toEqual(old);
	});

	it("gets another token before the one it has ends", async () => {
		const clock = new FakeClock({ start: Date.now() });
		const provider = bench.provider(fromVariable, { clock, env: { FLYTE_SECRET: SERVICE.secret } });
		await provider.refresh();
		const first = await provider.token();
		await clock.advance(3600_000);
		const second = await provider.token();
		expect(second).toBeDefined();
		expect(second).not.toEqual(first);
	});

	it.each([
		[
			"no client id",
			{ authType: "ClientSecret", clientSecretEnvVar: "FLYTE_SECRET" } as const,
			"needs a client id, and none is configured",
		],
		["no secret configured", service, "is to be asked with a client secret, and none is configured"],
		[
			"a variable that is not set",
			{ ...service, clientSecretEnvVar: "UNSET" },
			"the variable UNSET that should hold the client secret for flyte.example.com:443 is not set",
		],
		[
			"a file that is not there",
			{ ...service, clientSecretLocation: "/nowhere/secret" },
			"cannot read the client secret for flyte.example.com:443 from /nowhere/secret: ENOENT",
		],
	])("refuses %s, with what to set", async (_, config, message) => {
		const provider = bench.provider(config, { env: { FLYTE_SECRET: SERVICE.secret } });
		const error = await provider.refresh().catch((thrown: Error) => thrown);
		expect(String(error)).toContain(message);
		expect(String(error)).toContain("way out: ");
		expect(server.requests).toEqual([]);
	});

	it("shows the server's no, and neither secret nor header, where the secret is wrong", async () => {
		// put together: an error's stack shows the lines of source around it
		const wrong = ["canary", "wrong+secret%value"].join("/");
		const provider = bench.provider(fromVariable, { env: { FLYTE_SECRET: wrong } });
		const error = await provider.refresh().catch((thrown: Error) => thrown);
		expect(String(error)).toMatch(/localhost:\d+ refused client service for flyte\.example\.com:443: invalid_client/);
		expect(String(error)).toContain("see that admin.clientId and the secret in FLYTE_SECRET belong together");
		const seen = inspect([error, provider, bench.written], { depth: 20, showHidden: true });
		for (const form of [wrong, encodeURIComponent(wrong), Buffer.from(`${SERVICE.id}:${wrong}`).toString("base64")])
			expect(seen).not.toContain(form);
	});
});
