import { nativeOutputs } from "../authoring/callable.js";
import { FlyteError, isFlyteError } from "../errors/index.js";
import { elementPath } from "../graph/chunks.js";
import type { WorkflowEntity } from "../graph/entities.js";
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
import { elementValues } from "./array-calls.js";
import { consoleUrl } from "./console-url.js";
import { ExecutionGraphs } from "./execution-graphs.js";
import { failedTree, type NodeTree, nodeTree, type TreeOptions } from "./node-tree.js";
import { plainContext } from "./remote-inputs.js";
import type { RemoteSession } from "./session.js";
import { approve, type Gate, gates, reject, setSignal } from "./signals.js";
import { mayTellElements, retold } from "./told-failure.js";
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

/** The same as literals. */
export interface NodeLiterals {
	readonly inputs: LiteralMap;
	readonly outputs: LiteralMap;
}

/** An execution on the cluster, as it was when last asked about. flytekit: FlyteWorkflowExecution. */
export class FlyteExecution<O = any> {
	readonly id: ExecutionId;
	#record: ExecutionRecord;
	#interface: TypedInterface | undefined;
	readonly #session: RemoteSession;
	readonly #graphs: ExecutionGraphs;

	constructor(session: RemoteSession, record: ExecutionRecord, face?: TypedInterface) {
		this.#session = session;
		this.#graphs = new ExecutionGraphs(session);
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
	/** Why it failed, in the cluster's words; {@link failure} has those of the program. */
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

	/**
	 * Why it failed, with elements of arrays named as the calls that they are: `call 3,412 of m.square (dn3411) with n = 3411
	 * failed: ...`, where the cluster says `[3411]: ...`.
	 */
	async failure(): Promise<RemoteFailure | undefined> {
		const { error } = this.#record;
		if (error === undefined || !mayTellElements(error.message)) return error;
		const trees = await failedTree(this.#session, { execution: this.id }, this.#graphs);
		return { ...error, message: retold(error.message, trees) };
	}

	/** The workflow that it runs, as it was registered; undefined for a task alone, and where it cannot be had. */
	workflow(): Promise<WorkflowEntity | undefined> {
		return this.#graphs.ofExecution(this.id, this.#record);
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
		await this.#refuseFailed();
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
	async nodes(options?: TreeOptions): Promise<readonly NodeTree[]> {
		if (options?.graphs === true) await this.workflow();
		return nodeTree(this.#session, this.id, options, this.#graphs);
	}

	/**
	 * What a node was given and what it gave, by name; nothing yet while it has not ended. Types are guessed from the values.
	 * `n0[7]` is an element of an array node; a call that was folded into one is known by its own id too: `n0-0-dn7`.
	 */
	async nodeValues(nodeId: string): Promise<NodeValues> {
		const { inputs, outputs } = await this.nodeLiterals(nodeId);
		return {
			inputs: await guessedValues(this.#session, inputs, `node ${nodeId} input`),
			outputs: await guessedValues(this.#session, outputs, `node ${nodeId} output`),
		};
	}

	/** The same as literals, by input and output. */
	async nodeLiterals(nodeId: string): Promise<NodeLiterals> {
		const [, array, index] = /^(.+)\[(\d+)\]$/.exec(nodeId) ?? [];
		if (array !== undefined) return this.#elementLiterals(array, [Number(index)]);
		try {
			return await nodeExecutionData(this.#session.transport, { execution: this.id, nodeId });
		} catch (error) {
			if (!isFlyteError(error) || error.code !== "REMOTE_NOT_FOUND") throw error;
			const folded = await this.#foldedCall(nodeId);
			if (folded === undefined) throw error;
			return this.#elementLiterals(folded.array, folded.places);
		}
	}

	async #elementLiterals(array: string, places: readonly number[]): Promise<NodeLiterals> {
		const { inputs, outputs } = await nodeExecutionData(this.#session.transport, { execution: this.id, nodeId: array });
		const bound = (await this.#array(({ node }) => node.id.nodeId === array))?.calls?.bound;
		const of = (values: LiteralMap, same?: readonly string[]) =>
			places.reduce((all, place) => elementValues(all, place, same), values);
		return { inputs: of(inputs, bound), outputs: of(outputs) };
	}

	/** The array into which a call was folded, and where in its lists it is. */
	async #foldedCall(
		nodeId: string,
	): Promise<{ readonly array: string; readonly places: readonly number[] } | undefined> {
		const [, before = "", id = ""] = /^(.*-)?([^-]+)$/.exec(nodeId) ?? [];
		const found = await this.#array(
			({ node, calls }) => node.id.nodeId === `${before}${node.specNodeId}` && calls?.ids?.includes(id) === true,
		);
		const { ids, chunk } = found?.calls ?? {};
		if (found === undefined || ids === undefined) return undefined;
		return { array: found.node.id.nodeId, places: elementPath(ids.indexOf(id), chunk) };
	}

	async #array(isIt: (tree: NodeTree) => boolean): Promise<NodeTree | undefined> {
		const find = (trees: readonly NodeTree[]): NodeTree | undefined => {
			for (const tree of trees) {
				const found = tree.node.isArray && isIt(tree) ? tree : find(tree.children);
				if (found !== undefined) return found;
			}
			return undefined;
		};
		return find(await this.nodes({ graphs: true, attempts: false, launched: false }));
	}

	/** Signed links to a node's deck. flytekit: its deck_uri, downloaded. */
	deckLinks(nodeId: string): Promise<readonly string[]> {
		return createDeckLinks(this.#session.transport, { execution: this.id, nodeId });
	}

	/** Each change of it and its nodes as it is heard of; ends when the execution has ended. */
	watch(options?: WatchOptions): AsyncGenerator<RemoteEvent, void> {
		return watchExecution(this.#session, this.id, options, this.#graphs);
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

	async #refuseFailed(): Promise<void> {
		const { phase, abort } = this.#record;
		if (phase === "SUCCEEDED") return;
		const error = await this.failure();
		const why =
			error !== undefined
				? `${error.code === "" ? "" : `${error.code} (${error.kind} error): `}${error.message}`
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
