import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { Entity } from "../../graph/entities.js";
import type { LiteralMap } from "../../types/literal.js";
import {
	createExecution,
	type ExecutionId,
	type ExecutionRecord,
	executionData,
	executionKey,
	getExecution,
	isFinalExecution,
	terminateExecution,
} from "../../wire/admin/index.js";
import { consoleUrl } from "../console-url.js";
import { registerEntities } from "../registration.js";
import type { RemoteSession } from "../session.js";
import { callKey, type EagerPlace, executionName } from "./call-name.js";
import { type Callee, calleeOf } from "./callee.js";
import { EAGER_LABEL, ROOT_LABEL, ROOT_VARIABLE } from "./labels.js";
import type { Limit } from "./limit.js";

/** Pauses between two questions after one execution, in milliseconds. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 2000;

/** What the calls of one eager task's attempt have in common. */
export interface EagerCalls {
	readonly session: RemoteSession;
	readonly place: EagerPlace;
	/** The execution that everything began with, where eager tasks call eager tasks. */
	readonly root: string;
	/** What the program's own entities are registered with. */
	readonly settings: SerializationSettings;
	/** Below which the attempt puts files. */
	readonly ownPrefix: string;
	/** Of the calls: see Round. */
	readonly round: number;
	readonly limit: Limit;
	/** Hears of each call that has ended. */
	ended(call: EndedCall): void;
}

/** A call that has ended, for people. */
export interface EndedCall {
	readonly callee: string;
	readonly execution: ExecutionId;
	readonly phase: string;
	readonly url: string;
}

/**
 * The calls of an eager task as executions of their own. Their names follow from what is called with which inputs, so that an attempt
 * after a restart finds what the one before had started, and takes it up. flytekit: Controller.
 */
export class EagerExecutions {
	readonly #calls: EagerCalls;
	/** How often each call was made in this attempt. */
	readonly #made = new Map<string, number>();
	readonly #registering = new Map<string, Promise<unknown>>();
	#ownEnd: Promise<boolean> | undefined;

	constructor(calls: EagerCalls) {
		this.#calls = calls;
	}

	/**
	 * Runs a call to its end and gives its outputs. When `signal` aborts the execution is stopped, unless it is the container that has to
	 * go while the execution around it lives on: then the next attempt takes it up.
	 * @throws FlyteError REMOTE_EXECUTION_FAILED with the execution's own error, REMOTE_NOT_FOUND, REMOTE_INPUT
	 */
	async run(entity: Entity, inputs: LiteralMap, signal: AbortSignal): Promise<LiteralMap> {
		signal.throwIfAborted();
		const { settings, ownPrefix, session, ended } = this.#calls;
		const callee = calleeOf(entity, settings);
		const key = callKey(callee.id, inputs, ownPrefix);
		const repeat = this.#made.get(key) ?? 0;
		this.#made.set(key, repeat + 1);
		const id = await this.#started(callee, inputs, (round) =>
			executionName(this.#calls.place, callee.id.name, key, repeat, round),
		);
		try {
			const record = await this.#end(id, signal);
			const url = consoleUrl(session.config.platform, id);
			ended({ callee: entity.name, execution: id, phase: record.phase, url });
			if (record.phase !== "SUCCEEDED") throw failure(entity.name, record, url);
			return await this.#outputs(id, signal);
		} catch (thrown) {
			if (signal.aborted && (await this.#stops(signal.reason))) await this.#stop(id);
			throw thrown;
		}
	}

	/**
	 * The execution of a call: started now, or there already. Of earlier rounds only what succeeded or still runs counts; of this one
	 * failures too, which an attempt that was cut off has seen.
	 */
	async #started(callee: Callee, inputs: LiteralMap, nameIn: (round: number) => string): Promise<ExecutionId> {
		const { session, round } = this.#calls;
		const idIn = (of: number): ExecutionId => {
			const { project, domain } = session;
			return { project, domain, name: nameIn(of) };
		};
		for (let of = 0; of < round; of++) {
			const there = await this.#there(idIn(of));
			if (there !== undefined && !endsBadly(there)) return this.#ours(there);
		}
		const id = idIn(round);
		try {
			return await this.#create(callee, inputs, id);
		} catch (error) {
			const there = isFlyteError(error, "REMOTE_EXISTS") ? await this.#there(id) : undefined;
			if (there === undefined) throw error;
			return this.#ours(there);
		}
	}

	#ours(there: ExecutionRecord): ExecutionId {
		const { place, session } = this.#calls;
		if (there.labels.get(EAGER_LABEL) === place.execution) return there.id;
		throw foreign(there, session.transport.endpoint);
	}

	async #create(callee: Callee, inputs: LiteralMap, id: ExecutionId): Promise<ExecutionId> {
		const { session, limit, place, root } = this.#calls;
		const labels = { [EAGER_LABEL]: place.execution, [ROOT_LABEL]: root };
		const options = { labels, env: { [ROOT_VARIABLE]: root } };
		const create = () => limit.run(() => createExecution(session.transport, id, callee.id, inputs, options));
		try {
			return await create();
		} catch (error) {
			if (!callee.own || !isFlyteError(error, "REMOTE_NOT_FOUND")) throw error;
			await this.#register(callee);
			return create();
		}
	}

	/** Registers what was called and never registered, as only the body knows what it calls. Once, whoever asks. */
	#register({ entity }: Callee): Promise<unknown> {
		const { session, settings } = this.#calls;
		let registering = this.#registering.get(entity.name);
		if (registering === undefined) {
			registering = registerEntities(session, [entity], settings);
			this.#registering.set(entity.name, registering);
		}
		return registering;
	}

	async #there(id: ExecutionId): Promise<ExecutionRecord | undefined> {
		const { session, limit } = this.#calls;
		try {
			return await limit.run(() => getExecution(session.transport, id));
		} catch (error) {
			if (isFlyteError(error, "REMOTE_NOT_FOUND")) return undefined;
			throw error;
		}
	}

	async #end(id: ExecutionId, signal: AbortSignal): Promise<ExecutionRecord> {
		const { session, limit } = this.#calls;
		for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
			await session.clock.sleep(pause, signal);
			const record = await limit.run(() => getExecution(session.transport, id, { signal }));
			if (isFinalExecution(record.phase)) return record;
		}
	}

	async #outputs(id: ExecutionId, signal: AbortSignal): Promise<LiteralMap> {
		const { session, limit } = this.#calls;
		signal.throwIfAborted();
		return (await limit.run(() => executionData(session.transport, id))).outputs;
	}

	/** Whether what runs is to be stopped: always, but when only this container has to go. */
	#stops(reason: unknown): Promise<boolean> {
		if (!isFlyteError(reason, "ENTRYPOINT_TERMINATED")) return Promise.resolve(true);
		this.#ownEnd ??= this.#isOver();
		return this.#ownEnd;
	}

	/** Whether the execution around this container has ended or is about to. */
	async #isOver(): Promise<boolean> {
		const { project, domain } = this.#calls.session;
		const own = await this.#there({ project, domain, name: this.#calls.place.execution });
		return own !== undefined && endsBadly(own);
	}

	async #stop(id: ExecutionId): Promise<void> {
		const { session, place } = this.#calls;
		try {
			await terminateExecution(session.transport, id, `eager task ${place.task} of ${place.execution} ended`);
		} catch (error) {
			if (!isFlyteError(error)) throw error;
			console.error(`${executionKey(id)} was not stopped: ${error.summary}`); // it has ended, or the cleanup will find it
		}
	}
}

function endsBadly({ phase }: ExecutionRecord): boolean {
	return ["FAILING", "FAILED", "ABORTING", "ABORTED", "TIMED_OUT"].includes(phase);
}

function failure(callee: string, { id, phase, error, abort }: ExecutionRecord, url: string): FlyteError {
	const why =
		error !== undefined ? `${error.code}: ${error.message}` : abort !== undefined ? `aborted: ${abort.cause}` : phase;
	return new FlyteError("REMOTE_EXECUTION_FAILED", `${callee} failed in execution ${executionKey(id)}: ${why}`, {
		entity: callee,
		wayOut: `see ${url}; or catch the error where the call is awaited`,
	});
}

function foreign({ id, launched }: ExecutionRecord, endpoint: string): FlyteError {
	return new FlyteError(
		"REMOTE_EXISTS",
		`${endpoint} has an execution ${executionKey(id)} already, of ${launched.name}, that this eager task did not start`,
		{ wayOut: "start the eager task anew: the names of its executions follow from its own" },
	);
}
