import type { ErrorKind } from "../../attempt/events.js";
import type { FinalError } from "../../attempt/tally.js";
import type { NodeKind } from "../events.js";

/** How a call that a journal knows ended. */
export type CallPhase = "succeeded" | "failed" | "aborted";

/** Where a result came from: the body ran, the cache had it, or an earlier run of the same journal had committed it. */
export type ResultSource = "run" | "cache" | "recovered";

/** What went wrong with a call, for people. */
export interface RecordedError {
	readonly code: string;
	readonly message: string;
	/** The user's frames, where it was thrown by a task. */
	readonly stack?: string;
	/** The code of the error in its own process, where `code` is what Flyte would note of it. */
	readonly thrownCode?: string;
	/** Whose fault it was, as Flyte would note it. */
	readonly outcomeKind?: FinalError["kind"];
	/** Name of what an attempt threw; `message` begins with it. */
	readonly name?: string;
}

/** A call that is over. Literals are in their wire form (flyteidl.core.LiteralMap). */
export interface CallRecord {
	readonly type: "call";
	/** Which call it is (see CallKeys): 16 bytes, one character each. */
	readonly key: string;
	/** What it has in common with calls that are equal in entity and inputs, where that is not its key. */
	readonly base?: string;
	/** Where it comes from, unless that is 0: see SiblingCalls. */
	readonly from?: number;
	/** Version of the code that ran. */
	readonly version: string;
	/** `main/n0/dn3`; an element of an array `main/n0[7]`. */
	readonly path: string;
	readonly name: string;
	readonly kind: NodeKind;
	readonly phase: CallPhase;
	readonly source: ResultSource;
	/** Milliseconds since the epoch by the run's clock. */
	readonly startedAt: number;
	/** `startedAt` and how long it took by the monotonic clock. */
	readonly endedAt: number;
	/** Attempts that were begun; 0 when nothing ran. */
	readonly attempts: number;
	readonly inputs: Uint8Array | undefined;
	/** Set when it succeeded. */
	readonly outputs: Uint8Array | undefined;
	readonly error: RecordedError | undefined;
	/** Keys of the eager calls that it is inside of, the outermost first, one after the other. */
	readonly eager?: string;
	/** Of a call that an eager body made: what it came after (see CallFlow). */
	readonly flow?: number;
	/** Of a call that an eager body made and that failed: what the body was given to catch (see eager-failure.ts). */
	readonly thrown?: string;
}

/** An attempt that failed, or lines that an attempt printed. */
export interface AttemptRecord {
	readonly type: "attempt";
	readonly path: string;
	readonly name: string;
	/** 0 for the first. */
	readonly attempt: number;
	/** How many it may have in all, as far as was known. */
	readonly maxAttempts: number;
	readonly at: number;
	readonly error: RecordedError | undefined;
	/** Whose fault it was. */
	readonly kind: ErrorKind;
	readonly willRetry: boolean;
	/** Which call it is of, and the version of its code; undefined in records of the first stores. */
	readonly call?: { readonly key: string; readonly version: string };
}

/** What an attempt printed, in pieces as it came. */
export interface LogRecord {
	readonly type: "log";
	readonly path: string;
	/** Name of the task. */
	readonly name: string;
	readonly attempt: number;
	readonly at: number;
	readonly stream: "stdout" | "stderr";
	readonly text: string;
}

/** Which call something is: see {@link CallRecord}. */
export type RecordedCall = Pick<CallRecord, "key" | "base" | "from">;

/** A graph that began: how many nodes it has. */
export interface GraphRecord {
	readonly type: "graph";
	readonly path: string;
	readonly name: string;
	readonly nodes: number;
	readonly at: number;
	/** What it looks like, for `shapeOf`; absent from journals of before 0.2. */
	readonly shape?: string;
	/** Which call it is the graph of. */
	readonly call?: RecordedCall;
}

/** A node, or an element of an array, that is not over: it is in line, or runs; or it never will. */
export interface StateRecord {
	readonly type: "state";
	readonly path: string;
	/** "reused" by a run that was gone on with: its outputs were committed before. */
	readonly state: "queued" | "running" | "skipped" | "reused";
	readonly at: number;
	/** Of "skipped": the run was stopped first; else something that it needs failed. */
	readonly isStopped?: boolean;
	/** Elements of an array that begins to run. */
	readonly elements?: number;
	/** Which call that is. */
	readonly call?: RecordedCall;
}

/** Many of {@link StateRecord} as they are written, for what begins or stands in line together. Who reads a journal is given each. */
export interface StatesRecord extends Omit<StateRecord, "type" | "elements" | "call"> {
	readonly type: "states";
	/** What each path adds to `path`. */
	readonly steps: readonly string[];
}

/** A gate that asks: which one, and for what. */
export interface AskRecord {
	readonly type: "ask";
	readonly path: string;
	/** Name of the gate: what an answer is addressed to. */
	readonly name: string;
	readonly ask: "approve" | "signal";
	readonly at: number;
	/** flyteidl.core.LiteralType of the answer. */
	readonly expects: Uint8Array;
	/** flyteidl.core.Literal of what is to be approved. */
	readonly value: Uint8Array | undefined;
}

/** Something of a task's that failed after its end. */
export interface LateRecord {
	readonly type: "late";
	readonly path: string;
	readonly name: string;
	readonly at: number;
	readonly error: RecordedError | undefined;
}

/** From here on another process goes on with the run: what was under way is so no more. */
export interface StretchRecord {
	readonly type: "stretch";
	readonly at: number;
}

/** One entry of a run's journal. New kinds may be added: a reader passes over what it does not know. */
export type JournalRecord =
	| CallRecord
	| AttemptRecord
	| LogRecord
	| GraphRecord
	| StateRecord
	| AskRecord
	| LateRecord
	| StretchRecord;
