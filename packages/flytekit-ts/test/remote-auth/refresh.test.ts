import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../src/testing/index.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { LoginBench, tokenOf } from "./login-bench.js";
import { type OidcServer, startOidc } from "./oidc-server.js";

let certificates: Certificates;
let server: OidcServer;
let bench: LoginBench;
/** Answers for the server of tokens while set. */
let instead: ((path: string) => { readonly status: number; readonly body: string } | undefined) | undefined;

beforeAll(async () => {
	certificates = makeCertificates();
	server = await startOidc(certificates, {
		tokenLife: 3600,
		before(request, response) {
			const answer = instead?.(request.url ?? "");
			if (answer === undefined) return false;
			response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
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
	instead = undefined;
	server.requests.length = 0;
});
afterEach(() => bench.remove());

const grants = () => server.requests.filter((request) => request.startsWith("grant "));
const logins = () => grants().filter((grant) => grant === "grant authorization_code").length;
const renewals = () => grants().filter((grant) => grant === "grant refresh_token").length;

describe("a token that has to be replaced", () => {
	it("is replaced by the refresh token, with no browser, when the server refuses it", async () => {
		const provider = bench.provider();
		await provider.refresh();
		const old = await provider.token();
		await server.destroy((await tokenOf(provider)) ?? "");
		await provider.refresh(old);
		const token = (await tokenOf(provider)) ?? "";
		expect(`Bearer ${token}`).not.toBe(old?.value);
		expect(await server.isValid(token)).toBe(true);
		expect(grants()).toEqual(["grant authorization_code", "grant refresh_token"]);
	});

	it("is replaced again and again though each refresh token is good for one use", async () => {
		const provider = bench.provider();
		await provider.refresh();
		for (let i = 0; i < 4; i++) await provider.refresh(await provider.token());
		// a process that starts later has the last one
		const later = bench.provider();
		await later.refresh(await later.token());
		expect(await server.isValid((await tokenOf(later)) ?? "")).toBe(true);
		expect(logins()).toBe(1);
		expect(renewals()).toBe(5);
	});

	it("is replaced before it ends, on the way to a call", async () => {
		const clock = new FakeClock({ start: Date.now() });
		const provider = bench.provider({}, { clock });
		await provider.refresh();
		const first = await provider.token();
		await clock.advance(3600_000 - 61_000);
		expect(await provider.token()).toEqual(first);
		await clock.advance(2000);
		const second = await provider.token();
		expect(second).toBeDefined();
		expect(second).not.toEqual(first);
		expect(grants()).toEqual(["grant authorization_code", "grant refresh_token"]);
	});

	it.each([
		["a day ahead", 86_400_000],
		["a day behind", -86_400_000],
		["at the epoch", -Date.now()],
	])("is got and used where this machine's clock is %s of the server's", async (_, skew) => {
		const clock = new FakeClock({ start: Date.now() + skew });
		// an identity token comes along, whose times would not hold here
		const provider = bench.provider({ scopes: ["openid", "all"] }, { clock });
		await provider.refresh();
		const token = await provider.token();
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		await provider.refresh(token);
		expect(await provider.token()).not.toEqual(token);
		expect(logins()).toBe(1);
	});

	it("leads to a new login where the old one was ended at the server", async () => {
		const provider = bench.provider();
		await provider.refresh();
		const old = await provider.token();
		await server.revoke((await tokenOf(provider)) ?? "");
		await provider.refresh(old);
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		expect(logins()).toBe(2);
		expect(bench.written).toContain("info the login to flyte.example.com:443 has ended (invalid_grant) {}");
	});

	it("is not sent, and no browser opens, where it ended and the login too: a call without it tells whether one is needed", async () => {
		const clock = new FakeClock({ start: Date.now() });
		const provider = bench.provider({}, { clock });
		await provider.refresh();
		await server.revoke((await tokenOf(provider)) ?? "");
		await clock.advance(3600_000);
		expect(await provider.token()).toBeUndefined();
		expect(logins()).toBe(1);
		await provider.refresh(undefined);
		expect(logins()).toBe(2);
		expect(await tokenOf(provider)).toBeDefined();
	});

	it("stays, and no browser opens, where the server of tokens is broken", async () => {
		const provider = bench.provider();
		await provider.refresh();
		const old = await provider.token();
		instead = () => ({ status: 503, body: "down" });
		const host = server.origin.slice("https://".length);
		await expect(provider.refresh(old)).rejects.toThrow(
			`${host} answered a request for a token with status 503\n  way out: try again later: what was kept is kept`,
		);
		instead = undefined;
		await provider.refresh(old);
		expect(await server.isValid((await tokenOf(provider)) ?? "")).toBe(true);
		expect(logins()).toBe(1);
	});
});

describe("calls that are refused together", () => {
	it("share one refresh, whenever each hears of it", async () => {
		const provider = bench.provider();
		await provider.refresh();
		const old = await provider.token();
		await server.destroy((await tokenOf(provider)) ?? "");
		await Promise.all(Array.from({ length: 50 }, () => provider.refresh(old)));
		for (let i = 0; i < 5; i++) await provider.refresh(old);
		expect(renewals()).toBe(1);
	});

	it("share one login", async () => {
		const provider = bench.provider();
		await Promise.all(Array.from({ length: 50 }, () => provider.refresh(undefined)));
		expect(logins()).toBe(1);
		expect(bench.written.filter((line) => line.startsWith("A browser was opened"))).toHaveLength(1);
	});

	it("share a login's failure, also those that come while it goes on: nobody is asked fifty times", async () => {
		let opened = 0;
		const provider = bench.provider();
		const calls: Promise<unknown>[] = [];
		const refused = () => void calls.push(provider.refresh(undefined).catch((error: unknown) => error));
		bench.person = async (url) => {
			opened++;
			for (let i = 0; i < 25; i++) refused();
			const back = new URL(new URL(url).searchParams.get("redirect_uri") ?? "");
			back.searchParams.set("state", "another");
			await fetch(back);
			return { url, status: 0, text: "" };
		};
		for (let i = 0; i < 25; i++) refused();
		await calls[0];
		const outcomes = await Promise.all(calls);
		expect(outcomes.map((error) => (error as { code: string }).code)).toEqual(Array(50).fill("AUTH_STATE"));
		expect(opened).toBe(1);
	});

	it("take what another process has got since, without a request", async () => {
		const first = bench.provider();
		await first.refresh();
		const second = bench.provider();
		const old = await second.token();
		await first.refresh(old);
		server.requests.length = 0;
		await second.refresh(old);
		expect(await second.token()).toEqual(await first.token());
		expect(server.requests).toEqual([]);
	});

	it("share one renewal before a call", async () => {
		const clock = new FakeClock({ start: Date.now() });
		const provider = bench.provider({}, { clock });
		await provider.refresh();
		await clock.advance(3600_000);
		const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(provider)));
		expect(new Set(tokens).size).toBe(1);
		expect(renewals()).toBe(1);
	});
});
