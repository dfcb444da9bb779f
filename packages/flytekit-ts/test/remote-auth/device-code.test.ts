import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../src/context/ports/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { LoginBench, tokenOf } from "./login-bench.js";
import { type OidcServer, startOidc } from "./oidc-server.js";
import { ScriptedBrowser } from "./scripted-browser.js";

let certificates: Certificates;
let server: OidcServer;
let bench: LoginBench;
/** Answers of the token endpoint that come before the server's own. */
let refusals: string[] = [];
/** What the device endpoint answers in the server's place. */
let deviceAnswer: object | undefined;

beforeAll(async () => {
	certificates = makeCertificates();
	server = await startOidc(certificates, {
		before(request, response) {
			if (request.url === "/device/auth" && deviceAnswer !== undefined) {
				response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(deviceAnswer));
				return true;
			}
			const error = request.url === "/token" ? refusals.shift() : undefined;
			if (error === undefined) return false;
			response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
			return true;
		},
	});
});
afterAll(async () => {
	await server?.close();
	certificates?.remove();
});
beforeEach(() => {
	bench = new LoginBench(certificates, server);
	refusals = [];
	deviceAnswer = undefined;
	server.requests.length = 0;
});
afterEach(() => bench.remove());

/** Time that passes at once; before each pause the person may do something. Notes how long the pauses were, seconds. */
function hurriedClock(pauses: number[], during: (pause: number) => Promise<unknown> = async () => undefined): Clock {
	let now = Date.now();
	return {
		now: () => now,
		monotonic: () => now,
		async sleep(ms) {
			now += ms;
			pauses.push(ms / 1000);
			await during(pauses.length);
		},
	};
}

/** Opens the address that the person was told and does what the pages ask. */
function confirm(): Promise<unknown> {
	const address = /https:\S+/.exec(bench.written.find((line) => line.startsWith("To log in")) ?? "")?.[0] ?? "";
	return new ScriptedBrowser(certificates.ca).browse(address);
}

describe("logging in with a code on another device", () => {
	it("tells address and code, waits until they are confirmed, and gets a token", async () => {
		const pauses: number[] = [];
		const clock = hurriedClock(pauses, async (pause) => pause === 3 && confirm());
		const provider = bench.provider({ authType: "DeviceFlow" }, { clock });
		expect(await provider.token()).toBeUndefined();
		expect(server.requests).toEqual([]);
		await provider.refresh();
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		expect(bench.written[0]).toMatch(
			/^To log in to flyte\.example\.com:443, open https:\/\/localhost:\d+\/device\?user_code=\S+ in any browser and confirm the code \S+$/,
		);
		expect(server.requests.filter((request) => request === "POST /token")).toHaveLength(3);
		expect(pauses).toEqual([5, 5, 5]);
	});

	it("keeps the login, and refreshes it with no person", async () => {
		const provider = bench.provider({ authType: "DeviceFlow" }, { clock: hurriedClock([], confirm) });
		await provider.refresh();
		const later = bench.provider({ authType: "DeviceFlow" }, { clock: hurriedClock([]) });
		const kept = await later.token();
		expect(kept).toEqual(await provider.token());
		await later.refresh(kept);
		expect(await server.isValid((await tokenOf(later)) ?? "")).toBe(true);
		expect(server.requests.filter((request) => request === "POST /device/auth")).toHaveLength(1);
	});

	it("asks more slowly where the server says so", async () => {
		const pauses: number[] = [];
		refusals = ["authorization_pending", "slow_down", "slow_down"];
		const clock = hurriedClock(pauses, async (pause) => pause === 4 && confirm());
		await bench.provider({ authType: "DeviceFlow" }, { clock }).refresh();
		expect(pauses).toEqual([5, 5, 10, 15]);
	});

	it.each([
		["access_denied", "refused the login on the other device for flyte.example.com:443: access_denied"],
		["expired_token", "nobody confirmed the login to flyte.example.com:443 while its code lived"],
	])("ends at %s", async (error, message) => {
		refusals = [error];
		const provider = bench.provider({ authType: "DeviceFlow" }, { clock: hurriedClock([]) });
		await expect(provider.refresh()).rejects.toThrow(message);
		expect(await provider.token()).toBeUndefined();
	});

	const code = {
		device_code: "d3v1ce",
		user_code: "ABCD",
		verification_uri: "https://localhost/device",
		expires_in: 30,
	};

	it("ends when the code does, though the server says nothing", async () => {
		const pauses: number[] = [];
		deviceAnswer = { ...code, interval: 7 };
		refusals = Array.from({ length: 10 }, () => "authorization_pending");
		const provider = bench.provider({ authType: "DeviceFlow" }, { clock: hurriedClock(pauses) });
		await expect(provider.refresh()).rejects.toThrow(
			"nobody confirmed the login to flyte.example.com:443 while its code lived",
		);
		expect(pauses).toEqual([7, 7, 7, 7, 7]);
	});

	it.each([
		["without a code", { ...code, device_code: "" }, "but not as RFC 8628 says"],
		["that never ends", { ...code, expires_in: "soon" }, "but not as RFC 8628 says"],
		[
			"with a page that is none",
			{ ...code, verification_uri: "no page" },
			"names no verification page that is an address",
		],
		["with a page in plain text", { ...code, verification_uri: "http://evil.test/" }, "only https is used"],
	])("is not begun by an answer %s", async (_, answer, message) => {
		deviceAnswer = answer;
		const provider = bench.provider({ authType: "DeviceFlow" }, { clock: hurriedClock([]) });
		await expect(provider.refresh()).rejects.toThrow(message);
		expect(bench.written).toEqual([]);
	});

	it("shows a code without what a terminal would act on", async () => {
		deviceAnswer = { ...code, user_code: "AB\u001b[2JCD" };
		refusals = ["expired_token"];
		await expect(bench.provider({ authType: "DeviceFlow" }, { clock: hurriedClock([]) }).refresh()).rejects.toThrow();
		expect(bench.written[0]).toMatch(/confirm the code ABCD$/);
	});

	it("says so where the server has no device codes", async () => {
		const { metadata } = server;
		const none = {
			...metadata,
			oauth2Metadata: async () => ({ ...(await metadata.oauth2Metadata()), deviceAuthorizationEndpoint: "" }),
		};
		const own = new LoginBench(certificates, { ...server, metadata: none });
		await expect(own.provider({ authType: "DeviceFlow" }, { clock: new FakeClock() }).refresh()).rejects.toThrow(
			"flyte.example.com:443 names no device authorization endpoint\n  way out: log in with admin.authType: Pkce or ClientSecret",
		);
		own.remove();
	});
});
