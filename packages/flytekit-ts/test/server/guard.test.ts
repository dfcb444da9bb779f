import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunningPage } from "../../src/server/index.js";
import { graph, node, task } from "../engine/build.js";
import { ask, type Kept, kept, letIn } from "./kept.js";

const inc = task("m.inc", ["x"], ({ x }) => (x as number) + 1);
let project: Kept;
let page: RunningPage;
let cookie: string;
beforeEach(async () => {
	project = kept();
	await project.run("r1", graph([node("n0", inc, { x: 1 })], { o0: "n0.o0" }));
	page = await project.serve();
	cookie = await letIn(page);
});
afterEach(() => project.close());

const status = async (path: string, options: Parameters<typeof ask>[2] = {}) =>
	(await ask(page.port, path, options)).status;

describe("who is answered", () => {
	test("the browser with the token's cookie, and nobody without", async () => {
		expect(await status("/api/runs", { headers: { cookie } })).toBe(200);
		for (const path of [
			"/api/runs",
			"/api/about",
			"/api/live",
			"/api/programs",
			"/api/runs/r1",
			"/api/runs/r1/history",
		]) {
			expect(await status(path), path).toBe(401);
			expect(await status(path, { headers: { cookie: cookie.replace(/.$/, "!") } }), path).toBe(401);
		}
		expect(await status(`/api/runs?token=${page.token}`)).toBe(401);
	});

	test("only with the token of this start", async () => {
		for (const token of ["", "x", page.token.slice(1), 5, null, [page.token]]) {
			const body = JSON.stringify({ token });
			const headers = { "content-type": "application/json" };
			expect(await status("/api/session", { method: "POST", headers, body }), body).toBe(401);
		}
	});

	test("the cookie cannot be read by scripts nor sent from other sites, and is for this port", async () => {
		const headers = { "content-type": "application/json" };
		const body = JSON.stringify({ token: page.token });
		const answer = await ask(page.port, "/api/session", { method: "POST", headers, body });
		expect(String(answer.headers["set-cookie"])).toMatch(
			new RegExp(`^tsflyte_${page.port}=[^;]+; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`),
		);
	});

	test("no name that was rebound to loopback", async () => {
		for (const host of [
			"evil.test",
			`evil.test:${page.port}`,
			"127.0.0.1:1",
			"127.0.0.1",
			`127.0.0.1.evil.test:${page.port}`,
		]) {
			expect(await status("/api/runs", { headers: { cookie, host } }), host).toBe(403);
			expect(await status("/", { headers: { host } }), host).toBe(403);
		}
		for (const host of [`localhost:${page.port}`, `[::1]:${page.port}`, `LOCALHOST:${page.port}`]) {
			expect(await status("/", { headers: { host } }), host).toBe(200);
		}
	});

	test("no page of another origin or site, whatever it sends", async () => {
		for (const origin of ["http://evil.test", "null", `https://127.0.0.1:${page.port}`, "http://127.0.0.1:1"]) {
			expect(await status("/api/runs", { headers: { cookie, origin } }), origin).toBe(403);
		}
		for (const site of ["cross-site", "same-site"]) {
			expect(await status("/api/runs", { headers: { cookie, "sec-fetch-site": site } }), site).toBe(403);
		}
		const own = { cookie, origin: `http://127.0.0.1:${page.port}`, "sec-fetch-site": "same-origin" };
		expect(await status("/api/runs", { headers: own })).toBe(200);
	});

	test("nothing changes by GET, by other methods, or by what a form can send", async () => {
		for (const path of [
			"/api/runs/r1/abort",
			"/api/runs/r1/recover",
			"/api/runs/r1/answer",
			"/api/check",
			"/api/session",
		]) {
			expect(await status(path, { headers: { cookie } }), path).toBe(405);
			for (const type of [
				"text/plain",
				"application/x-www-form-urlencoded",
				"multipart/form-data",
				"application/jsonp",
			]) {
				const headers = { cookie, "content-type": type };
				expect(await status(path, { method: "POST", headers, body: "{}" }), `${path} ${type}`).toBe(415);
			}
		}
		for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
			expect(await status("/api/runs/r1", { method, headers: { cookie } }), method).toBe(405);
		}
		expect(
			await status("/api/runs/r1", { method: "POST", headers: { cookie, "content-type": "application/json" } }),
		).toBe(405);
	});
});

test("only loopback is bound", () => {
	expect(page.addresses.every((address) => address === "127.0.0.1" || address === "::1")).toBe(true);
	if (!existsSync("/proc/net/tcp")) return;
	const port = page.port.toString(16).toUpperCase().padStart(4, "0");
	const bound = ["tcp", "tcp6"].flatMap((table) =>
		readFileSync(`/proc/net/${table}`, "utf8")
			.split("\n")
			.map((line) => line.trim().split(/\s+/))
			.filter((fields) => fields[3] === "0A" && fields[1]?.endsWith(`:${port}`))
			.map((fields) => fields[1]?.split(":")[0]),
	);
	expect(bound.length).toBeGreaterThan(0);
	for (const address of bound) expect(["0100007F", "00000000000000000000000001000000"]).toContain(address);
});

test("what is not the page's own is not there, however it is spelled", async () => {
	for (const path of [
		"/../store.db",
		"/..%2f..%2fetc/passwd",
		"/assets/../../.flyte/store.db",
		"/%2e%2e/store.db",
		"/assets/none.js",
	]) {
		expect(await status(path), path).toBe(404);
	}
	const { text } = await ask(page.port, "/runs/..%2f..%2fetc%2fpasswd", { headers: { cookie } });
	expect(text).toContain("<title>page</title>");
	expect(await status("/api/runs/..%2f..%2fetc%2fpasswd", { headers: { cookie } })).toBe(404);
});

test("every answer says what a browser may do with it, and lets no other page read it", async () => {
	for (const path of ["/", "/runs/r1", "/api/runs", "/api/nothing", "/assets/a-1.js"]) {
		const { headers } = await ask(page.port, path, { headers: { cookie } });
		expect(headers["content-security-policy"], path).toMatch(/^default-src 'self';.*frame-ancestors 'none'$/);
		expect(headers["x-content-type-options"], path).toBe("nosniff");
		expect(headers["access-control-allow-origin"], path).toBeUndefined();
	}
});

test("a session outlives a restart, by a key that only its owner can read", async () => {
	expect(statSync(join(project.folder, ".flyte", "page-key")).mode & 0o777).toBe(0o600);
	await page.close();
	const again = await project.serve();
	expect(again.token).not.toBe(page.token);
	// the cookie's name has the port, so it is renamed for the test
	const renamed = cookie.replace(String(page.port), String(again.port));
	const { status: answered } = await ask(again.port, "/api/runs", { headers: { cookie: renamed } });
	expect(answered).toBe(401);
	expect((await ask(again.port, "/api/runs", { headers: { cookie: await letIn(again) } })).status).toBe(200);
});
