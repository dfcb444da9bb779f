/** The parts of an attempt around the task's own code: values made of inputs, and outputs of values. */
export type AttemptPart = "inputs" | "outputs";

const PART = Symbol.for("flytekit-ts.part");

/** Notes on an error in which part of an attempt it was thrown: whose fault it is depends on that. @returns the same error */
export function failedIn(part: AttemptPart, thrown: unknown): unknown {
	if (typeof thrown === "object" && thrown !== null && Object.isExtensible(thrown)) {
		Object.defineProperty(thrown, PART, { value: part, configurable: true });
	}
	return thrown;
}

/** The part that {@link failedIn} noted; undefined: the task's own code. Never throws. */
export function partOf(thrown: unknown): AttemptPart | undefined {
	try {
		return (thrown as { [PART]?: AttemptPart } | undefined | null)?.[PART];
	} catch {
		return undefined; // a hostile proxy
	}
}
