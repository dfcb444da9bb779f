import type { DynamicJobSpec } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import { type AttemptSurroundings, attemptHere, type TaskCall } from "../attempt.js";
import type { Apart } from "./apart.js";

export async function attemptApart(
	call: TaskCall,
	attempt: number,
	host: AttemptSurroundings,
	_apart: Apart,
): Promise<LiteralMap | DynamicJobSpec> {
	return attemptHere(call, attempt, host);
}
