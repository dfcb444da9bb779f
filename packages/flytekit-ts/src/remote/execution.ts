import { nativeOutputs } from "../authoring/callable.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { LiteralMap } from "../types/index.js";
import {
	createDeckLinks,
	executionData,
	executionKey,
	getExecution,
	getLaunchPlan,
	getTask,
	isFinalExecution,
	nodeExecutionData,
	terminateExecution,
} from "../wire/admin/index.js";
import type { ExecutionPhase } from "../wire/admin/phases.js";
import type { ExecutionId, ExecutionRecord, RemoteFailure } from "../wire/admin/records.js";
import { consoleUrl } from "./console-url.js";
import { type NodeTree, nodeTree, type TreeOptions } from "./node-tree.js";
import { plainContext } from "./remote-inputs.js";
import type { RemoteSession } from "./session.js";
import { approve, type Gate, gates, reject, setSignal } from "./signals.js";
import { guessedValues } from "./values.js";
import { type RemoteEvent, type WatchOptions, watchExecution } from "./watch.js";

/** How long to wait for an execution, and how often to ask. */
export interface WaitOptions {
	/** Gives up after so long, with REMOTE_WAIT; the execution goes on. */
	readonly timeoutMs?: number;
	/** Longest pause between two questions; 2 s when left out. */
	readonly pollMs?: number;
	readonly signal?: AbortSignal;
}

/** Inputs and outputs of a node, by name. */
export interface NodeValues {
	readonly inputs: Readonly<Record<string, unknown>>;
	readonly outputs: Readonly<Record<string, unknown>>;
}

/** An execution on the cluster, as it was when last asked about. flytekit: FlyteWorkflowExecution. */
export class FlyteExecution<O = any> {
	readonly id: ExecutionId;
	#record: ExecutionRecord;
	#interface: TypedInterface | undefined;
	readonly #session: RemoteSession;

	constructor(session: RemoteSession, record: ExecutionRecord, face?: TypedInterface) {
		this.#session = session;
		this.#record = record;
		this.#interface = face;
		this.id = record.id;
	}

	/** All that was last heard of it. */
	get record(): ExecutionRecord {
		return this.#record;
	}
	get phase(): ExecutionPhase {
		return this.#record.phase;
	}
	/** It will not change any more. */
	get isDone(): boolean {
		return isFinalExecution(this.phase);
	}
	get error(): RemoteFailure | undefined {
		return this.#record.error;
	}
	get consoleUrl(): string {
		return consoleUrl(this.#session.config.platform, this.id);
	}

	/** Asks the cluster how it stands. */
	async sync(): Promise<this> {
		this.#record = await getExecution(this.#session.transport, this.id);
		return this;
	}

	/** Waits until it has ended, however it ended. Throws REMOTE_WAIT when the time is over, and the signal's reason. */
	async wait(options: WaitOptions = {}): Promise<this> {
		const { clock } = this.#session;
		const { timeoutMs, pollMs = 2000, signal } = options;
		const start = clock.monotonic();
		for (let pause = 100; !this.isDone; pause = Math.min(pollMs, pause * 1.5)) {
			signal?.throwIfAborted();
			const left = timeoutMs === undefined ? pause : timeoutMs - (clock.monotonic() - start);
			if (left <= 0) throw this.#tooLong(timeoutMs as number);
			await clock.sleep(Math.min(pause, left), signal);
			await this.sync();
		}
		return this;
	}

	/**
	 * What it gave, as the entity's interface says: one value, a tuple, an object of named outputs, or undefined. Throws
	 * REMOTE_NOT_DONE before its end, and REMOTE_EXECUTION_FAILED with the cluster's error for one that has no outputs.
	 */
	async outputs(): Promise<O> {
		const literals = await this.outputLiterals();
		const face = await this.interface();
		return (await nativeOutputs(this.#named(face), literals, plainContext(this.#session))) as O;
	}

	/** The same as literals, by output. */
	async outputLiterals(): Promise<LiteralMap> {
		if (!this.isDone) await this.sync();
		if (!this.isDone) {
			throw new FlyteError(
				"REMOTE_NOT_DONE",
				`execution ${executionKey(this.id)} is ${this.phase}: it has no outputs yet`,
				{
					wayOut: "wait for its end: await execution.wait()",
				},
			);
		}
		this.#refuseFailed();
		return (await executionData(this.#session.transport, this.id)).outputs;
	}

	/** What it was given, by input; values of inputs that it was started without are those the cluster filled in. */
	async inputs(): Promise<Readonly<Record<string, unknown>>> {
		const literals = await this.inputLiterals();
		const { inputs } = await this.interface();
		return guessedValues(this.#session, literals, `${this.#record.launched.name} input`, inputs);
	}

	async inputLiterals(): Promise<LiteralMap> {
		return (await executionData(this.#session.transport, this.id)).inputs;
	}

	/** The interface that its values go by: that of what was executed here, else of what the cluster launched. */
	async interface(): Promise<TypedInterface> {
		this.#interface ??= await this.#fetchInterface();
		return this.#interface;
	}

	/** Its nodes as a tree: below dynamics, sub-workflows, branches and launch plans too, with the attempts of each. */
	nodes(options?: TreeOptions): Promise<readonly NodeTree[]> {
		return nodeTree(this.#session, this.id, options);
	}

	/** What a node was given and what it gave, by name; nothing yet while it has not ended. Types are guessed from the values. */
	async nodeValues(nodeId: string): Promise<NodeValues> {
		const { inputs, outputs } = await nodeExecutionData(this.#session.transport, { execution: this.id, nodeId });
		return {
			inputs: await guessedValues(this.#session, inputs, `node ${nodeId} input`),
			outputs: await guessedValues(this.#session, outputs, `node ${nodeId} output`),
		};
	}

	/** The same as literals, by input and output. */
	nodeLiterals(nodeId: string): Promise<{ readonly inputs: LiteralMap; readonly outputs: LiteralMap }> {
		return nodeExecutionData(this.#session.transport, { execution: this.id, nodeId });
	}

	/** Signed links to a node's deck. flytekit: its deck_uri, downloaded. */
	deckLinks(nodeId: string): Promise<readonly string[]> {
		return createDeckLinks(this.#session.transport, { execution: this.id, nodeId });
	}

	/** Each change of it and its nodes as it is heard of; ends when the execution has ended. */
	watch(options?: WatchOptions): AsyncGenerator<RemoteEvent, void> {
		return watchExecution(this.#session, this.id, options);
	}

	/** Gates that it has come to. */
	signals(): Promise<readonly Gate[]> {
		return gates(this.#session, this.id);
	}
	/** Lets an approve gate pass. */
	approve(gate: string): Promise<void> {
		return approve(this.#session, this.id, gate);
	}
	/** Turns an approve gate down: the execution fails. */
	reject(gate: string): Promise<void> {
		return reject(this.#session, this.id, gate);
	}
	/** Gives a gate that waits for an input its value. */
	setSignal(gate: string, value: unknown): Promise<void> {
		return setSignal(this.#session, this.id, gate, value);
	}

	/** Stops it; `cause` stands in its record. One that has ended already is left as it is. */
	async terminate(cause = "terminated by a client"): Promise<this> {
		try {
			await terminateExecution(this.#session.transport, this.id, cause);
		} catch (error) {
			await this.sync();
			if (!this.isDone || !isFlyteError(error)) throw error;
		}
		return this.sync();
	}

	#refuseFailed(): void {
		const { phase, error, abort } = this.#record;
		if (phase === "SUCCEEDED") return;
		const why =
			error !== undefined
				? `${error.code} (${error.kind} error): ${error.message}`
				: abort !== undefined
					? `aborted: ${abort.cause}`
					: phase;
		throw new FlyteError("REMOTE_EXECUTION_FAILED", `execution ${executionKey(this.id)} ended as ${phase}: ${why}`, {
			entity: this.#record.launched.name,
			wayOut: `see ${this.consoleUrl}; recover it to keep what succeeded, or relaunch it`,
		});
	}

	#tooLong(timeoutMs: number): FlyteError {
		return new FlyteError(
			"REMOTE_WAIT",
			`execution ${executionKey(this.id)} is still ${this.phase} after ${timeoutMs / 1000} s`,
			{ wayOut: `it goes on: wait longer, or see ${this.consoleUrl}` },
		);
	}

	async #fetchInterface(): Promise<TypedInterface> {
		const { launched } = this.#record;
		const { transport } = this.#session;
		if (launched.resourceType === "task") return (await getTask(transport, launched)).template.interface;
		return (await getLaunchPlan(transport, launched)).interface;
	}

	#named(face: TypedInterface) {
		return { name: this.#record.launched.name, interface: face };
	}
}
