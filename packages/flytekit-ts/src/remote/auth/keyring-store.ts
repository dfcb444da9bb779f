import type { SecretStore } from "./token-store.js";

/** The service that entries stand under. flytekit's tokens are under the server's name, in three entries that can be of different logins. */
export const KEYRING_SERVICE = "flytekit-ts";

/** A keyring that asks a person to unlock it waits so long, milliseconds; one that hangs is treated as none after that. */
const LIMIT_MS = 30_000;

/** The part of an entry of @napi-rs/keyring that is used. */
interface KeyringEntry {
	getPassword(signal?: AbortSignal): Promise<string | null | undefined>;
	setPassword(password: string, signal?: AbortSignal): Promise<void>;
	deletePassword(signal?: AbortSignal): Promise<unknown>;
}

/** Opens the entry of a Flyte server. Throws or rejects where there is no keyring. */
export type OpenEntry = (service: string, user: string) => Promise<KeyringEntry>;

/**
 * The system's keyring: Keychain, Credential Manager, Secret Service. The package that speaks with it is optional and loaded at first use; where it or
 * the keyring is missing, every call rejects and the next store serves.
 */
export function keyringStore(open: OpenEntry = openSystemEntry, limitMs = LIMIT_MS): SecretStore {
	const entry = (endpoint: string) => open(KEYRING_SERVICE, endpoint);
	let hung: Promise<never> | undefined;
	const limited = <T>(act: (signal: AbortSignal) => Promise<T>) =>
		hung ??
		withLimit(act, limitMs, (error) => {
			hung = Promise.reject(error); // whoever waited once does not wait for each further call
			hung.catch(() => undefined);
		});
	return {
		name: "the system's keyring",
		get: (endpoint) => limited(async (signal) => (await (await entry(endpoint)).getPassword(signal)) ?? undefined),
		set: (endpoint, text) => limited(async (signal) => (await entry(endpoint)).setPassword(text, signal)),
		delete: (endpoint) => limited(async (signal) => void (await (await entry(endpoint)).deletePassword(signal))),
	};
}

async function openSystemEntry(service: string, user: string): Promise<KeyringEntry> {
	const { AsyncEntry } = await import("@napi-rs/keyring");
	// Not the kernel's keyring, which the package would fall back to: it forgets at logout, and files do not.
	return new AsyncEntry(service, user, { linux: { store: "secret-service" } });
}

async function withLimit<T>(
	act: (signal: AbortSignal) => Promise<T>,
	limitMs: number,
	onLate: (error: Error) => void,
): Promise<T> {
	const controller = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			const error = new Error(`it did not answer within ${limitMs / 1000} s`);
			onLate(error);
			reject(error);
			controller.abort();
		}, limitMs);
	});
	try {
		return await Promise.race([act(controller.signal), late]);
	} finally {
		clearTimeout(timer);
	}
}
