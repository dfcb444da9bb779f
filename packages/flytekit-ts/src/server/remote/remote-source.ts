import { FlyteError } from "../../errors/index.js";
import type { FlyteRemote } from "../../remote/index.js";
import type { Download, RunFilter, RunSource } from "../run-source.js";
import type { JsonRules } from "../values/json-rules.js";
import type { ValuePath } from "../values/shown-value.js";
import { shownVariables } from "../values/shown-variables.js";
import type { InputTypes } from "../values/value-json.js";
import type { AboutView, LogChunk, NodeDetail, RunDetail, RunUpdate, RunView, TableView } from "../view-model.js";
import { executionDetail, executionView } from "./execution-view.js";
import { Executions } from "./executions.js";
import { follow } from "./follow.js";
import { answerGate } from "./gates.js";
import { elementFacts, elementOf, nodeFacts } from "./remote-node.js";
import { startedBy } from "./started-by.js";
import { RemoteValues } from "./values.js";

type Side = "inputs" | "outputs";

/** Executions that are listed at most, whatever the filter. */
const LISTED = 200;

/** Executions of a Flyte deployment, in its project and domain. */
export class RemoteSource implements RunSource {
	readonly about: Pick<AboutView, "remote">;
	readonly #remote: FlyteRemote;
	readonly #executions: Executions;
	readonly #values: RemoteValues;
	readonly #reading: { readonly json: JsonRules; readonly cwd: string };

	constructor(remote: FlyteRemote, reading: { readonly json: JsonRules; readonly cwd: string }) {
		this.#remote = remote;
		this.#executions = new Executions(remote);
		this.#values = new RemoteValues(remote, this.#executions, reading.json);
		this.#reading = reading;
		const { endpoint, project, domain } = remote;
		this.about = { remote: { endpoint, project, domain } };
	}

	async runs({ state, name, since, limit }: RunFilter): Promise<readonly RunView[]> {
		const { items } = await this.#remote.listExecutions({ limit: LISTED });
		const wanted = name?.toLowerCase();
		return items
			.map(executionView)
			.filter(
				(run) =>
					(state === undefined || run.state === state) &&
					(since === undefined || run.startedAt >= since) &&
					(wanted === undefined || run.name.toLowerCase().includes(wanted) || run.id.startsWith(wanted)),
			)
			.slice(0, limit);
	}

	async run(id: string): Promise<RunDetail> {
		const { execution } = await this.#executions.look(id, true);
		return executionDetail(execution, await execution.failure());
	}

	follow(id: string, tell: (update: RunUpdate) => void, signal: AbortSignal): Promise<void> {
		return follow(this.#executions, id, tell, signal);
	}

	async node(id: string, path: string): Promise<NodeDetail> {
		const seen = await this.#executions.seen(id);
		const { execution, model } = seen;
		const element = elementOf(path);
		const tree = model.trees.get(element?.array ?? path);
		const node = model.nodes.get(path);
		const values = await this.#values.of(seen, path);
		const failure = path === model.root ? await execution.failure() : undefined;
		const facts = tree === undefined ? {} : element === undefined ? nodeFacts(tree) : elementFacts(tree, element.index);
		const started = element === undefined && tree !== undefined ? await startedBy(this.#remote, tree) : [];
		const deck = element === undefined ? (tree?.node.deckUri ?? "") : "";
		const deckHref = `/api/runs/${encodeURIComponent(id)}/deck?${new URLSearchParams({ path })}`;
		return {
			path,
			...(node === undefined ? {} : { node }),
			...(values === undefined
				? {}
				: {
						inputs: shownVariables(values.inputs, { run: id, path, side: "inputs" }),
						outputs: shownVariables(values.outputs, { run: id, path, side: "outputs" }),
					}),
			attempts: [],
			logs: [],
			...facts,
			...(failure === undefined ? {} : { error: { code: failure.code, message: failure.message } }),
			...(deck === "" ? {} : { deckHref }),
			...(path === model.root && /^https?:/.test(execution.consoleUrl) ? { consoleHref: execution.consoleUrl } : {}),
			...(started.length === 0 ? {} : { started }),
		};
	}

	inputs(id: string, types: InputTypes): Promise<Readonly<Record<string, unknown>>> {
		return this.#values.inputs(id, types);
	}

	async log(): Promise<LogChunk> {
		throw new FlyteError("SERVER_UNSUPPORTED", "logs of a deployment are behind its own links");
	}

	value(run: string, path: string, side: Side, name: string): Promise<Download> {
		return this.#values.json({ run, path, side, name });
	}

	file(run: string, path: string, side: Side, name: string, inside: ValuePath): Promise<Download> {
		return this.#values.file({ run, path, side, name }, inside);
	}

	table(run: string, path: string, side: Side, name: string, inside: ValuePath): Promise<TableView> {
		return this.#values.table({ run, path, side, name }, inside);
	}

	async deck(id: string, path: string): Promise<Uint8Array> {
		const { model } = await this.#executions.seen(id);
		const uri = model.trees.get(path)?.node.deckUri;
		if (uri === undefined || uri === "") throw new FlyteError("SERVER_NOT_FOUND", "this node has no deck");
		return this.#remote.download(uri);
	}

	async history(id: string): Promise<Download> {
		const looked = await this.#executions.look(id, true);
		const model = await this.#executions.read(looked);
		const { labels, annotations, ...record } = looked.execution.record;
		const pairs = { labels: Object.fromEntries(labels), annotations: Object.fromEntries(annotations) };
		const lines: object[] = [{ type: "execution", ...record, ...pairs }];
		for (const [path, { node, attempts }] of model.trees) {
			lines.push({ type: "node", path, ...node });
			for (const attempt of attempts) lines.push({ type: "attempt", path, ...attempt });
		}
		const text = `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
		return { name: `${id}.jsonl`, type: "application/x-ndjson", body: new TextEncoder().encode(text) };
	}

	async abort(id: string): Promise<void> {
		await (await this.#remote.fetchExecution(id)).terminate("stopped from the page of tsflyte dev");
	}

	async recover(id: string): Promise<string> {
		return (await this.#remote.recover(id)).id.name;
	}

	async answer(id: string, gate: string, answer: unknown): Promise<void> {
		await answerGate(await this.#remote.fetchExecution(id), gate, answer, this.#reading);
	}

	close(): void {
		void this.#remote.close().catch(() => undefined);
	}
}
