import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { deckUri } from "../../authoring/deck/with-deck.js";
import { baseNameOf } from "../../context/uri.js";
import { outputsPlace } from "../../engine/journal/outputs-place.js";
import type { CallRecord } from "../../engine/journal/record.js";
import { type RunState, RunStore, type RunSummary } from "../../engine/journal/run-store.js";
import { FlyteError, isFlyteError } from "../../errors/index.js";
import { type ConvertContext, type Literal, type NativeType, toLiteral } from "../../types/index.js";
import { decodeLiteralMap, encodeLiteral } from "../../wire/literals.js";
import type { Download, RunFilter, RunSource } from "../run-source.js";
import type { JsonRules } from "../values/json-rules.js";
import { fileAt, type ValuePath } from "../values/shown-value.js";
import { shownVariables } from "../values/shown-variables.js";
import { tableOf } from "../values/table.js";
import { type InputTypes, inputsJson, literalJson } from "../values/value-json.js";
import type { LogChunk, NodeDetail, RunDetail, RunUpdate, RunView, ShownVariable, TableView } from "../view-model.js";
import { cacheOf } from "./cache-view.js";
import { historyOf } from "./history.js";
import type { Launcher } from "./launcher.js";
import { RunFeed } from "./run-feed.js";
import { RunReader } from "./run-reader.js";
import { frameIn } from "./source-frame.js";

type Side = "inputs" | "outputs";

/** Runs whose journals are kept read, the ones looked at last. */
const FEEDS = 8;
/** A page waits a little for a store that another process holds, and says so then. */
const BUSY_MS = 300;
const LOG_BYTES = 256 * 1024;

/** The runs of this machine's store. It is opened when it is there, and tried again after what was wrong with it. */
export class LocalSource implements RunSource {
	readonly about: { readonly store: string };
	readonly #root: string;
	readonly #convert: () => ConvertContext;
	readonly #launcher: Launcher;
	readonly #json: JsonRules;
	readonly #feeds = new Map<string, RunFeed>();
	#opened: RunStore | undefined = undefined;

	constructor(options: {
		readonly store: string;
		/** Folder of the project: where source frames are looked for. */
		readonly root: string;
		readonly convert: () => ConvertContext;
		readonly launcher: Launcher;
		readonly json: JsonRules;
	}) {
		this.about = { store: options.store };
		this.#root = options.root;
		this.#convert = options.convert;
		this.#launcher = options.launcher;
		this.#json = options.json;
	}

	async runs(filter: RunFilter): Promise<readonly RunView[]> {
		if (this.#opened === undefined && !existsSync(this.about.store)) return [];
		const found: RunView[] = [];
		const state = filter.state as RunState | undefined;
		const name = filter.name?.toLowerCase();
		for (const run of this.#store().runs({ limit: 5000, ...(state === undefined ? {} : { state }) })) {
			if (filter.since !== undefined && run.startedAt < filter.since) continue;
			if (name !== undefined && !run.name.toLowerCase().includes(name) && !run.id.startsWith(name)) continue;
			found.push(runView(run));
			if (found.length >= filter.limit) break;
		}
		return found;
	}

	async run(id: string): Promise<RunDetail> {
		const feed = this.#feed(id);
		await feed.read();
		return this.#detail(this.#found(id).summary, feed.reader);
	}

	async follow(id: string, tell: (update: RunUpdate) => void, signal: AbortSignal): Promise<void> {
		await this.#feed(id).hear(tell, signal);
	}

	async node(id: string, path: string): Promise<NodeDetail> {
		const feed = this.#feed(id);
		await feed.read();
		const { reader } = feed;
		const node = reader.model.nodes.get(path);
		const call = reader.call(path);
		const attempts = reader.attempts(path);
		const error = call?.error;
		const thrown = error === undefined ? undefined : (attempts.at(-1)?.error.message ?? error.message);
		const frame = thrown === undefined ? undefined : frameIn(`${thrown}\n${error?.message}`, this.#root);
		const deckHref = call === undefined ? undefined : await this.#deckHref(id, path, call);
		return {
			path,
			...(node === undefined ? {} : { node }),
			...this.#variables(id, path, call, "inputs"),
			...this.#variables(id, path, call, "outputs"),
			...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
			...(frame === undefined ? {} : { frame }),
			attempts,
			logs: reader.logs(path),
			...(deckHref === undefined ? {} : { deckHref }),
			...(call === undefined || call.version === "" ? {} : { version: call.version }),
			...(call === undefined ? {} : cacheOf(this.#store(), id, call)),
		};
	}

	async inputs(id: string, types: InputTypes): Promise<Readonly<Record<string, unknown>>> {
		this.#found(id);
		return inputsJson(decodeLiteralMap(this.#store().run(id).header.inputs), this.#convert(), this.#json, types);
	}

	async log(id: string, path: string, attempt: number, from: number | undefined): Promise<LogChunk> {
		const feed = this.#feed(id);
		await feed.read();
		return feed.reader.log(path, attempt, from, LOG_BYTES);
	}

	async value(id: string, path: string, side: Side, name: string): Promise<Download> {
		const literal = await this.#literal(id, path, side, name);
		const json = JSON.stringify(await literalJson(literal, this.#convert(), name, this.#json), undefined, "\t");
		return { name: `${name}.json`, type: "application/json", body: new TextEncoder().encode(json) };
	}

	async file(id: string, path: string, side: Side, name: string, at: ValuePath): Promise<Download> {
		const literal = await this.#fileAt(id, path, side, name, at);
		const { blobs } = this.#convert();
		if (literal.kind === "blob" && literal.type.dimensionality === "multipart") {
			const files = await blobs.list(literal.uri);
			const text = `${files.join("\n")}\n`;
			return { name: `${name}.txt`, type: "text/plain; charset=utf-8", body: new TextEncoder().encode(text) };
		}
		const uri = (literal as { readonly uri: string }).uri;
		return {
			name: baseNameOf(uri) || name,
			type: "application/octet-stream",
			body: await blobs.openRead(uri),
		};
	}

	async table(id: string, path: string, side: Side, name: string, at: ValuePath): Promise<TableView> {
		return tableOf(await this.#fileAt(id, path, side, name, at), this.#convert());
	}

	async deck(id: string, path: string): Promise<Uint8Array> {
		const feed = this.#feed(id);
		await feed.read();
		const call = feed.reader.call(path);
		const uri = call === undefined ? undefined : this.#deckUri(id, call);
		if (uri === undefined) throw notFound("this node has no deck");
		return this.#convert().blobs.read(uri);
	}

	async history(id: string): Promise<Download> {
		const { seq } = this.#found(id);
		return {
			name: `${id}.jsonl`,
			type: "application/x-ndjson",
			body: historyOf(this.#store(), { id, seq }),
		};
	}

	async abort(id: string): Promise<void> {
		const { summary } = this.#found(id);
		const { header } = this.#store().run(id);
		const { owner } = summary;
		if (!canAbort(summary) || header.file === undefined || owner === undefined) {
			throw new FlyteError(
				"SERVER_UNSUPPORTED",
				`run ${id} is ${summary.state}, and not run by tsflyte on this machine`,
				{
					wayOut: "stop the process that runs it",
				},
			);
		}
		process.kill(owner.pid, "SIGINT");
	}

	async recover(id: string): Promise<string> {
		const { summary } = this.#found(id);
		if (!canRecover(summary)) {
			throw new FlyteError("SERVER_UNSUPPORTED", `run ${id} is ${summary.state}: there is nothing to go on with`);
		}
		const before = summary.recovered;
		await this.#launcher.begin(["recover", id, "--store", this.about.store, "--await-signals"], undefined, () => {
			return (this.#store().find(id)?.summary.recovered ?? 0) > before;
		});
		return id;
	}

	async answer(id: string, gate: string, answer: unknown): Promise<void> {
		const feed = this.#feed(id);
		await feed.read();
		const asked = feed.reader.model.gates.find((one) => one.gate === gate);
		if (asked === undefined) throw notFound(`run ${id} has no gate ${JSON.stringify(gate)} that waits`);
		const type = asked.type as NativeType;
		try {
			const value = this.#json.toNative(this.#json.parse(String(answer)), type, this.#root);
			const literal = await toLiteral(value, type, this.#convert(), gate);
			this.#store().answer(id, gate, encodeLiteral(literal));
		} catch (error) {
			const wrong = this.#json.problemOf(error);
			if (wrong === undefined) throw error;
			throw new FlyteError("SERVER_REQUEST", `the answer to ${gate} does not fit: ${wrong.text}`);
		}
	}

	/** Whether the store has this run: for who begins one. */
	has(id: string): boolean {
		return (this.#opened !== undefined || existsSync(this.about.store)) && this.#store().find(id) !== undefined;
	}

	close(): void {
		this.#opened?.close();
		this.#opened = undefined;
	}

	/** Throws JOURNAL_*. */
	#store(): RunStore {
		if (this.#opened === undefined) {
			if (!existsSync(this.about.store)) throw notFound(`there is no store ${this.about.store} yet`);
			this.#opened = new RunStore(this.about.store, { durability: "process", busyMs: BUSY_MS });
		}
		return this.#opened;
	}

	#found(id: string) {
		const found = this.#store().find(id);
		if (found === undefined) throw notFound(`there is no run ${JSON.stringify(id)}; it may have been deleted`);
		return found;
	}

	#feed(id: string): RunFeed {
		const { seq } = this.#found(id);
		let feed = this.#feeds.get(id);
		this.#feeds.delete(id);
		if (feed === undefined) {
			const reader = new RunReader(this.#store(), { id, seq });
			feed = new RunFeed(this.#store(), reader, (summary) => this.#detail(summary, reader));
		}
		this.#feeds.set(id, feed);
		const [oldest] = this.#feeds.keys();
		if (this.#feeds.size > FEEDS && oldest !== undefined) this.#feeds.delete(oldest);
		return feed;
	}

	#detail(summary: RunSummary, reader: RunReader): RunDetail {
		const base = { ...runView(summary), root: reader.model.root ?? lastPart(summary.name), damage: reader.damage };
		try {
			const { header, end } = this.#store().run(summary.id);
			const isOurs = header.file !== undefined && header.entity !== undefined;
			return {
				...base,
				...(header.entity === undefined ? {} : { entity: header.entity }),
				...(end?.error === undefined ? {} : { error: end.error }),
				...(end === undefined ? {} : { counts: { ...end.counts }, durationMs: end.durationMs }),
				can: { abort: isOurs && canAbort(summary), recover: isOurs && canRecover(summary), rerun: isOurs },
			};
		} catch (error) {
			// its records can be shown all the same
			if (!isFlyteError(error)) throw error;
			const { code, message } = error;
			return { ...base, error: { code, message }, can: { abort: false, recover: false, rerun: false } };
		}
	}

	#variables(id: string, path: string, call: CallRecord | undefined, side: Side): { inputs?: ShownVariable[] } {
		const bytes = call?.[side];
		if (bytes === undefined) return {};
		return { [side]: shownVariables(bytes, { run: id, path, side }) };
	}

	async #literal(id: string, path: string, side: Side, name: string): Promise<Literal> {
		const feed = this.#feed(id);
		await feed.read();
		const bytes = feed.reader.call(path)?.[side];
		const literal = bytes === undefined ? undefined : decodeLiteralMap(bytes).get(name);
		if (literal === undefined) throw notFound(`${path} has no ${side} ${JSON.stringify(name)}`);
		return literal;
	}

	/** Only what a value holds can be asked for: no address of the page's own reaches a store. */
	async #fileAt(id: string, path: string, side: Side, name: string, at: ValuePath): Promise<Literal> {
		const literal = fileAt(await this.#literal(id, path, side, name), at);
		if (literal === undefined) throw notFound("the value has no such file");
		return literal;
	}

	#deckUri(id: string, call: CallRecord): string | undefined {
		if (call.attempts === 0) return undefined;
		const attempt = { executionId: id, nodePath: call.path, attempt: call.attempts - 1 };
		return deckUri(outputsPlace(this.about.store, id), attempt);
	}

	async #deckHref(id: string, path: string, call: CallRecord): Promise<string | undefined> {
		const uri = this.#deckUri(id, call);
		if (uri === undefined) return undefined;
		try {
			if ((await this.#convert().blobs.stat(uri)) === undefined) return undefined;
		} catch {
			return undefined; // a store that cannot be reached has no deck to show
		}
		return `/api/runs/${encodeURIComponent(id)}/deck?${new URLSearchParams({ path })}`;
	}
}

function runView({ id, name, kind, file, state, startedAt, endedAt, recovered, owner }: RunSummary): RunView {
	return {
		id,
		name,
		kind,
		state,
		startedAt,
		recovered,
		...(file === undefined ? {} : { file }),
		...(endedAt === undefined ? {} : { endedAt }),
		...(owner === undefined ? {} : { pid: owner.pid }),
	};
}

const canAbort = ({ state, owner }: RunSummary) => state === "running" && owner?.host === hostname();
const canRecover = ({ state }: RunSummary) => state === "failed" || state === "aborted" || state === "interrupted";
const lastPart = (name: string) => name.slice(name.lastIndexOf(".") + 1);
const notFound = (summary: string) => new FlyteError("SERVER_NOT_FOUND", summary);
