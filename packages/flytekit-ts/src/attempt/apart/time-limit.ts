import type { Clock } from "../../context/ports/index.js";
import { FlyteError } from "../../errors/index.js";
import { TIMED_OUT, type Verdict, verdict } from "../classify.js";
import type { Apart } from "./apart.js";

/** How long an attempt may take, and what Flyte calls it when it takes longer. */
export interface TimeLimit {
	readonly ms: number;
	/** Thrown in place of what the attempt might still say. */
	readonly verdict: Verdict;
}

/**
 * The limit of the attempt that begins now. As propeller has it, one attempt may take the task's timeout, after which it is
 * tried again where retries are left; all of them together twice that, which is the end. Elements of an array have no second
 * limit. Undefined where there is no timeout.
 */
export function timeLimit(apart: Apart, clock: Clock, isElement: boolean): TimeLimit | undefined {
	const { timeoutMs } = apart;
	if (timeoutMs === undefined) return undefined;
	const now = clock.monotonic();
	apart.firstBegan ??= now;
	const left = apart.firstBegan + 2 * timeoutMs - now;
	if (isElement || left >= timeoutMs) return { ms: timeoutMs, verdict: tooLong(timeoutMs) };
	return { ms: Math.max(0, left), verdict: deadline(timeoutMs) };
}

function tooLong(timeoutMs: number): Verdict {
	const thrown = new FlyteError("ATTEMPT_TIMEOUT", `it took longer than its timeout of ${inSeconds(timeoutMs)}`, {
		wayOut: "give it a longer timeout, or less to do at once",
	});
	return verdict(thrown, TIMED_OUT);
}

function deadline(timeoutMs: number): Verdict {
	const all = inSeconds(2 * timeoutMs);
	const thrown = new FlyteError(
		"ATTEMPT_DEADLINE",
		`its attempts took longer than ${all} together, which is twice its timeout of ${inSeconds(timeoutMs)}`,
		{ wayOut: "give it a longer timeout: on Flyte, too, all attempts share twice that" },
	);
	return verdict(thrown, { code: "Timeout", kind: "user", recoverable: false });
}

function inSeconds(ms: number): string {
	return `${ms / 1000} s`;
}
