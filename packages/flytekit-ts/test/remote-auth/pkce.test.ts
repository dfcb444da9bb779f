import { connect, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../src/testing/index.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { LoginBench, tokenOf } from "./login-bench.js";
import { type OidcServer, startOidc } from "./oidc-server.js";
import { ScriptedBrowser } from "./scripted-browser.js";

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

/** The browser up to where it would come back, and that address. */
async function cameBack(url: string): Promise<URL> {
	const browser = new ScriptedBrowser(certificates.ca);
	browser.stopBefore = (address) => address.startsWith("http://localhost:");
	return new URL((await browser.browse(url)).url);
}

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

	it("sends the browser off with PKCE, state, scopes and audience", async () => {
		let sent: URL | undefined;
		const opened = bench.person;
		bench.person = (url) => {
			sent = new URL(url);
			return opened(url);
		};
		await bench.provider({ audience: "flyte", scopes: ["all"] }).refresh();
		const asked = Object.fromEntries(sent?.searchParams ?? []);
		expect(asked).toMatchObject({
			client_id: "flytectl",
			response_type: "code",
			code_challenge_method: "S256",
			scope: "all",
			audience: "flyte",
		});
		expect(asked.code_challenge).toMatch(/^[\w-]{43}$/);
		expect(asked.state).toMatch(/^[\w-]{43}$/);
		expect(asked.redirect_uri).toMatch(/^http:\/\/localhost:\d+\/callback$/);
	});

	it("prints the address where no browser opens", async () => {
		const provider = bench.provider({}, { openBrowser: async () => false });
		const done = provider.refresh();
		await expect.poll(() => bench.written).toHaveLength(1);
		const [line = ""] = bench.written;
		expect(line).toMatch(
			/^To log in to flyte\.example\.com:443, open this address in a browser on this machine: https:\/\/localhost:/,
		);
		await new ScriptedBrowser(certificates.ca).browse(line.replace(/^.*: https:/, "https:"));
		await done;
		expect(await tokenOf(provider)).toBeDefined();
	});

	it("uses what an earlier process kept, without a request", async () => {
		const first = bench.provider();
		await first.refresh();
		server.requests.length = 0;
		expect(await bench.provider().token()).toEqual(await first.token());
		expect(server.requests).toEqual([]);
	});

	it("keeps the tokens of two servers apart", async () => {
		await bench.provider().refresh();
		expect(await bench.provider({ endpoint: "other.example.com:443" }).token()).toBeUndefined();
		expect(await bench.provider({ endpoint: "FLYTE.example.com" }).token()).toBeDefined();
	});

	it("puts the token into the header that the server names", async () => {
		const provider = bench.provider({ authorizationHeader: "Flyte-Authorization" });
		await provider.refresh();
		expect((await provider.token())?.header).toBe("flyte-authorization");
		expect((await bench.provider().token())?.header).toBe("flyte-authorization");
	});
});

describe("a login that does not come about", () => {
	it("is refused where the browser comes back with another state", async () => {
		bench.person = async (url) => {
			const back = await cameBack(url);
			back.searchParams.set("state", "of-somebody-else");
			return new ScriptedBrowser(certificates.ca).open(back.href);
		};
		const provider = bench.provider();
		await expect(provider.refresh()).rejects.toThrow(
			"the browser came back to the login to flyte.example.com:443 with another state than it was sent off with\n  way out: log in again, and close pages of earlier logins first",
		);
		expect(server.requests).not.toContain("POST /token");
		await expect.poll(() => bench.pages[0]?.status).toBe(400);
		expect(await provider.token()).toBeUndefined();
	});

	it("answers one browser only, and takes nothing from a second", async () => {
		const statuses: (number | string)[] = [];
		bench.person = async (url) => {
			const back = await cameBack(url);
			const twice = await Promise.allSettled([0, 1].map(() => new ScriptedBrowser(certificates.ca).open(back.href)));
			for (const visit of twice) statuses.push(visit.status === "fulfilled" ? visit.value.status : visit.reason.code);
			return { url, status: 0, text: "" };
		};
		const provider = bench.provider();
		await provider.refresh();
		await expect.poll(() => statuses).toHaveLength(2);
		expect(statuses.filter((status) => status === 200)).toHaveLength(1);
		expect(["ECONNREFUSED", "ECONNRESET", 410]).toContain(statuses.find((status) => status !== 200));
		expect(server.requests.filter((request) => request === "POST /token")).toHaveLength(1);
	});

	it("turns away other paths, methods and names of host, and goes on waiting", async () => {
		const statuses: number[] = [];
		bench.person = async (url) => {
			const back = await cameBack(url);
			const port = Number(back.port);
			statuses.push((await new ScriptedBrowser(certificates.ca).open(new URL("/favicon.ico", back).href)).status);
			statuses.push(
				await rawStatus(
					port,
					`POST ${back.pathname}${back.search} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 0\r\n\r\n`,
				),
			);
			statuses.push(
				await rawStatus(port, `GET ${back.pathname}${back.search} HTTP/1.1\r\nHost: evil.test:${port}\r\n\r\n`),
			);
			statuses.push(await rawStatus(port, `GET http://[ HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`));
			return new ScriptedBrowser(certificates.ca).open(back.href);
		};
		const provider = bench.provider();
		await provider.refresh();
		expect(statuses).toEqual([404, 405, 403, 404]);
		expect(await tokenOf(provider)).toBeDefined();
	});

	it("is refused with the server's reason where the person says no", async () => {
		bench.person = async (url) => {
			const browser = new ScriptedBrowser(certificates.ca);
			const form = await browser.open(url);
			return browser.open(`${form.url}/abort`);
		};
		await expect(bench.provider().refresh()).rejects.toThrow(
			"the login to flyte.example.com:443 was refused in the browser: access_denied (End-User aborted interaction)",
		);
		await expect.poll(() => bench.pages[0]?.text).toContain("was not logged in to: access_denied");
	});

	it("ends after two minutes, and nothing listens any more", async () => {
		const clock = new FakeClock();
		let redirect = "";
		bench.person = async (url) => {
			redirect = new URL(url).searchParams.get("redirect_uri") ?? "";
			return { url, status: 0, text: "" };
		};
		const provider = bench.provider({}, { clock });
		const login = provider.refresh();
		const outcome = expect(login).rejects.toThrow("nobody logged in to flyte.example.com:443 within 120 s");
		await expect.poll(() => clock.sleepers).toBe(1);
		await clock.advance(119_999);
		expect(clock.sleepers).toBe(1);
		await clock.advance(1);
		await outcome;
		await expect(new ScriptedBrowser(certificates.ca).open(redirect)).rejects.toThrow("ECONNREFUSED");
	});

	it("says who holds the port", async () => {
		const holder = createServer().listen(0, "127.0.0.1");
		await new Promise((resolve) => holder.once("listening", resolve));
		const { port } = holder.address() as { port: number };
		const own = await startOidc(certificates, { publicClient: { redirectUri: `http://127.0.0.1:${port}/callback` } });
		const login = new LoginBench(certificates, own);
		await expect(login.provider().refresh()).rejects.toThrow(
			`cannot listen on 127.0.0.1:${port} for the browser to come back from logging in to flyte.example.com:443: EADDRINUSE`,
		);
		login.remove();
		await own.close();
		holder.close();
	});

	it.each(["https://localhost:1/callback", "http://evil.test:53593/callback", "http://10.0.0.1/callback", "nonsense"])(
		"never has the browser come back to %s",
		async (redirectUri) => {
			const own = await startOidc(certificates, { publicClient: { redirectUri } });
			const login = new LoginBench(certificates, own);
			await expect(login.provider().refresh()).rejects.toThrow(
				`flyte.example.com:443 sends browsers back to ${JSON.stringify(redirectUri)}, which is not http on this machine`,
			);
			expect(own.requests).toEqual([]);
			login.remove();
			await own.close();
		},
	);
});

function rawStatus(port: number, request: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, "127.0.0.1", () => socket.write(request));
		socket.once("data", (data) => {
			resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]));
			socket.destroy();
		});
		socket.once("error", reject);
	});
}
