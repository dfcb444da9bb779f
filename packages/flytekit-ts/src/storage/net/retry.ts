import { type Clock, type Random, systemClock, systemRandom } from "../../context/ports/index.js";
import { type Exchange, exchange } from "./exchange.js";

/** How often, and after which pauses, a request is tried that failed for a passing reason. */
export interface RetryPolicy {
	/** Tries in all, the first one included. */
	readonly attempts: number;
	/** Milliseconds; the pause before the second try is up to this, and doubles from there. */
	readonly baseMs: number;
	/** Milliseconds; no pause is longer. */
	readonly capMs: number;
}

/** What requests are sent with. All of it can be replaced in tests. */
export interface Net {
	readonly exchange: Exchange;
	readonly clock: Clock;
	readonly random: Random;
	readonly retry: RetryPolicy;
	/** Milliseconds without a byte after which the line counts as dead. */
	readonly idleMs: number;
}

/** The machine's network: 6 tries over about 10 seconds. */
export function systemNet(overrides: Partial<Net> = {}): Net {
	return {
		exchange,
		clock: systemClock,
		random: systemRandom,
		retry: { attempts: 6, baseMs: 200, capMs: 20_000 },
		idleMs: 60_000,
		...overrides,
	};
}

/**
 * Waits before try number `attempt` (from 2): a random part of a pause that doubles, so that many pods do not come back at
 * once; at least what the server asked for, in milliseconds.
 */
export function pauseBefore(net: Net, attempt: number, askedMs = 0): Promise<void> {
	const { baseMs, capMs } = net.retry;
	const full = Math.min(capMs, baseMs * 2 ** (attempt - 2));
	return net.clock.sleep(Math.max(Math.min(askedMs, capMs), net.random.next() * full));
}

/** Milliseconds that a Retry-After header asks for; 0 without one. */
export function askedPause(header: string | undefined, now: number): number {
	if (header === undefined) return 0;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
	const date = Date.parse(header);
	return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

/** Answers that may be others next time, whatever the protocol. */
const PASSING_STATUS = [408, 429, 500, 502, 503, 504];

/** Whether the same request may succeed when it is sent again. */
export function isPassing(status: number): boolean {
	return PASSING_STATUS.includes(status);
}
