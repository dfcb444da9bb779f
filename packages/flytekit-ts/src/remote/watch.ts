import type { LiteralMap } from "../types/literal.js";
import { executionKey, getExecution, isFinalExecution, isFinalNode, nodeExecutionData } from "../wire/admin/index.js";
import type {
	AttemptRecord,
	ElementRecord,
	ExecutionId,
	ExecutionRecord,
	LogLink,
	NodeRecord,
	RemoteFailure,
} from "../wire/admin/records.js";
import { type ArrayCalls, arrayCallsOf, elementText } from "./array-calls.js";
import { ExecutionGraphs, type Scope, scopeIn, specIn } from "./execution-graphs.js";
import { inTurns } from "./in-turns.js";
import { attemptsOf, failedTree, isTaskless, listLevel, WIDTH } from "./node-tree.js";
import type { RemoteSession } from "./session.js";
import { gates } from "./signals.js";
import { mayTellElements } from "./told-failure.js";

/** Something that changed in an execution. */
export type RemoteEvent =
	| { readonly kind: "execution"; readonly execution: ExecutionRecord }
	| {
			readonly kind: "node";
			readonly node: NodeRecord;
			readonly depth: number;
			/** What the elements of an array are. */
			readonly calls?: ArrayCalls;
			/** Its error, elements named as the calls that they are. */
			readonly failure?: RemoteFailure;
	  }
	| { readonly kind: "attempt"; readonly attempt: AttemptRecord; readonly depth: number }
	/** An element of a map. */
	| {
			readonly kind: "element";
			readonly attempt: AttemptRecord;
			readonly element: ElementRecord;
			readonly depth: number;
			/** Which call it is: `call 3,412 of m.square (dn3411) with n = 3411`; undefined where that is not known. */
			readonly call?: string;
	  }
	/** Links to what an attempt prints, told once each. */
	| { readonly kind: "log"; readonly attempt: AttemptRecord; readonly link: LogLink; readonly depth: number }
	/** The execution waits for somebody. */
	| { readonly kind: "gate"; readonly execution: ExecutionId; readonly gate: string };

export interface WatchOptions {
	/** Pause between two looks; 1 s when left out. */
	readonly pollMs?: number;
	/** Nodes of executions that launch plan nodes started; true when left out. */
	readonly launched?: boolean;
	readonly signal?: AbortSignal;
}

/**
 * Looks at an execution again and again and gives what changed, parents before children. A phase between two looks is not
 * seen. The last event is the execution's own end, after all of its nodes'.
 */
export async function* watchExecution(
	session: RemoteSession,
	id: ExecutionId,
	options: WatchOptions = {},
	graphs = new ExecutionGraphs(session),
): AsyncGenerator<RemoteEvent, void> {
	const { signal, pollMs = 1000 } = options;
	const observer = new Observer(session, options.launched !== false, graphs);
	let phase: string | undefined;
	for (;;) {
		signal?.throwIfAborted();
		// Asked first: what its nodes say afterwards is not older than this.
		const execution = await getExecution(session.transport, id);
		const isDone = isFinalExecution(execution.phase);
		if (execution.phase !== phase && !isDone) yield { kind: "execution", execution };
		phase = execution.phase;
		yield* await observer.look(id, isDone);
		if (isDone) {
			yield { kind: "execution", execution };
			return;
		}
		await session.clock.sleep(pollMs, signal);
	}
}

/** What is remembered of a node between two looks. */
interface Seen {
	phase: string;
	updatedAt: number;
	/** Nothing of it, nor below it, will change. */
	settled: boolean;
	readonly attempts: Map<string, string>;
	readonly links: Set<string>;
	calls?: ArrayCalls | undefined;
	/** What an array was given: asked for when an element fails. */
	inputs?: LiteralMap | undefined;
}

/** Where a level of nodes is. Its graph is asked for when there is an array whose elements want names. */
interface Level {
	readonly execution: ExecutionId;
	readonly parent?: string;
	readonly depth: number;
	scope(): Promise<Scope>;
}

class Observer {
	readonly #session: RemoteSession;
	readonly #launched: boolean;
	readonly #graphs: ExecutionGraphs;
	readonly #nodes = new Map<string, Seen>();
	readonly #gates = new Set<string>();

	constructor(session: RemoteSession, launched: boolean, graphs: ExecutionGraphs) {
		this.#session = session;
		this.#launched = launched;
		this.#graphs = graphs;
	}

	async look(id: ExecutionId, isLast: boolean): Promise<RemoteEvent[]> {
		const events: RemoteEvent[] = [];
		const waiting = new Map<string, ExecutionId>();
		const level = async (at: Level): Promise<RemoteEvent[]> => {
			const { execution } = at;
			const nodes = await listLevel(this.#session, execution, at.parent);
			const parts = await inTurns(nodes, WIDTH, (node) => this.#node(node, at, isLast, level));
			// A gate is a node without attempts that goes on running.
			if (nodes.some((node) => node.phase === "RUNNING" && !node.isParent))
				waiting.set(executionKey(execution), execution);
			return parts.flat();
		};
		events.push(...(await level(this.#top(id, 0))));
		if (!isLast) for (const execution of waiting.values()) events.push(...(await this.#newGates(execution)));
		return events;
	}

	#top(execution: ExecutionId, depth: number): Level {
		return { execution, depth, scope: async () => (await this.#graphs.ofExecution(execution))?.toGraph().nodes };
	}

	async #node(
		node: NodeRecord,
		at: Level,
		isLast: boolean,
		level: (at: Level) => Promise<RemoteEvent[]>,
	): Promise<RemoteEvent[]> {
		const { execution, nodeId } = node.id;
		const { depth } = at;
		const key = JSON.stringify([execution, nodeId]);
		const updatedAt = node.updatedAt?.getTime() ?? 0;
		let seen = this.#nodes.get(key);
		if (seen?.settled === true && seen.phase === node.phase) return [];
		const events: RemoteEvent[] = [];
		const isNew = seen?.phase !== node.phase;
		const changed = isNew || seen?.updatedAt !== updatedAt;
		if (seen === undefined) {
			seen = { phase: node.phase, updatedAt, settled: false, attempts: new Map(), links: new Set() };
			this.#nodes.set(key, seen);
		}
		seen.phase = node.phase;
		seen.updatedAt = updatedAt;
		const isAsked = !isTaskless(node) && (changed || isLast || node.phase === "RUNNING" || node.isArray);
		const attempts = isAsked ? await attemptsOf(this.#session, node) : [];
		if (node.isArray) seen.calls ??= arrayCallsOf(specIn(await at.scope(), node), attempts.at(-1));
		if (isNew) events.push(await this.#told(node, seen, at));
		for (const attempt of attempts) events.push(...(await this.#attempt(attempt, seen, depth)));
		if (node.isParent) {
			const scope = async () => {
				const made = await this.#graphs.ofDynamic(node, attempts.length);
				return made?.toGraph().nodes ?? scopeIn(specIn(await at.scope(), node));
			};
			events.push(...(await level({ execution, parent: nodeId, depth: depth + 1, scope })));
		}
		if (this.#launched && node.launched !== undefined)
			events.push(...(await level(this.#top(node.launched, depth + 1))));
		// What is told of a node may come a little after its end: it is settled only when a second look found nothing new.
		seen.settled = isFinalNode(node.phase) && events.length === 0;
		return events;
	}

	async #told(node: NodeRecord, { calls }: Seen, at: Level): Promise<RemoteEvent> {
		const { error, id } = node;
		const about = { kind: "node", node, depth: at.depth, ...(calls === undefined ? {} : { calls }) } as const;
		if (error === undefined) return about;
		if (!mayTellElements(error.message)) return { ...about, failure: error };
		const of = { execution: id.execution, node, scope: await at.scope() };
		const [tree] = await failedTree(this.#session, of, this.#graphs);
		return { ...about, failure: tree?.failure ?? error };
	}

	async #attempt(attempt: AttemptRecord, seen: Seen, depth: number): Promise<RemoteEvent[]> {
		const events: RemoteEvent[] = [];
		for (const event of attemptEvents(attempt, seen, depth)) {
			if (event.kind !== "element" || seen.calls === undefined) {
				events.push(event);
				continue;
			}
			const { phase, index } = event.element;
			if (/FAILED/.test(phase) && seen.inputs === undefined) {
				const data = await nodeExecutionData(this.#session.transport, attempt.node).catch(() => undefined);
				seen.inputs = data?.inputs ?? new Map();
			}
			events.push({ ...event, call: elementText(seen.calls, index, seen.inputs) });
		}
		return events;
	}

	async #newGates(execution: ExecutionId): Promise<RemoteEvent[]> {
		const waiting = (await gates(this.#session, execution)).filter(({ isSet }) => !isSet);
		return waiting.flatMap(({ name }) => {
			const key = `${executionKey(execution)} ${name}`;
			if (this.#gates.has(key)) return [];
			this.#gates.add(key);
			return [{ kind: "gate", execution, gate: name }];
		});
	}
}

function attemptEvents(attempt: AttemptRecord, seen: Seen, depth: number): RemoteEvent[] {
	const events: RemoteEvent[] = [];
	const isNew = (key: string, phase: string) => {
		if (seen.attempts.get(key) === phase) return false;
		seen.attempts.set(key, phase);
		return true;
	};
	if (isNew(String(attempt.attempt), attempt.phase)) events.push({ kind: "attempt", attempt, depth });
	for (const link of [...attempt.logs, ...attempt.elements.flatMap((element) => element.logs)]) {
		if (seen.links.has(link.uri)) continue;
		seen.links.add(link.uri);
		events.push({ kind: "log", attempt, link, depth });
	}
	for (const element of attempt.elements) {
		if (isNew(`${attempt.attempt}[${element.index}]${element.attempt}`, element.phase))
			events.push({ kind: "element", attempt, element, depth });
	}
	return events;
}
