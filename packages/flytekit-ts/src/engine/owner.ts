import type { LiteralMap } from "../types/literal.js";
import type { Failures } from "./failure.js";

/**
 * Who a piece of work belongs to: a graph (its slots are nodes), an array (elements), the run itself. The run calls `begin`
 * when a slot's turn has come; exactly one of the other three follows when the work is over.
 */
export interface Owner {
	/** Nothing of it is to begin any more. */
	readonly stopped: boolean;
	begin(slot: number): void;
	succeeded(slot: number, outputs: LiteralMap): void;
	failed(slot: number, failures: Failures): void;
	aborted(slot: number): void;
}
