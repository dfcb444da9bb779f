import { setTimeout as sleep } from "node:timers/promises";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import type { FlyteExecution, FlyteRemote } from "../../remote/index.js";
import {
	type ConvertContext,
	describeType,
	guessNativeType,
	type Literal,
	type LiteralMap,
	type NativeType,
} from "../../types/index.js";
import { encodeLiteral } from "../../wire/literals.js";
import { graphsOf } from "../programs/graphs-of.js";
import type { Download, RunFilter, RunSource } from "../run-source.js";
import type { JsonRules } from "../values/json-rules.js";
import { filesOf, shownLiteral } from "../values/shown-value.js";
import { tableOf } from "../values/table.js";
import { literalJson } from "../values/value-json.js";
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
	ShownVariable,
	TableView,
} from "../view-model.js";
import { executionDetail, executionView, RemoteModel } from "./remote-model.js";

type Side = "inputs" | "outputs";

/** How often an execution that is looked at is asked about. */
const EVERY_MS = 1500;
/** Executions that are listed at most, whatever the filter. */
const LISTED = 200;

/** Executions of a Flyte deployment, in its project and domain. */
export class RemoteSource implements RunSource {
	readonly about: Pick<AboutView, "remote">;
	readonly #remote: FlyteRemote;
	readonly #convert: () => ConvertContext;
	readonly #json: JsonRules;
	readonly #cwd: string;
	readonly #known = new Map<string, RemoteModel>();
	readonly #graphs = new Map<string, readonly GraphView[]>();

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
		return executionDetail(await this.#remote.fetchExecution(id));
	}

	async follow(id: string, tell: (update: RunUpdate) => void, signal: AbortSignal): Promise<void> {
		const execution = await this.#remote.fetchExecution(id);
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
			const model = await this.#read(execution);
			const gates = isDone ? [] : await this.#gates(execution);
			tell({
				...(isFirst ? { reset: true as const } : {}),
				run: executionDetail(execution),
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
		const execution = await this.#remote.fetchExecution(id);
		const model = this.#known.get(id) ?? (await this.#read(execution));
		const tree = model.trees.get(path);
		const node = model.nodes.get(path);
		const values = await this.#values(execution, model, path);
		const at = `/api/runs/${encodeURIComponent(id)}`;
		const error = path === model.root ? execution.error : tree?.node.error;
		const links = [
			...(path === model.root ? [{ name: "Flyte's console", href: execution.consoleUrl }] : []),
			...(tree?.attempts ?? []).flatMap(({ attempt, logs }) =>
				logs.map(({ name, uri }) => ({ name: `${name}, attempt ${attempt + 1}`, href: uri })),
			),
		].filter(({ href }) => /^https?:\/\//.test(href));
		return {
			path,
			...(node === undefined ? {} : { node }),
			...(values === undefined
				? {}
				: { inputs: shown(at, path, "inputs", values.inputs), outputs: shown(at, path, "outputs", values.outputs) }),
			...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
			attempts: (tree?.attempts ?? []).flatMap((attempt, index, all) =>
				attempt.error === undefined
					? []
					: [
							{
								attempt: attempt.attempt,
								at: (attempt.startedAt?.getTime() ?? 0) + (attempt.durationMs ?? 0),
								error: { code: attempt.error.code, message: attempt.error.message },
								willRetry: index < all.length - 1,
							},
						],
			),
			logs: [],
			...(tree?.node.cache === undefined ? {} : { cache: { outcome: tree.node.cache, why: "as the deployment says" } }),
			...(tree?.node.deckUri === undefined || tree.node.deckUri === ""
				? {}
				: { deckHref: `${at}/deck?${new URLSearchParams({ path })}` }),
			...(links.length === 0 ? {} : { links }),
			...(tree === undefined ? {} : versionOf(tree.attempts.at(-1)?.task.version)),
		};
	}

	async inputs(id: string): Promise<Readonly<Record<string, unknown>>> {
		const execution = await this.#remote.fetchExecution(id);
		const found: Record<string, unknown> = Object.create(null);
		for (const [name, literal] of await execution.inputLiterals()) {
			found[name] = await literalJson(literal, this.#convert(), name, this.#json);
		}
		return found;
	}

	async log(): Promise<LogChunk> {
		throw unsupported("logs of a deployment are behind its own links");
	}

	async value(id: string, path: string, side: Side, name: string): Promise<Download> {
		const literal = await this.#literal(id, path, side, name);
		const json = JSON.stringify(await literalJson(literal, this.#convert(), name, this.#json), undefined, "\t");
		return { name: `${name}.json`, type: "application/json", body: new TextEncoder().encode(json) };
	}

	async file(id: string, path: string, side: Side, name: string, index: number): Promise<Download> {
		const literal = filesOf(await this.#literal(id, path, side, name))[index] as { readonly uri?: string } | undefined;
		if (literal?.uri === undefined) throw notFound("the value has no such file");
		const bytes = await this.#remote.download(literal.uri);
		return { name: literal.uri.split("/").at(-1) ?? name, type: "application/octet-stream", body: bytes };
	}

	async table(id: string, path: string, side: Side, name: string, index: number): Promise<TableView> {
		const literal = filesOf(await this.#literal(id, path, side, name))[index];
		if (literal === undefined) throw notFound("the value has no such dataset");
		return tableOf(literal, this.#convert());
	}

	async deck(id: string, path: string): Promise<Uint8Array> {
		const model = this.#known.get(id) ?? (await this.#read(await this.#remote.fetchExecution(id)));
		const uri = model.trees.get(path)?.node.deckUri;
		if (uri === undefined || uri === "") throw notFound("this node has no deck");
		return this.#remote.download(uri);
	}

	async history(id: string): Promise<Download> {
		const execution = await this.#remote.fetchExecution(id);
		const model = await this.#read(execution);
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

	async #read(execution: FlyteExecution): Promise<RemoteModel> {
		const model = new RemoteModel(execution, await this.#graphsOf(execution));
		model.read(await execution.nodes());
		this.#known.set(execution.id.name, model);
		return model;
	}

	/** The graph that was registered, with its edges; none where it cannot be had. */
	async #graphsOf({ record }: FlyteExecution): Promise<readonly GraphView[]> {
		const { workflow, launched } = record;
		if (workflow === undefined || launched.resourceType === "task") return [];
		const key = `${workflow.project}:${workflow.domain}:${workflow.name}:${workflow.version}`;
		let graphs = this.#graphs.get(key);
		if (graphs === undefined) {
			try {
				const fetched = await this.#remote.fetchWorkflow(workflow);
				graphs = graphsOf(fetched, lastPart(launched.name));
			} catch (error) {
				if (!isFlyteError(error)) throw error;
				graphs = [];
			}
			this.#graphs.set(key, graphs);
		}
		return graphs;
	}

	async #gates(execution: FlyteExecution): Promise<readonly GateView[]> {
		const waiting = (await execution.signals()).filter(({ isSet }) => !isSet);
		return waiting.map(({ name, type: literalType }) => {
			const type: NativeType = guessNativeType(literalType);
			const kind = type.kind === "boolean" ? ("approve" as const) : ("signal" as const);
			return { path: name, gate: name, kind, type, typeText: describeType(type) };
		});
	}

	async #values(
		execution: FlyteExecution,
		model: RemoteModel,
		path: string,
	): Promise<{ readonly inputs: LiteralMap; readonly outputs: LiteralMap } | undefined> {
		if (path === model.root) {
			const inputs = await execution.inputLiterals();
			const outputs = execution.phase === "SUCCEEDED" ? await execution.outputLiterals() : new Map();
			return { inputs, outputs };
		}
		const tree = model.trees.get(path);
		if (tree === undefined) return undefined;
		// of a node that launched another execution, the values are its own
		return execution.nodeLiterals(tree.node.id.nodeId);
	}

	async #literal(id: string, path: string, side: Side, name: string): Promise<Literal> {
		const execution = await this.#remote.fetchExecution(id);
		const model = this.#known.get(id) ?? (await this.#read(execution));
		const literal = (await this.#values(execution, model, path))?.[side].get(name);
		if (literal === undefined) throw notFound(`${path} has no ${side} ${JSON.stringify(name)}`);
		return literal;
	}
}

function shown(at: string, path: string, side: Side, literals: LiteralMap): ShownVariable[] {
	return [...literals].map(([name, literal]) => {
		const query = new URLSearchParams({ path, side, name });
		return {
			name,
			value: shownLiteral(literal, (index) => `${at}/file?${query}&index=${index}`),
			bytes: encodeLiteral(literal).length,
			href: `${at}/value?${query}`,
		};
	});
}

const versionOf = (version: string | undefined) => (version === undefined ? {} : { version });
const lastPart = (name: string) => name.slice(name.lastIndexOf(".") + 1);
const notFound = (summary: string) => new FlyteError("SERVER_NOT_FOUND", summary);
const unsupported = (summary: string) => new FlyteError("SERVER_UNSUPPORTED", summary);
