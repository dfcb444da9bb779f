import type { FlyteExecution, FlyteRemote } from "../../remote/index.js";
import { graphsOf } from "../programs/graphs-of.js";
import { lastPart } from "./execution-view.js";
import { RemoteModel } from "./remote-model.js";

/** Executions that are kept at hand, those looked at last. */
const KEPT = 8;

/** An execution that was looked at. */
export interface Looked {
	readonly execution: FlyteExecution;
	model: RemoteModel | undefined;
}

/** An execution with its nodes as they were last read. */
export interface Seen {
	readonly execution: FlyteExecution;
	readonly model: RemoteModel;
}

/** Executions that the page has looked at, asked of the deployment when they are first needed. */
export class Executions {
	readonly #remote: FlyteRemote;
	readonly #looked = new Map<string, Looked>();

	constructor(remote: FlyteRemote) {
		this.#remote = remote;
	}

	/** `isNow`: how it stands is asked once more, unless it has ended. */
	async look(id: string, isNow = false): Promise<Looked> {
		let looked = this.#looked.get(id);
		if (looked === undefined) looked = { execution: await this.#remote.fetchExecution(id), model: undefined };
		else if (isNow && !looked.execution.isDone) await looked.execution.sync();
		this.#looked.delete(id);
		this.#looked.set(id, looked);
		const [oldest] = this.#looked.keys();
		if (this.#looked.size > KEPT && oldest !== undefined) this.#looked.delete(oldest);
		return looked;
	}

	/** The execution as it was when its nodes were last read. */
	async seen(id: string): Promise<Seen> {
		const looked = await this.look(id);
		return { execution: looked.execution, model: looked.model ?? (await this.read(looked)) };
	}

	/** Reads its nodes as they are now. */
	async read(looked: Looked): Promise<RemoteModel> {
		const { execution } = looked;
		const workflow = await execution.workflow();
		const known = workflow === undefined ? [] : graphsOf(workflow, lastPart(execution.record.launched.name));
		const model = new RemoteModel(execution, known);
		model.read(await execution.nodes({ graphs: true }));
		looked.model = model;
		return model;
	}
}
