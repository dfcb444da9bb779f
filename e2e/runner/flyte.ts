import type { FlyteRemote, RemoteFailure } from "flytekit-ts/remote";

/** A workflow of this process's own programs. */
export type OwnEntity = Parameters<FlyteRemote["execute"]>[0];

/** How an execution, a node or an attempt stands, as Flyte names it: `SUCCEEDED`, `FAILED`, `RUNNING`. */
export type Phase = string;
/** Flyte's ExecutionError. */
export type RunError = RemoteFailure;

export interface AttemptRecord {
	/** From 0. */
	readonly attempt: number;
	readonly phase: Phase;
	readonly error?: RunError;
	/** Where the pod's output is. */
	readonly logs: readonly string[];
}

export interface NodeRecord {
	/** Unique in the execution: `n0-0-dn3`. */
	readonly id: string;
	readonly phase: Phase;
	readonly error?: RunError;
	/** `CACHE_HIT`, `CACHE_POPULATED`, `CACHE_DISABLED`. */
	readonly cache?: string;
	readonly deckUri?: string;
	/** Where its outputs.pb is. */
	readonly outputUri?: string;
	/** Name of the execution that a launch plan's node started. */
	readonly launched?: string;
	readonly attempts: readonly AttemptRecord[];
	readonly nodes: readonly NodeRecord[];
}

/** What came of an execution, read back through the admin API. */
export interface Finished {
	readonly name: string;
	readonly phase: Phase;
	readonly error?: RunError;
	/** By name, as values of TypeScript. */
	readonly outputs: Readonly<Record<string, unknown>>;
	/** Without Flyte's own start and end nodes. */
	readonly nodes: readonly NodeRecord[];
}

/** An execution that was started. */
export interface Run {
	readonly name: string;
	/** Waits for its end, and reads everything back. Throws after `limitMs`. */
	finished(limitMs?: number): Promise<Finished>;
	phase(): Promise<Phase>;
	/** Nodes so far, with attempts. */
	nodes(): Promise<readonly NodeRecord[]>;
	/** Names of the gates that wait. */
	signals(): Promise<readonly string[]>;
	approve(gate: string): Promise<void>;
	reject(gate: string): Promise<void>;
	set(gate: string, value: unknown): Promise<void>;
	abort(why: string): Promise<void>;
}

export interface LaunchSettings {
	/** Instead of the version that all programs are registered under. */
	readonly version?: string;
	readonly overwriteCache?: boolean;
	readonly labels?: Readonly<Record<string, string>>;
	readonly tags?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** Where containers keep files and datasets; a folder of the lab when left out. */
	readonly rawOutputPrefix?: string;
}

/** What cases ask of a deployment. */
export interface Flyte {
	/** Starts the default launch plan of a workflow: `module.name`, or one of the programs' own, whose types its values then have. */
	launch(
		workflow: string | OwnEntity,
		inputs?: Readonly<Record<string, unknown>>,
		settings?: LaunchSettings,
	): Promise<Run>;
	/** Starts an execution that takes over what succeeded in another. */
	recover(execution: string): Promise<Run>;
	/** Starts an execution with the inputs and settings of another. */
	relaunch(execution: string): Promise<Run>;
}

/** All nodes below these, themselves included. */
export function everyNode(nodes: readonly NodeRecord[]): NodeRecord[] {
	return nodes.flatMap((node) => [node, ...everyNode(node.nodes)]);
}

/** A node by its id; throws when it is not there. */
export function nodeOf(finished: Pick<Finished, "nodes">, id: string): NodeRecord {
	const found = everyNode(finished.nodes).find((node) => node.id === id);
	if (found === undefined)
		throw new Error(`no node ${id}; there are ${everyNode(finished.nodes).map((node) => node.id)}`);
	return found;
}

/** How many attempts ran in pods, of all nodes together. */
export function podCount(finished: Pick<Finished, "nodes">): number {
	return everyNode(finished.nodes).reduce((sum, node) => sum + node.attempts.length, 0);
}
