import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** How long a browser that was let in stays so. */
const SESSION_MS = 24 * 3_600_000;

/** What a request says of itself, as far as it decides whether it is answered. */
export interface Asked {
	readonly method: string;
	readonly path: string;
	readonly header: (name: string) => string | undefined;
}

/** Why a request is refused. */
export interface Refusal {
	readonly status: 401 | 403 | 405 | 415;
	readonly why: string;
}

/**
 * Lets in the browser that was given the address with this start's token, and nobody else. Pages of other origins are refused
 * whatever they send: by Host (a name that was rebound to loopback), by Origin and by Sec-Fetch-Site. A session is signed with a
 * key that stays beside the store, readable by its owner only, so that a page survives a restart of the server.
 */
export class Guard {
	/** In the address that is printed; another for each start. */
	readonly token = randomBytes(32).toString("base64url");
	readonly #key: Buffer;
	readonly #now: () => number;
	#hosts: ReadonlySet<string> = new Set();
	#cookie = "tsflyte";

	/** `keyFile`: undefined keeps the key to this process. */
	constructor(keyFile: string | undefined, now: () => number = Date.now) {
		this.#key = keyFile === undefined ? randomBytes(32) : keptKey(keyFile);
		this.#now = now;
	}

	/** Says where it listens, once that is known. Cookies know no ports, so the name has it. */
	listensOn(port: number): void {
		this.#hosts = new Set(["127.0.0.1", "localhost", "[::1]"].map((host) => `${host}:${port}`));
		this.#cookie = `tsflyte_${port}`;
	}

	/** Undefined for a request that is to be answered. */
	refuse({ method, path, header }: Asked): Refusal | undefined {
		const host = header("host") ?? "";
		if (!this.#hosts.has(host.toLowerCase())) return { status: 403, why: "the Host header names another server" };
		const origin = header("origin");
		if (origin !== undefined && !(origin.startsWith("http://") && this.#hosts.has(origin.slice(7)))) {
			return { status: 403, why: "the request comes from a page of another origin" };
		}
		const site = header("sec-fetch-site");
		if (site !== undefined && site !== "same-origin" && site !== "none") {
			return { status: 403, why: "the request comes from a page of another site" };
		}
		const isApi = path.startsWith("/api/");
		if (method !== "GET" && method !== "HEAD" && !(method === "POST" && isApi)) {
			return { status: 405, why: `there is no ${method} here` };
		}
		if (method === "POST" && !/^application\/json(?:;|$)/i.test(header("content-type") ?? "")) {
			return { status: 415, why: "what is sent must be application/json" };
		}
		if (!isApi || path === "/api/session") return undefined;
		return this.#isKnown(header("cookie") ?? "")
			? undefined
			: { status: 401, why: "open the address that tsflyte dev printed: it has the token of this start" };
	}

	/** The value of Set-Cookie for who knows the token; undefined for others. */
	admit(token: unknown): string | undefined {
		if (typeof token !== "string" || !isSame(token, this.token)) return undefined;
		const until = String(this.#now() + SESSION_MS);
		const flags = `HttpOnly; SameSite=Strict; Path=/; Max-Age=${SESSION_MS / 1000}`;
		return `${this.#cookie}=${until}.${this.#sign(until)}; ${flags}`;
	}

	#isKnown(cookies: string): boolean {
		for (const cookie of cookies.split(";")) {
			const [name = "", value = ""] = cookie.trim().split("=", 2);
			if (name !== this.#cookie) continue;
			const [until = "", signature = ""] = value.split(".", 2);
			if (isSame(signature, this.#sign(until)) && Number(until) > this.#now()) return true;
		}
		return false;
	}

	#sign(text: string): string {
		return createHmac("sha256", this.#key).update(`${this.#cookie} ${text}`).digest("base64url");
	}
}

function isSame(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}

/** The key in a file that only its owner can read; a fresh one where there is none, or it is no key, or others can read it. */
function keptKey(file: string): Buffer {
	try {
		const key = readFileSync(file);
		if (key.length === 32) {
			chmodSync(file, 0o600);
			return key;
		}
	} catch {
		// there is none yet
	}
	const key = randomBytes(32);
	try {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, key, { mode: 0o600 });
	} catch {
		// a folder that cannot be written: pages must be opened again after a restart
	}
	return key;
}
