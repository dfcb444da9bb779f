/** How a program ended, in words that both engines have. */
export interface Ending {
	readonly phase: "SUCCEEDED" | "FAILED" | "ABORTED";
	readonly error?: Failure;
	/** flyteidl.core.Literal as protobuf JSON, by output. */
	readonly outputs: Readonly<Record<string, unknown>>;
	/** By ids on the way down: `n0/dn1`. A conditional and the case that it took are one. */
	readonly nodes: Readonly<Record<string, NodeEnding>>;
}

/** flyteidl.core.ExecutionError without its message. */
export interface Failure {
	readonly code: string;
	readonly kind: string;
}

export interface NodeEnding {
	readonly phase: string;
	readonly error?: Failure;
	/** What each attempt gave: `ok`, or code and kind of its error. Of what is no task there are none. */
	readonly attempts: readonly string[];
	/** Elements of an array: how each ended, and its attempts. */
	readonly elements?: readonly string[];
}

/** One place where two endings differ. */
export interface Mismatch {
	/** `phase`, `error.code`, `nodes.n0/dn1.attempts`. */
	readonly path: string;
	readonly here: string;
	readonly flyte: string;
}

/** Everything in which the two differ. */
export function mismatches(here: Ending, flyte: Ending): Mismatch[] {
	const found: Mismatch[] = [];
	walk("", here, flyte, found);
	return found;
}

function walk(path: string, here: unknown, flyte: unknown, found: Mismatch[]): void {
	if (isRecord(here) && isRecord(flyte)) {
		for (const key of [...new Set([...Object.keys(here), ...Object.keys(flyte)])].sort()) {
			walk(path === "" ? key : `${path}.${key}`, here[key], flyte[key], found);
		}
		return;
	}
	const [a, b] = [JSON.stringify(here), JSON.stringify(flyte)];
	if (a !== b) found.push({ path, here: a ?? "nothing", flyte: b ?? "nothing" });
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
