import type { DynamicJobSpec } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import { AbortScope } from "../abort-scope.js";
import { type AttemptSurroundings, attemptHere, type TaskCall } from "../attempt.js";
import type { TimeLimit } from "./time-limit.js";

/**
 * Makes an attempt in this thread and watches its time by the run's clock. At its end the attempt is told, through its signal,
 * and not waited for: code that does not listen goes on, and what it still gives is dropped.
 */
export async function attemptHereWithin(
	call: TaskCall,
	attempt: number,
	host: AttemptSurroundings,
	limit: TimeLimit,
): Promise<LiteralMap | DynamicJobSpec> {
	const scope = new AbortScope(call.scope);
	const over = new AbortController();
	try {
		const timedOut = host.settings.clock.sleep(limit.ms, over.signal).then(
			() => {
				scope.abort(limit.verdict.thrown);
				throw limit.verdict;
			},
			() => new Promise<never>(() => {}),
		);
		return await Promise.race([attemptHere(call, attempt, host, scope), timedOut]);
	} finally {
		over.abort();
		scope.close();
	}
}
