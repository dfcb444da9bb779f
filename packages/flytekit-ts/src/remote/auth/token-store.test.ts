import { describe, expect, it } from "vitest";
import type { Logger } from "../../context/logger.js";
import { credentialsToText } from "./credentials.js";
import { keyringStore } from "./keyring-store.js";
import { type SecretStore, tokenStore } from "./token-store.js";

const credentials = { accessToken: "canary-access", refreshToken: "canary-refresh", header: "authorization" };

function memoryStore(
	name: string,
	texts = new Map<string, string>(),
): SecretStore & { readonly texts: Map<string, string> } {
	return {
		name,
		texts,
		get: async (endpoint) => texts.get(endpoint),
		set: async (endpoint, text) => void texts.set(endpoint, text),
		delete: async (endpoint) => void texts.delete(endpoint),
	};
}

function brokenStore(why = "there is none"): SecretStore {
	const fail = () => Promise.reject(new Error(why));
	return { name: "a broken store", get: fail, set: fail, delete: fail };
}

function listener(): Logger & { readonly lines: string[] } {
	const lines: string[] = [];
	const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
	return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

describe("keeping tokens", () => {
	it("takes the first store that works, and clears the others of older ones", async () => {
		const first = memoryStore("first");
		const second = memoryStore("second", new Map([["flyte:443", "older"]]));
		await tokenStore(listener(), [first, second]).save("flyte:443", credentials);
		expect(first.texts.size).toBe(1);
		expect(second.texts.size).toBe(0);
		expect(await tokenStore(listener(), [first, second]).load("flyte:443")).toEqual(credentials);
	});

	it("falls back, and finds again what it kept there", async () => {
		const files = memoryStore("files");
		const logger = listener();
		const store = tokenStore(logger, [brokenStore(), files]);
		await store.save("flyte:443", credentials);
		expect(await store.load("flyte:443")).toEqual(credentials);
		await store.delete("flyte:443");
		expect(files.texts.size).toBe(0);
		// that a machine has no keyring is no news
		expect(logger.lines.filter((line) => !line.startsWith("debug"))).toEqual([]);
	});

	it("goes on without, and says so, where nothing keeps", async () => {
		const logger = listener();
		const store = tokenStore(logger, [brokenStore("locked"), brokenStore("read-only")]);
		await store.save("flyte:443", credentials);
		expect(await store.load("flyte:443")).toBeUndefined();
		expect(logger.lines.filter((line) => line.startsWith("warn"))).toEqual([
			"warn the token for flyte:443 is not kept, the next command logs in again: a broken store: locked; a broken store: read-only",
		]);
		expect(logger.lines.join()).not.toContain("canary");
	});

	it("looks further where one store's entry is damaged, and says so", async () => {
		const logger = listener();
		const damaged = memoryStore("first", new Map([["flyte:443", '{"version":1,"acc']]));
		const good = memoryStore("second", new Map([["flyte:443", credentialsToText("flyte:443", credentials)]]));
		expect(await tokenStore(logger, [damaged, good]).load("flyte:443")).toEqual(credentials);
		expect(logger.lines).toEqual(["warn what first holds for flyte:443 is damaged; it is not used"]);
	});
});

describe("the system's keyring", () => {
	/** A keyring in memory, with the calls of the real one. */
	function fakeKeyring() {
		const passwords = new Map<string, string>();
		const open = async (service: string, user: string) => {
			const key = JSON.stringify([service, user]);
			return {
				getPassword: async () => passwords.get(key) ?? null,
				setPassword: async (password: string) => void passwords.set(key, password),
				deletePassword: async () => passwords.delete(key),
			};
		};
		return { passwords, open };
	}

	it("holds one entry for each server, token and refresh token together", async () => {
		const { passwords, open } = fakeKeyring();
		const files = memoryStore("files");
		const store = tokenStore(listener(), [keyringStore(open), files]);
		await store.save("flyte:443", credentials);
		await store.save("other:443", credentials);
		expect([...passwords.keys()]).toEqual(['["flytekit-ts","flyte:443"]', '["flytekit-ts","other:443"]']);
		expect(files.texts.size).toBe(0);
		expect(await store.load("flyte:443")).toEqual(credentials);
		await store.delete("flyte:443");
		expect(await store.load("flyte:443")).toBeUndefined();
		expect(passwords.size).toBe(1);
	});

	it("is done without where its package is not installed", async () => {
		const files = memoryStore("files");
		const missing = () =>
			Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" }));
		const store = tokenStore(listener(), [keyringStore(missing), files]);
		await store.save("flyte:443", credentials);
		expect(await store.load("flyte:443")).toEqual(credentials);
	});

	it("is done without where it hangs, and waited for only once", async () => {
		let opened = 0;
		const open = () => {
			opened++;
			return new Promise<never>(() => undefined);
		};
		const files = memoryStore("files");
		const store = tokenStore(listener(), [keyringStore(open, 20), files]);
		await store.save("flyte:443", credentials);
		expect(await store.load("flyte:443")).toEqual(credentials);
		await store.delete("flyte:443");
		expect(files.texts.size).toBe(0);
		expect(opened).toBe(1);
	});

	it("of this machine works, or is done without", async () => {
		const store = tokenStore(listener(), [keyringStore(), memoryStore("files")]);
		await store.save("test-of-flytekit-ts:443", credentials);
		expect(await store.load("test-of-flytekit-ts:443")).toEqual(credentials);
		await store.delete("test-of-flytekit-ts:443");
		expect(await store.load("test-of-flytekit-ts:443")).toBeUndefined();
	});
});
