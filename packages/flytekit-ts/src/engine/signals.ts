import type { Literal } from "../types/literal.js";
import type { LiteralType } from "../types/literal-type.js";

/** What a gate asks for. */
export interface SignalRequest {
	/** "approve": yes or no to going on with `value`; "signal": a value of `type`. */
	readonly kind: "approve" | "signal";
	/** Name of the gate. */
	readonly signal: string;
	/** `main/n3`. */
	readonly nodePath: string;
	readonly executionId: string;
	/** Of the answer; a boolean for "approve". */
	readonly type: LiteralType;
	/** What is to be approved. */
	readonly value?: Literal;
}

/** Who answers gates in a local run: a terminal, a web page, a test. */
export interface SignalPort {
	/** The answer. Rejects when `abort` aborts; a rejection fails the gate. */
	ask(request: SignalRequest, abort: AbortSignal): Promise<Literal>;
}
