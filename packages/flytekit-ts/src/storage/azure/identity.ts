import type { HttpRequest } from "../net/exchange.js";
import type { Identity } from "../net/failure.js";
import { KeptValue } from "../net/kept-value.js";
import type { Net } from "../net/retry.js";
import type { AzureSettings } from "./settings.js";
import { sharedKey } from "./shared-key.js";
import type { AzureTokens } from "./tokens.js";

const NOWHERE =
	"no Azure credentials were found for this account: set AZURE_STORAGE_CONNECTION_STRING, an account key or a SAS token, or give the pod a workload identity";
const PERMISSIONS =
	"give it the role Storage Blob Data Contributor on that container; a SAS needs read, write, delete and list";

/** Who asks Azure: the account's key, a shared access signature, else a token. Keys and signatures hold for their own account only. */
export class AzureIdentity {
	readonly #settings: AzureSettings;
	readonly #tokens: AzureTokens;
	readonly #kept: KeptValue<string | undefined>;
	readonly #net: Net;
	#current: string | undefined;
	#asked: "key" | "sas" | "token" | undefined;

	constructor(settings: AzureSettings, tokens: AzureTokens, net: Net) {
		this.#settings = settings;
		this.#tokens = tokens;
		this.#net = net;
		this.#kept = new KeptValue(net.clock, async () => (await tokens.fetch()) ?? { value: undefined });
	}

	/** The request, dated and with what says who asks. Its scope is the account. */
	async authorize(request: HttpRequest): Promise<HttpRequest> {
		const { account, key, sas } = this.#settings;
		const dated = {
			...request,
			headers: {
				...request.headers,
				"x-ms-version": "2021-12-02",
				"x-ms-date": new Date(this.#net.clock.now()).toUTCString(),
			},
		};
		const own = account !== undefined && request.scope === account;
		if (own && key !== undefined) {
			this.#asked = "key";
			return withAuthorization(dated, sharedKey(dated, account, key));
		}
		if (own && sas !== undefined) {
			this.#asked = "sas";
			return { ...dated, url: `${dated.url}${dated.url.includes("?") ? "&" : "?"}${sas}` };
		}
		this.#current = await this.#kept.get();
		this.#asked = this.#current === undefined ? undefined : "token";
		return this.#current === undefined ? dated : withAuthorization(dated, `Bearer ${this.#current}`);
	}

	/** After the store said that the token does not hold. Whether another may be had. */
	expired(): boolean {
		if (this.#asked !== "token" || this.#current === undefined) return false;
		this.#kept.forget(this.#current);
		return true;
	}

	get identity(): Identity {
		if (this.#asked === undefined) return { description: "nobody", wayOut: NOWHERE };
		const account = this.#settings.account ?? "";
		const description = {
			key: `the key of account ${account}`,
			sas: `the shared access signature of account ${account}`,
			token: this.#tokens.description,
		}[this.#asked];
		return { description, wayOut: PERMISSIONS };
	}
}

function withAuthorization(request: HttpRequest, authorization: string): HttpRequest {
	return { ...request, headers: { ...request.headers, authorization } };
}
