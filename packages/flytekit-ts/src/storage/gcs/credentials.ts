import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { errnoOf } from "../../context/files/access-error.js";
import { FlyteError } from "../../errors/index.js";
import { type Environment, firstOf } from "../environment.js";
import { jsonOf } from "../net/ask.js";
import type { Identity } from "../net/failure.js";
import { type Expiring, KeptValue } from "../net/kept-value.js";
import type { Net } from "../net/retry.js";
import { metadataToken } from "./metadata-token.js";
import { tokenOfFile } from "./token-of-file.js";

const NOWHERE =
	"no Google credentials were found: set GOOGLE_APPLICATION_CREDENTIALS, run gcloud auth application-default login, or give the pod a service account";
const PERMISSIONS = "give it the role Storage Object User (roles/storage.objectUser) on that bucket";

/** What is known before anybody is asked. */
interface Found {
	readonly description: string;
	readonly fetch: () => Promise<Expiring<string> | undefined>;
}

/**
 * Who asks Google Cloud Storage: GOOGLE_APPLICATION_CREDENTIALS, else the file that gcloud keeps, else the machine's own
 * service account. Tokens are fetched at first use and renewed before they expire. Nobody with STORAGE_EMULATOR_HOST.
 */
export class GoogleIdentity {
	readonly #kept: KeptValue<string | undefined>;
	readonly #find: () => Promise<readonly Found[]>;
	#found: Found | undefined;
	#current: string | undefined;

	constructor(env: Environment, net: Net) {
		this.#find = () => places(env, net);
		this.#kept = new KeptValue(net.clock, () => this.#fetch());
	}

	/** An access token; undefined where there is none: requests then go unsigned, as public buckets take them. */
	async get(): Promise<string | undefined> {
		this.#current = await this.#kept.get();
		return this.#current;
	}

	/** After the store said that the token does not hold. Whether another may be had. */
	expired(): boolean {
		if (this.#current === undefined) return false;
		this.#kept.forget(this.#current);
		return true;
	}

	get identity(): Identity {
		if (this.#found === undefined) return { description: "nobody", wayOut: NOWHERE };
		return { description: this.#found.description, wayOut: PERMISSIONS };
	}

	async #fetch(): Promise<Expiring<string | undefined>> {
		for (const place of this.#found === undefined ? await this.#find() : [this.#found]) {
			const token = await place.fetch();
			if (token === undefined) continue;
			this.#found = place;
			return token;
		}
		return { value: undefined };
	}
}

async function places(env: Environment, net: Net): Promise<readonly Found[]> {
	if (firstOf(env, "STORAGE_EMULATOR_HOST") !== undefined) return [];
	const named = firstOf(env, "GOOGLE_APPLICATION_CREDENTIALS");
	if (named !== undefined) {
		const text = await textOf(named);
		if (text === undefined) {
			throw new FlyteError(
				"STORAGE_CREDENTIALS",
				`there is no file at ${named}, which GOOGLE_APPLICATION_CREDENTIALS names`,
				{ wayOut: "check the path, and that the secret is mounted" },
			);
		}
		return [await inFile(named, text, net)];
	}
	const config = firstOf(env, "CLOUDSDK_CONFIG") ?? join(env.HOME ?? homedir(), ".config", "gcloud");
	const own = join(config, "application_default_credentials.json");
	const text = await textOf(own);
	if (text !== undefined) return [await inFile(own, text, net)];
	return [{ description: "the machine's service account", fetch: () => metadataToken(env, net) }];
}

async function inFile(file: string, text: string, net: Net): Promise<Found> {
	const source = {
		name: `the credentials file ${file}`,
		wayOut: "make it anew with gcloud, or download the key again",
	};
	const json = jsonOf(source, text);
	const account = json.client_email;
	return {
		description: typeof account === "string" ? account : `the credentials in ${file}`,
		fetch: () => tokenOfFile(net, source, json),
	};
}

async function textOf(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, "utf8");
	} catch (cause) {
		const errno = errnoOf(cause);
		if (errno === "ENOENT" || errno === "ENOTDIR") return undefined;
		throw new FlyteError("STORAGE_CREDENTIALS", `cannot read the credentials file ${file}: ${errno ?? "an error"}`, {
			cause,
			wayOut: "check who may read it",
		});
	}
}
