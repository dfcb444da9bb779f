import type { Logger } from "../../context/logger.js";
import type { Clock } from "../../context/ports/index.js";
import { FlyteError } from "../../errors/index.js";
import type { TokenHeader, TokenProvider } from "../token-provider.js";
import { type Credentials, isStale } from "./credentials.js";
import type { Flow } from "./flow.js";
import type { Mask } from "./mask.js";
import { withProcessLock } from "./process-lock.js";
import type { TokenStore } from "./token-store.js";

/** What a session is made of. */
export interface SessionParts {
	/** Lower-case `host:port`; tokens are kept by it. */
	readonly endpoint: string;
	/** Whether a token would go to another machine in plain text. */
	readonly exposed: boolean;
	readonly flow: Flow;
	readonly store: TokenStore;
	readonly lockFile: string;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly mask: Mask;
	say(line: string): void;
}

/** One token, held for one Flyte server: shared by all calls of this process, and by the store with other processes. */
export class TokenSession implements TokenProvider {
	readonly #parts: SessionParts;
	#held: Credentials | undefined;
	#loading: Promise<void> | undefined;
	#changing: Promise<void> | undefined;
	/** Whether what is under way may ask a person; one that may not can end with no token and no error. */
	#askingPerson = false;

	constructor(parts: SessionParts) {
		this.#parts = parts;
	}

	async token(): Promise<TokenHeader | undefined> {
		const { flow, clock } = this.#parts;
		if (this.#parts.exposed) return undefined;
		this.#loading ??= this.#load();
		await this.#loading;
		const held = this.#held;
		if (held !== undefined && isStale(held, clock.now()) && (!flow.withPerson || held.refreshToken !== undefined))
			await this.#change(held.accessToken, false);
		// a stale one that could not be replaced is not sent: the server then says whether it wants a login
		return this.#held === undefined || isStale(this.#held, clock.now()) ? undefined : header(this.#held);
	}

	async refresh(refused?: TokenHeader): Promise<void> {
		const { endpoint, flow } = this.#parts;
		if (this.#parts.exposed)
			throw new FlyteError("AUTH_INSECURE", `${endpoint} wants a token, but the channel to it is not encrypted`, {
				wayOut: "set admin.insecure to false, or reach the server at an address of this machine",
			});
		const mine = refused?.value ?? (this.#held === undefined ? undefined : header(this.#held).value);
		// calls refused together share one login and its failure
		if (this.#changing !== undefined && this.#askingPerson === flow.withPerson) return this.#changing;
		await this.#changing?.catch(() => undefined);
		if (this.#held !== undefined && header(this.#held).value !== mine) return;
		await this.#change(mine === undefined ? undefined : mine.replace(/^Bearer /, ""), flow.withPerson);
	}

	async #load(): Promise<void> {
		const { endpoint, flow, store, mask } = this.#parts;
		if (!flow.withPerson) return;
		this.#held = await store.load(endpoint);
		mask.add(this.#held?.accessToken, this.#held?.refreshToken);
	}

	/** Calls that want another token while one is being got share it. */
	#change(old: string | undefined, askPerson: boolean): Promise<void> {
		if (this.#changing === undefined) {
			this.#askingPerson = askPerson;
			this.#changing = this.#replace(old, askPerson).finally(() => {
				this.#changing = undefined;
			});
		}
		return this.#changing;
	}

	async #replace(old: string | undefined, askPerson: boolean): Promise<void> {
		const { flow, lockFile, clock, endpoint, say } = this.#parts;
		if (!flow.withPerson) {
			this.#held = await flow.obtain();
			return;
		}
		const waiting = (pid: number) => say(`Waiting for process ${pid}, which is logging in to ${endpoint}`);
		await withProcessLock(lockFile, clock, waiting, () => this.#replaceKept(old, askPerson));
	}

	/** With the lock held: another process may have got a token since, and its refresh token is the one that counts. */
	async #replaceKept(old: string | undefined, askPerson: boolean): Promise<void> {
		const { endpoint, flow, store, clock, logger, mask } = this.#parts;
		const kept = (await store.load(endpoint)) ?? this.#held;
		mask.add(kept?.accessToken, kept?.refreshToken);
		if (kept !== undefined && kept.accessToken !== old && !isStale(kept, clock.now())) {
			this.#held = kept;
			return;
		}
		if (kept?.refreshToken !== undefined && flow.renew !== undefined) {
			const answer = await flow.renew({ ...kept, refreshToken: kept.refreshToken });
			if (!("refused" in answer)) return this.#keep(answer);
			logger.info(`the login to ${endpoint} has ended (${answer.refused})`);
			await store.delete(endpoint);
		}
		this.#held = undefined;
		if (askPerson) await this.#keep(await flow.obtain());
	}

	async #keep(credentials: Credentials): Promise<void> {
		this.#held = credentials;
		await this.#parts.store.save(this.#parts.endpoint, credentials);
	}
}

function header({ header: name, accessToken }: Credentials): TokenHeader {
	return { header: name, value: `Bearer ${accessToken}` };
}
