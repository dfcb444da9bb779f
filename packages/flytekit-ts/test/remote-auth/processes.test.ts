import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../src/context/ports/index.js";
import { withProcessLock } from "../../src/remote/auth/process-lock.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { LoginBench } from "./login-bench.js";
import { type OidcServer, startOidc } from "./oidc-server.js";

const script = fileURLToPath(new URL("refresh-process.ts", import.meta.url));
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

async function refreshing(times: number): Promise<string> {
	const args = ["--import", "tsx", script, bench.folder, server.origin, certificates.caFile, String(times)];
	const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
	return stdout.trim();
}

describe("processes that share a login", () => {
	it("refresh in turn: none uses a refresh token that another has used, which would end the login", async () => {
		await bench.provider().refresh();
		const tokens = await Promise.all([1, 2, 3].map(() => refreshing(4)));
		const renewals = server.requests.filter((request) => request === "grant refresh_token").length;
		expect(renewals).toBeGreaterThanOrEqual(4);
		expect(renewals).toBeLessThanOrEqual(12);
		const last = (await bench.provider().token())?.value ?? "";
		expect(tokens).toContain(last);
		expect(await server.isValid(last.slice("Bearer ".length))).toBe(true);
		expect(readdirSync(bench.folder).filter((name) => name.includes(".lock"))).toEqual([]);
	});
});

describe("the lock of a login", () => {
	const file = () => join(bench.folder, "flyte.lock");

	it("lets one at a time in, in one process too", async () => {
		let inside = 0;
		let most = 0;
		const act = async () => {
			most = Math.max(most, ++inside);
			await new Promise((resolve) => setTimeout(resolve, 5));
			inside--;
		};
		await Promise.all(Array.from({ length: 5 }, () => withProcessLock(file(), systemClock, () => undefined, act)));
		expect(most).toBe(1);
		expect(readdirSync(bench.folder)).toEqual([]);
	});

	it("is given back when what it was for fails", async () => {
		const failing = withProcessLock(
			file(),
			systemClock,
			() => undefined,
			() => Promise.reject(new Error("no")),
		);
		await expect(failing).rejects.toThrow("no");
		expect(readdirSync(bench.folder)).toEqual([]);
	});

	it("is taken over from a process that was killed", async () => {
		const holder = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e9)"]);
		const gone = once(holder, "exit");
		writeFileSync(file(), JSON.stringify({ id: "of-the-holder", pid: holder.pid, host: hostname() }));
		writeFileSync(`${file()}.of-the-holder`, "aside");
		const waits: number[] = [];
		const taken = withProcessLock(
			file(),
			systemClock,
			(pid) => waits.push(pid),
			async () => existsSync(file()),
		);
		await expect.poll(() => waits).toEqual([holder.pid]);
		holder.kill("SIGKILL");
		await gone;
		expect(await taken).toBe(true);
		expect(readdirSync(bench.folder)).toEqual([]);
	});

	it("is not waited for without end, and says who holds it", async () => {
		writeFileSync(file(), JSON.stringify({ id: "mine", pid: process.pid, host: hostname() }));
		await expect(
			withProcessLock(
				file(),
				hurriedClock(),
				() => undefined,
				async () => 0,
			),
		).rejects.toThrow(
			`process ${process.pid} has been logging in for more than 20 minutes\n  way out: end that process, or remove ${file()}`,
		);
		expect(existsSync(file())).toBe(true);
	});

	it("is done without where nothing can be written", async () => {
		writeFileSync(file(), "");
		expect(
			await withProcessLock(
				join(file(), "below-a-file.lock"),
				systemClock,
				() => undefined,
				async () => 7,
			),
		).toBe(7);
	});
});

/** A clock that goes on by a minute at each look. */
function hurriedClock(): Clock {
	let minutes = 0;
	return { now: () => 0, monotonic: () => 60_000 * minutes++, sleep: async () => undefined };
}
