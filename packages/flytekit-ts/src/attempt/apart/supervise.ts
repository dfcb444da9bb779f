import type { Clock } from "../../context/ports/index.js";
import type { AbortScope } from "../abort-scope.js";
import { packThrown } from "./packed.js";
import type { Running, RunningEnd } from "./running.js";
import type { TimeLimit } from "./time-limit.js";

/** How long an attempt that is told to end has for it. */
const GRACE_MS = 250;
/** How long a program may take to be loaded before the time of its task begins to count all the same. */
const LONGEST_LOAD_MS = 60_000;

/** What surrounds an attempt that runs apart. */
export interface Supervision {
	readonly limit: TimeLimit | undefined;
	readonly scope: AbortScope;
	readonly clock: Clock;
}

/**
 * Waits for an attempt that runs apart, and sees to it that it ends: at its limit of time, and when the run is stopped. It is
 * asked first and, as it may be past hearing, ended then. Throws the limit's verdict, or the reason of the stop.
 */
export async function supervise(running: Running, { limit, scope, clock }: Supervision): Promise<RunningEnd> {
	const over = new AbortController();
	const { signal } = over;
	try {
		const ends: Promise<RunningEnd | { readonly type: "stop"; readonly reason: unknown }>[] = [running.ended];
		ends.push(stopOf(scope, signal));
		if (limit !== undefined) ends.push(timeOf(running, limit, clock, signal));
		const first = await Promise.race(ends);
		if (first.type !== "stop") return first;
		running.abort(packThrown(reasonOf(first.reason)));
		await Promise.race([running.ended, pause(GRACE_MS)]);
		await running.kill();
		throw first.reason;
	} finally {
		over.abort();
	}
}

async function timeOf(running: Running, limit: TimeLimit, clock: Clock, signal: AbortSignal) {
	try {
		await Promise.race([running.begun, clock.sleep(LONGEST_LOAD_MS, signal)]);
		await clock.sleep(limit.ms, signal);
		return { type: "stop" as const, reason: limit.verdict as unknown };
	} catch {
		return new Promise<never>(() => {}); // it is over: nobody waits for this any more
	}
}

function stopOf(scope: AbortScope, over: AbortSignal): Promise<{ readonly type: "stop"; readonly reason: unknown }> {
	return new Promise((resolve) => {
		const { signal } = scope;
		const stop = () => resolve({ type: "stop", reason: scope.reason });
		if (scope.aborted) return stop();
		signal.addEventListener("abort", stop, { once: true });
		over.addEventListener("abort", () => signal.removeEventListener("abort", stop), { once: true });
	});
}

function reasonOf(reason: unknown): unknown {
	return (reason as { readonly thrown?: unknown } | undefined)?.thrown ?? reason;
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, ms).unref();
	});
}
