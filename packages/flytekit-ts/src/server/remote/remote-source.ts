import { setTimeout as sleep } from "node:timers/promises";
import { FlyteError } from "../../errors/index.js";
import { EAGER_LABEL } from "../../remote/eager/labels.js";
import type { FlyteExecution, FlyteRemote, NodeTree } from "../../remote/index.js";
import {
	type ConvertContext,
	describeType,
	guessNativeType,
	type Literal,
	type NativeType,
} from "../../types/index.js";
import { graphsOf } from "../programs/graphs-of.js";
import type { Download, RunFilter, RunSource } from "../run-source.js";
import type { JsonRules } from "../values/json-rules.js";
import { fileAt, type ValuePath } from "../values/shown-value.js";
import { shownVariables } from "../values/shown-variables.js";
import { tableOf } from "../values/table.js";
import { type InputTypes, inputsJson, literalJson } from "../values/value-json.js";
import type {
	AboutView,
	GateView,
	GraphView,
	LogChunk,
	NodeDetail,
	NodeView,
	RunDetail,
	RunUpdate,
	RunView,
	TableView,
} from "../view-model.js";
import { executionDetail, executionView, lastPart } from "./execution-view.js";
import { RemoteModel } from "./remote-model.js";
import { elementFacts, elementOf, nodeFacts, type Values, valuesOfElement } from "./remote-node.js";

type Side = "inputs" | "outputs";

/** How often an execution that is looked at is asked about. */
const EVERY_MS = 1500;
/** Executions that are listed at most, whatever the filter. */
const LISTED = 200;
/** Executions that are kept at hand, those looked at last. */
const KEPT = 8;
/** Executions that a node started, of which it is told at most. */
const STARTED = 50;

/** An execution that was looked at. */
interface Looked {
	readonly execution: FlyteExecution;
	model: RemoteModel | undefined;
}

/** Executions of a Flyte deployment, in its project and domain. */
export class RemoteSource implements RunSource {
	readonly about: Pick<AboutView, "remote">;
	readonly #remote: FlyteRemote;
	readonly #convert: () => ConvertContext;
	readonly #json: JsonRules;
	readonly #cwd: string;
	readonly #looked = new Map<string, Looked>();

	constructor(
		remote: FlyteRemote,
		options: { readonly convert: () => ConvertContext; readonly json: JsonRules; readonly cwd: string },
	) {
		this.#remote = remote;
		this.#convert = options.convert;
		this.#json = options.json;
		this.#cwd = options.cwd;
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
		const { execution } = await this.#look(id, true);
		return executionDetail(execution, await execution.failure());
	}

	async follow(id: string, tell: (update: RunUpdate) => void, signal: AbortSignal): Promise<void> {
		const looked = await this.#look(id, true);
		const { execution } = looked;
		const told = new Map<string, string>();
		let isFirst = true;
		const changed = <T extends GraphView | NodeView>(kind: string, all: Iterable<T>): T[] => {
			const found: T[] = [];
			for (const one of all) {
				const text = JSON.stringify(one);
				const key = `${kind} ${one.path}`;
				if (told.get(key) === text) continue;
				told.set(key, text);
				found.push(one);
			}
			return found;
		};
		while (!signal.aborted) {
			// first how it stands: what its nodes say afterwards is not older
			if (!isFirst) await execution.sync();
			const isDone = execution.isDone;
			const model = await this.#read(looked);
			const gates = isDone ? [] : await this.#gates(execution);
			tell({
				...(isFirst ? { reset: true as const } : {}),
				run: executionDetail(execution, await execution.failure()),
				graphs: changed("graph", model.graphs.values()),
				nodes: changed("node", model.nodes.values()),
				gates,
			});
			isFirst = false;
			if (isDone) {
				await new Promise<void>((resolve) => {
					if (signal.aborted) resolve();
					signal.addEventListener("abort", () => resolve(), { once: true });
				});
			} else await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
		}
	}

	async node(id: string, path: string): Promise<NodeDetail> {
		const { execution, model } = await this.#seen(id);
		const element = elementOf(path);
		const tree = model.trees.get(element?.array ?? path);
		const node = model.nodes.get(path);
		const values = await this.#values(execution, model, path);
		const at = `/api/runs/${encodeURIComponent(id)}`;
		const failure = path === model.root ? await execution.failure() : undefined;
		const facts = tree === undefined ? {} : element === undefined ? nodeFacts(tree) : elementFacts(tree, element.index);
		const started = element === undefined && tree !== undefined ? await this.#startedBy(tree) : [];
		const deck = element === undefined ? (tree?.node.deckUri ?? "") : "";
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
			...(deck === "" ? {} : { deckHref: `${at}/deck?${new URLSearchParams({ path })}` }),
			...(path === model.root && /^https?:/.test(execution.consoleUrl) ? { consoleHref: execution.consoleUrl } : {}),
			...(started.length === 0 ? {} : { started }),
		};
	}

	async inputs(id: string, types: InputTypes): Promise<Readonly<Record<string, unknown>>> {
		const { execution } = await this.#look(id);
		return inputsJson(await execution.inputLiterals(), this.#convert(), this.#json, types);
	}

	async log(): Promise<LogChunk> {
		throw unsupported("logs of a deployment are behind its own links");
	}

	async value(id: string, path: string, side: Side, name: string): Promise<Download> {
		const literal = await this.#literal(id, path, side, name);
		const json = JSON.stringify(await literalJson(literal, this.#convert(), name, this.#json), undefined, "\t");
		return { name: `${name}.json`, type: "application/json", body: new TextEncoder().encode(json) };
	}

	async file(id: string, path: string, side: Side, name: string, at: ValuePath): Promise<Download> {
		const literal = fileAt(await this.#literal(id, path, side, name), at);
		if (literal === undefined) throw notFound("the value has no such file");
		const bytes = await this.#remote.download(literal.uri);
		return { name: literal.uri.split("/").at(-1) ?? name, type: "application/octet-stream", body: bytes };
	}

	async table(id: string, path: string, side: Side, name: string, at: ValuePath): Promise<TableView> {
		const literal = fileAt(await this.#literal(id, path, side, name), at);
		if (literal === undefined) throw notFound("the value has no such dataset");
		return tableOf(literal, this.#convert());
	}

	async deck(id: string, path: string): Promise<Uint8Array> {
		const { model } = await this.#seen(id);
		const uri = model.trees.get(path)?.node.deckUri;
		if (uri === undefined || uri === "") throw notFound("this node has no deck");
		return this.#remote.download(uri);
	}

	async history(id: string): Promise<Download> {
		const looked = await this.#look(id, true);
		const { execution } = looked;
		const model = await this.#read(looked);
		const { labels, annotations, ...record } = execution.record;
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
		const execution = await this.#remote.fetchExecution(id);
		const asked = (await execution.signals()).find((one) => one.name === gate && !one.isSet);
		if (asked === undefined) throw notFound(`execution ${id} has no gate ${JSON.stringify(gate)} that waits`);
		const type = guessNativeType(asked.type);
		let value: unknown;
		try {
			value = this.#json.toNative(this.#json.parse(String(answer)), type, this.#cwd);
		} catch (error) {
			const wrong = this.#json.problemOf(error);
			if (wrong === undefined) throw error;
			throw new FlyteError("SERVER_REQUEST", `the answer to ${gate} does not fit: ${wrong.text}`);
		}
		if (value === true) await execution.approve(gate);
		else if (value === false) await execution.reject(gate);
		else await execution.setSignal(gate, value);
	}

	close(): void {
		void this.#remote.close().catch(() => undefined);
	}

	async #look(id: string, isNow = false): Promise<Looked> {
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
	async #seen(id: string): Promise<{ readonly execution: FlyteExecution; readonly model: RemoteModel }> {
		const looked = await this.#look(id);
		return { execution: looked.execution, model: looked.model ?? (await this.#read(looked)) };
	}

	async #read(looked: Looked): Promise<RemoteModel> {
		const { execution } = looked;
		const workflow = await execution.workflow();
		const known = workflow === undefined ? [] : graphsOf(workflow, lastPart(execution.record.launched.name));
		const model = new RemoteModel(execution, known);
		model.read(await execution.nodes({ graphs: true }));
		looked.model = model;
		return model;
	}

	/** The executions that a launch plan's node, or an eager task, has started. */
	async #startedBy({ node, spec }: NodeTree): Promise<readonly RunView[]> {
		if (node.launched !== undefined) {
			return [executionView(await this.#remote.fetchExecution(node.launched))];
		}
		if (spec?.target.kind !== "task" || spec.target.task.metadata.isEager !== true) return [];
		const { name } = node.id.execution;
		const filters = `value_in(execution_tag.key,${EAGER_LABEL})+value_in(execution_tag.value,${name})`;
		const { items } = await this.#remote.listExecutions({ filters, limit: STARTED });
		// of an execution with several eager tasks, each has those that name it as their parent
		return items
			.filter(({ record: own }) => own.labels.get(EAGER_LABEL) === name)
			.filter(({ record: own }) => own.parent === undefined || own.parent.nodeId === node.id.nodeId)
			.map(executionView);
	}

	async #gates(execution: FlyteExecution): Promise<readonly GateView[]> {
		const waiting = (await execution.signals()).filter(({ isSet }) => !isSet);
		return waiting.map(({ name, type: literalType }) => {
			const type: NativeType = guessNativeType(literalType);
			const kind = type.kind === "boolean" ? ("approve" as const) : ("signal" as const);
			return { path: name, gate: name, kind, type, typeText: describeType(type) };
		});
	}

	async #values(execution: FlyteExecution, model: RemoteModel, path: string): Promise<Values | undefined> {
		if (path === model.root) {
			const inputs = await execution.inputLiterals();
			const outputs = execution.phase === "SUCCEEDED" ? await execution.outputLiterals() : new Map();
			return { inputs, outputs };
		}
		const element = elementOf(path);
		const tree = model.trees.get(element?.array ?? path);
		if (tree === undefined) return undefined;
		const { id } = tree.node;
		const isOwn = id.execution.name === execution.id.name;
		const owner = isOwn ? execution : (await this.#look(id.execution.name)).execution;
		const values = await owner.nodeLiterals(id.nodeId);
		return element === undefined ? values : valuesOfElement(values, tree.calls, element.index);
	}

	async #literal(id: string, path: string, side: Side, name: string): Promise<Literal> {
		const { execution, model } = await this.#seen(id);
		const literal = (await this.#values(execution, model, path))?.[side].get(name);
		if (literal === undefined) throw notFound(`${path} has no ${side} ${JSON.stringify(name)}`);
		return literal;
	}
}

const notFound = (summary: string) => new FlyteError("SERVER_NOT_FOUND", summary);
const unsupported = (summary: string) => new FlyteError("SERVER_UNSUPPORTED", summary);
