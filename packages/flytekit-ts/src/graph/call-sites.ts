/** Calls of one graph whose places are all exact; a graph that somebody wrote by hand has fewer. */
const EXACT = 512;
/** From then on each callee's place is looked at anew once in so many calls. */
const REFRESH = 16;

/** A stack whose first line is a call; formatted only when a message needs it. */
export interface CallTrace {
	readonly stack?: string;
}

interface Shared {
	readonly trace: CallTrace;
	uses: number;
}

/**
 * Remembers where the calls of one graph stand. A trace costs more than all the rest of a node, so after the first
 * {@link EXACT} calls, which only a loop makes, a call shares the trace of a recent call of the same entity. Where a loop
 * calls one entity in two places, a node past that number may therefore name the other of the two. Errors that a call itself
 * throws are not concerned: they have stacks of their own.
 */
export class CallSites {
	private calls = 0;
	private readonly shared = new Map<object, Shared>();

	/** The trace of a call of `callee` that is being made; `above` is the function that user code called. */
	at(callee: object, above: () => unknown): CallTrace {
		if (this.calls < EXACT) {
			this.calls++;
			return capture(above);
		}
		const known = this.shared.get(callee);
		if (known !== undefined && known.uses < REFRESH) {
			known.uses++;
			return known.trace;
		}
		const trace = capture(above);
		this.shared.set(callee, { trace, uses: 1 });
		return trace;
	}
}

/** One frame only: that of the caller of `above`. */
function capture(above: () => unknown): CallTrace {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = 1;
	const trace: CallTrace = {};
	Error.captureStackTrace(trace, above);
	Error.stackTraceLimit = limit;
	return trace;
}
