import { executionKey, getExecution, isFinalExecution, isFinalNode } from "../wire/admin/index.js";
import type {
	AttemptRecord,
	ElementRecord,
	ExecutionId,
	ExecutionRecord,
	LogLink,
	NodeRecord,
} from "../wire/admin/records.js";
import { inTurns } from "./in-turns.js";
import { attemptsOf, isTaskless, listLevel, WIDTH } from "./node-tree.js";
import type { RemoteSession } from "./session.js";
import { gates } from "./signals.js";

/** Something that changed in an execution. */
export type RemoteEvent =
	| { readonly kind: "execution"; readonly execution: ExecutionRecord }
	| { readonly kind: "node"; readonly node: NodeRecord; readonly depth: number }
	| { readonly kind: "attempt"; readonly attempt: AttemptRecord; readonly depth: number }
	/** An element of a map. */
	| {
			readonly kind: "element";
			readonly attempt: AttemptRecord;
			readonly element: ElementRecord;
			readonly depth: number;
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
): AsyncGenerator<RemoteEvent, void> {
	const { signal, pollMs = 1000 } = options;
	const observer = new Observer(session, options.launched !== false);
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
}

class Observer {
	readonly #session: RemoteSession;
	readonly #launched: boolean;
	readonly #nodes = new Map<string, Seen>();
	readonly #gates = new Set<string>();

	constructor(session: RemoteSession, launched: boolean) {
		this.#session = session;
		this.#launched = launched;
	}

	async look(id: ExecutionId, isLast: boolean): Promise<RemoteEvent[]> {
		const events: RemoteEvent[] = [];
		const waiting = new Map<string, ExecutionId>();
		const level = async (execution: ExecutionId, parent: string | undefined, depth: number): Promise<RemoteEvent[]> => {
			const nodes = await listLevel(this.#session, execution, parent);
			const parts = await inTurns(nodes, WIDTH, (node) => this.#node(node, depth, isLast, level));
			// A gate is a node without attempts that goes on running.
			if (nodes.some((node) => node.phase === "RUNNING" && !node.isParent))
				waiting.set(executionKey(execution), execution);
			return parts.flat();
		};
		events.push(...(await level(id, undefined, 0)));
		if (!isLast) for (const execution of waiting.values()) events.push(...(await this.#newGates(execution)));
		return events;
	}

	async #node(
		node: NodeRecord,
		depth: number,
		isLast: boolean,
		level: (execution: ExecutionId, parent: string | undefined, depth: number) => Promise<RemoteEvent[]>,
	): Promise<RemoteEvent[]> {
		const { execution, nodeId } = node.id;
		const key = JSON.stringify([execution, nodeId]);
		const updatedAt = node.updatedAt?.getTime() ?? 0;
		let seen = this.#nodes.get(key);
		if (seen?.settled === true && seen.phase === node.phase) return [];
		const events: RemoteEvent[] = [];
		const changed = seen === undefined || seen.phase !== node.phase || seen.updatedAt !== updatedAt;
		if (seen?.phase !== node.phase) events.push({ kind: "node", node, depth });
		if (seen === undefined) {
			seen = { phase: node.phase, updatedAt, settled: false, attempts: new Map(), links: new Set() };
			this.#nodes.set(key, seen);
		}
		seen.phase = node.phase;
		seen.updatedAt = updatedAt;
		if (!isTaskless(node) && (changed || isLast || node.phase === "RUNNING" || node.isArray)) {
			for (const attempt of await attemptsOf(this.#session, node)) events.push(...attemptEvents(attempt, seen, depth));
		}
		if (node.isParent) events.push(...(await level(execution, nodeId, depth + 1)));
		if (this.#launched && node.launched !== undefined)
			events.push(...(await level(node.launched, undefined, depth + 1)));
		// What is told of a node may come a little after its end: it is settled only when a second look found nothing new.
		seen.settled = isFinalNode(node.phase) && events.length === 0;
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
