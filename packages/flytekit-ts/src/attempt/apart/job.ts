import type { ProgramTask } from "../../graph/program-task.js";
import type { PackedThrown } from "./packed.js";

/** One attempt, as a thread is told of it. Values cross in wire form. */
export interface Job {
	readonly id: number;
	readonly task: ProgramTask;
	/** flyteidl.core.LiteralMap. */
	readonly inputs: Uint8Array;
	readonly executionId: string;
	readonly nodePath: string;
	readonly attempt: number;
	readonly arrayIndex?: number;
	/** Whether its time is limited: a promise that never settles waits for that end, which says whether it is tried again. */
	readonly isTimed?: boolean;
	/** Names the call within its run. */
	readonly callKey?: string;
	/** Where its files and datasets go; where the thread's own go, when left out. */
	readonly rawOutputPrefix?: string;
	/** Of an eager task whose calls are kept: what may be given back of them. */
	readonly calls?: Uint8Array;
}

export type ToThread =
	| { readonly type: "run"; readonly job: Job }
	/** It is to end by itself, while there is time. */
	| { readonly type: "abort"; readonly id: number; readonly reason: PackedThrown };

/** How a job ended. `isClean`: it left nothing behind that could disturb the next one in that thread. */
export type JobEnd = { readonly id: number; readonly isClean: boolean } & (
	| { readonly type: "outputs"; readonly bytes: Uint8Array }
	/** A dynamic's: flyteidl.core.DynamicJobSpec. */
	| { readonly type: "graph"; readonly bytes: Uint8Array }
	| { readonly type: "failed"; readonly thrown: PackedThrown }
);

export type FromThread =
	/** The program is loaded, and the task's code begins: from here its time counts. */
	| { readonly type: "begun"; readonly id: number }
	| JobEnd
	/** Something of a job's that had ended already. */
	| { readonly type: "late"; readonly id: number; readonly thrown: PackedThrown }
	/** What came of calls of an eager body: frames of the journal. */
	| { readonly type: "calls"; readonly id: number; readonly frames: Uint8Array }
	| { readonly type: "log"; readonly id: number; readonly stream: "stdout" | "stderr"; readonly text: string };
