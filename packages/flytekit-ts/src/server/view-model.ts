/**
 * What the page is told: one model for runs of this machine and executions of a deployment. Plain JSON; the page imports these
 * types and nothing else of the package.
 */

/** How a node stands. "waiting" is a gate that was asked; "interrupted" ran when its process went away. */
export type NodeState =
	| "queued"
	| "running"
	| "waiting"
	| "succeeded"
	| "failed"
	| "aborted"
	| "skipped"
	| "interrupted";

/** Kinds of nodes, as events name them. */
export type NodeKindName = "task" | "dynamic" | "workflow" | "launchPlan" | "array" | "branch" | "gate";

/** A node of a graph, in the graph's order. */
export interface GraphNode {
	readonly id: string;
	readonly kind: NodeKindName;
	readonly name: string;
	/** Places in the graph of what it waits for. */
	readonly needs: readonly number[];
	/** Of an array that calls were folded into: how many there are, and their ids: `dn0-dn4999`. */
	readonly calls?: { readonly count: number; readonly ids: string };
	/** Ids and names of a conditional's cases. */
	readonly cases?: readonly { readonly id: string; readonly kind: NodeKindName; readonly name: string }[];
}

/** The graph inside of the node at `path`. */
export interface GraphView {
	readonly path: string;
	readonly name: string;
	readonly nodes: readonly GraphNode[];
}

/** What is known of a node or an element. Times are milliseconds since the epoch. */
export interface NodeView {
	readonly path: string;
	readonly state: NodeState;
	readonly kind?: NodeKindName;
	readonly name?: string;
	readonly queuedAt?: number;
	readonly startedAt?: number;
	readonly endedAt?: number;
	/** Attempts that were begun. */
	readonly attempts?: number;
	/** When attempts failed. */
	readonly failedAt?: readonly number[];
	/** Where its result is from, unless it ran. */
	readonly source?: "cache" | "recovered";
	/** Of an array. */
	readonly elements?: number;
	/** Of an element of an array: the id of the call that it is, or those of the calls that share its container. */
	readonly call?: string;
	readonly hasLog?: true;
	/** First line of its error. */
	readonly error?: string;
}

/** A line of the list of runs. */
export interface RunView {
	readonly id: string;
	readonly name: string;
	readonly kind: string;
	readonly file?: string;
	/** "running", "succeeded", "failed", "aborted", "interrupted". */
	readonly state: string;
	readonly startedAt: number;
	readonly endedAt?: number;
	/** How many times it was gone on with. */
	readonly recovered: number;
	readonly pid?: number;
}

/** A question that a gate asks. */
export interface GateView {
	readonly path: string;
	readonly gate: string;
	readonly kind: "approve" | "signal";
	readonly typeText: string;
	/** A NativeType, for the form. */
	readonly type: unknown;
	readonly value?: ShownValue;
}

/** Beside the line of the list: what the page of a run shows of it as a whole. */
export interface RunDetail extends RunView {
	/** First part of its paths. */
	readonly root: string;
	readonly entity?: string;
	readonly error?: ErrorView;
	readonly counts?: Readonly<Record<string, number>>;
	readonly durationMs?: number;
	/** Parts of its journal that could not be read. */
	readonly damage: number;
	/** What can be done with it now. */
	readonly can: { readonly abort: boolean; readonly recover: boolean; readonly rerun: boolean };
}

export interface ErrorView {
	readonly code: string;
	readonly message: string;
}

/** What changed since the last one. The first, and one after a loss, has `reset`: all there is. */
export interface RunUpdate {
	readonly reset?: true;
	readonly run?: RunDetail;
	readonly graphs: readonly GraphView[];
	readonly nodes: readonly NodeView[];
	readonly gates?: readonly GateView[];
	/** It was deleted, or cannot be read any more. */
	readonly gone?: ErrorView;
}

/** A value for people, cut to what a screen can take. */
export type ShownValue =
	| { readonly kind: "none" }
	| { readonly kind: "text"; readonly type: string; readonly text: string; readonly length: number }
	| { readonly kind: "scalar"; readonly type: string; readonly text: string }
	| { readonly kind: "list"; readonly length: number; readonly items: readonly ShownValue[] }
	| {
			readonly kind: "map";
			readonly type: string;
			readonly length: number;
			readonly entries: readonly { readonly key: string; readonly value: ShownValue }[];
	  }
	| {
			readonly kind: "file";
			readonly type: string;
			readonly uri: string;
			/** Where the page fetches it; absent where it cannot. */
			readonly href?: string;
			readonly bytes?: number;
			readonly columns?: readonly string[];
			readonly isTable?: true;
	  }
	| { readonly kind: "problem"; readonly message: string };

/** A variable of an interface with its value. */
export interface ShownVariable {
	readonly name: string;
	readonly value: ShownValue;
	/** Bytes on the wire. */
	readonly bytes: number;
	/** All of it, as JSON to download. */
	readonly href: string;
}

export interface AttemptView {
	readonly attempt: number;
	readonly at: number;
	readonly error: ErrorView;
	readonly willRetry: boolean;
}

/** A node that was selected. */
export interface NodeDetail {
	readonly path: string;
	readonly node?: NodeView;
	/** Of an element of an array: `call 3,412 of m.square (dn3411)`. */
	readonly title?: string;
	readonly inputs?: readonly ShownVariable[];
	readonly outputs?: readonly ShownVariable[];
	readonly error?: ErrorView;
	/** Lines of the source around where it was thrown. */
	readonly frame?: { readonly file: string; readonly line: number; readonly text: string };
	readonly attempts: readonly AttemptView[];
	/** Attempts that printed something, and how many bytes. */
	readonly logs: readonly { readonly attempt: number; readonly bytes: number }[];
	/** What the cache had to say of it. */
	readonly cache?: { readonly outcome: string; readonly why: string };
	readonly deckHref?: string;
	readonly version?: string;
	/** On a deployment: where its logs are. `href` is absent for what a browser may not open, such as a file. */
	readonly links?: readonly { readonly name: string; readonly uri: string; readonly href?: string }[];
	/** Its page in the deployment's console. */
	readonly consoleHref?: string;
	/** Executions that it started: a launch plan's, an eager task's. */
	readonly started?: readonly RunView[];
}

/** A part of what an attempt printed. */
export interface LogChunk {
	readonly text: string;
	/** Of the whole: where this begins, where it ends, and how long the whole is. */
	readonly from: number;
	readonly to: number;
	readonly total: number;
}

/** Rows of a dataset. */
export interface TableView {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly string[])[];
	readonly total: number;
}

/** An input, for the launch form. */
export interface FormField {
	readonly name: string;
	/** A NativeType. */
	readonly type: unknown;
	readonly typeText: string;
	readonly required: boolean;
	/** As the inputs' JSON has it. */
	readonly default?: unknown;
	readonly description?: string;
	readonly flag: string;
}

export interface EntityView {
	/** Its export. */
	readonly name: string;
	readonly fullName: string;
	readonly kind: string;
	readonly signature: string;
	readonly description?: string;
	readonly line?: number;
	readonly inputs: readonly FormField[];
	readonly outputs: readonly { readonly name: string; readonly typeText: string; readonly description?: string }[];
	/** Of a workflow, those of its sub-workflows too. */
	readonly graphs: readonly GraphView[];
}

/** A file that is watched. `problem` says why what is listed may be older than the file. */
export interface ProgramView {
	/** As it was named. */
	readonly file: string;
	readonly entities: readonly EntityView[];
	readonly problem?: ErrorView;
	/** Raised with each reading of the file. */
	readonly revision: number;
	readonly readAt: number;
}

/** What stays the same while the server runs. */
export interface AboutView {
	readonly version: string;
	/** Another for each start of the server. */
	readonly start: string;
	readonly folder: string;
	readonly store?: string;
	/** The deployment that is shown, where it is one. */
	readonly remote?: { readonly endpoint: string; readonly project: string; readonly domain: string };
}

/** One event of `/api/live`, by its name. */
export interface LiveEvents {
	readonly hello: AboutView;
	/** The newest runs, after any change. */
	readonly runs: { readonly changed: readonly RunView[]; readonly problem?: ErrorView };
	readonly programs: readonly ProgramView[];
	readonly run: RunUpdate;
}
