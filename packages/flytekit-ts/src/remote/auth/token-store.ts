import type { Logger } from "../../context/logger.js";
import { isFlyteError } from "../../errors/index.js";
import { type Credentials, credentialsFromText, credentialsToText } from "./credentials.js";
import { fileStore } from "./file-store.js";
import { keyringStore } from "./keyring-store.js";
import { tokenFolder } from "./token-folder.js";

/** Where texts are kept between processes, each under the name of a Flyte server. flytekit: KeyringStore. */
export interface SecretStore {
	/** For messages: `the system's keyring`, `files in ...`. */
	readonly name: string;
	/** Undefined when nothing is kept. Throws when that cannot be known. */
	get(endpoint: string): Promise<string | undefined>;
	set(endpoint: string, text: string): Promise<void>;
	/** No error when there is none. */
	delete(endpoint: string): Promise<void>;
}

/** Tokens kept between processes. Nothing here throws: a token that cannot be kept is logged, and the next process logs in again. */
export interface TokenStore {
	load(endpoint: string): Promise<Credentials | undefined>;
	save(endpoint: string, credentials: Credentials): Promise<void>;
	delete(endpoint: string): Promise<void>;
}

/**
 * Keeps tokens in the first store that takes them, and looks for them in all: the system's keyring, and files where there is none or it does not
 * answer. What goes to one is taken out of the others, so that no old refresh token stays behind.
 */
export function tokenStore(
	logger: Logger,
	stores: readonly SecretStore[] = [keyringStore(), fileStore(tokenFolder(), (what) => logger.warn(what))],
): TokenStore {
	const attempt = async <T>(store: SecretStore, what: string, act: () => Promise<T>): Promise<T | undefined> => {
		try {
			return await act();
		} catch (error) {
			const level = isFlyteError(error, "AUTH_STORE") ? "warn" : "debug"; // that there is no keyring is no news
			logger[level](`${store.name} could not ${what}: ${(error as Error).message}`);
			return undefined;
		}
	};
	const remove = (store: SecretStore, endpoint: string) =>
		attempt(store, "forget a token", () => store.delete(endpoint));
	return {
		async load(endpoint) {
			for (const store of stores) {
				const text = await attempt(store, "be read", () => store.get(endpoint));
				if (text === undefined) continue;
				const credentials = credentialsFromText(endpoint, text);
				if (credentials !== undefined) return credentials;
				logger.warn(`what ${store.name} holds for ${endpoint} is damaged; it is not used`);
			}
			return undefined;
		},
		async save(endpoint, credentials) {
			const text = credentialsToText(endpoint, credentials);
			const errors: string[] = [];
			let kept: SecretStore | undefined;
			for (const store of stores) {
				try {
					await store.set(endpoint, text);
					kept = store;
					break;
				} catch (error) {
					errors.push(`${store.name}: ${(error as Error).message}`);
				}
			}
			if (kept === undefined)
				logger.warn(`the token for ${endpoint} is not kept, the next command logs in again: ${errors.join("; ")}`);
			await Promise.all(stores.filter((store) => store !== kept).map((store) => remove(store, endpoint)));
		},
		async delete(endpoint) {
			await Promise.all(stores.map((store) => remove(store, endpoint)));
		},
	};
}
