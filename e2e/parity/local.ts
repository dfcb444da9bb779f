import { join } from "node:path";
import { type LiteralMap, type TypedInterface, toLiteral } from "flytekit-ts/plugin";
import { MemoryBlobStore, type RunEvent, runLocal, seededRandom } from "flytekit-ts/testing";
import type { Ending, Failure, NodeEnding } from "./ending.js";
import { literalsAsJson } from "./literals.js";
import type { Program } from "./table.js";

/** Attempts of an element that failed. */
interface Failed {
	readonly count: number;
	readonly isFinal: boolean;
}

/** Attempts that are stopped by their time have no error of their own on Flyte. */
const STOPPED = new Set(["TimeoutExpired", "Timeout"]);

type NodeEvent = Extract<RunEvent, { kind: unknown; path: string }>;

/** Runs a program on the engine of this process and says how it ended. `folder`: for what it keeps. */
export async function endingHere(program: Program, folder: string): Promise<Ending> {
	const cache = join(folder, "cache.db");
	for (let left = program.times ?? 1; left > 1; left--) await runOnce(program, cache);
	return runOnce(program, cache);
}

async function runOnce({ entity, inputs = {}, answers = {} }: Program, cache: string): Promise<Ending> {
	const events: RunEvent[] = [];
	const blobs = new MemoryBlobStore();
	const callable = entity as unknown as Parameters<typeof runLocal>[0] & { readonly interface: TypedInterface };
	let given: unknown;
	try {
		const onEvent = (event: RunEvent) => void events.push(event);
		given = await runLocal(callable, inputs, { blobs, cache, onEvent, signals: answers });
	} catch (error) {
		if (events.at(-1)?.type !== "runFinished") throw error; // it never began
	}
	const { phase, outcome } = events.at(-1) as RunEvent & { type: "runFinished" };
	return {
		phase: phase.toUpperCase() as Ending["phase"],
		...(outcome === undefined ? {} : { error: failure(outcome) }),
		outputs: phase === "succeeded" ? literalsAsJson(await literalsOf(callable.interface, given, blobs)) : {},
		nodes: nodesOf(events),
	};
}

function failure({ code, kind }: Failure): Failure {
	return { code, kind };
}

/** What came out, by output, as the engine had it. */
async function literalsOf(face: TypedInterface, given: unknown, blobs: MemoryBlobStore): Promise<LiteralMap> {
	const convert = { blobs, rawOutputPrefix: "mem://run", random: seededRandom() };
	const literals = new Map();
	for (const [i, { name, type }] of [...face.outputs.values()].entries()) {
		const value =
			face.outputShape === "single"
				? given
				: (given as Record<string | number, unknown>)[face.outputShape === "tuple" ? i : name];
		literals.set(name, await toLiteral(value, type, convert, name));
	}
	return literals;
}

/** Flyte's word for how a node ended; undefined for what is no end, or of a node that Flyte never hears of. */
function phaseOf(event: RunEvent): string | undefined {
	switch (event.type) {
		case "nodeSucceeded":
			return "SUCCEEDED";
		case "nodeFailed":
			return event.outcome?.code === "Timeout" ? "TIMED_OUT" : "FAILED";
		case "nodeAborted":
			return "ABORTED";
		case "nodeSkipped":
			return event.reason === "upstreamFailed" ? "SKIPPED" : undefined;
		default:
			return undefined;
	}
}

/** Nodes as their events tell of them. */
function nodesOf(events: readonly RunEvent[]): Record<string, NodeEnding> {
	const told = new Map<string, NodeEvent>();
	const graphs = new Set<string>();
	const reused = new Set<string>();
	for (const event of events) {
		if (event.type === "nodeReused") reused.add(event.path);
		if (event.type === "graphStarted") graphs.add(event.path);
		if (phaseOf(event) !== undefined) told.set(event.path, event as NodeEvent);
	}
	const attempts = new Map<string, string[]>();
	const elements = new Map<string, Map<number, Failed>>();
	for (const event of events) {
		if (event.type !== "attemptFailed") continue;
		const said = STOPPED.has(event.code) ? "stopped" : `${event.code} (${event.kind})`;
		const [, array = "", index] = /^(.*)\[(\d+)\]$/.exec(event.path) ?? [];
		if (index === undefined) append(attempts, nodeAround(event.path, told), said);
		else {
			const ofArray = elements.get(array) ?? new Map<number, Failed>();
			elements.set(array, ofArray);
			ofArray.set(Number(index), { count: event.attempt + 1, isFinal: !event.willRetry });
		}
	}
	const progress = new Map(
		events.flatMap((event) => (event.type === "arrayProgress" ? [[event.path, event] as const] : [])),
	);
	const nodes: Record<string, NodeEnding> = {};
	for (const [path, event] of told) {
		const failed = attempts.get(path) ?? [];
		const isTask = event.kind === "task" || event.kind === "dynamic" || event.kind === "branch";
		const isDone = event.type === "nodeSucceeded" || (event.kind === "dynamic" && graphs.has(path));
		// the case that a conditional took may be a workflow, which has no attempts
		const isGraph = event.kind === "branch" && [...graphs].some((inside) => inside.startsWith(`${path}/`));
		const ok = isDone && isTask && !isGraph && !reused.has(path) ? ["ok"] : [];
		const total = progress.get(path)?.total ?? 0;
		nodes[path.slice(path.indexOf("/") + 1)] = {
			phase: phaseOf(event) as string,
			...("outcome" in event && event.outcome !== undefined ? { error: failure(event.outcome as Failure) } : {}),
			attempts: [...failed, ...ok],
			...(event.kind === "array" && event.type === "nodeSucceeded"
				? { elements: elementsOf(total, elements.get(path)) }
				: {}),
		};
	}
	return nodes;
}

/** Of an array that succeeded: an element that was not retried to its end failed. */
function elementsOf(total: number, failed: ReadonlyMap<number, Failed> = new Map()): string[] {
	return Array.from({ length: total }, (_, i) => {
		const { count, isFinal } = failed.get(i) ?? { count: 0, isFinal: false };
		return isFinal ? `FAILED ${count - 1}` : `SUCCEEDED ${count}`;
	});
}

/** The case of a conditional has no events of its own: its attempts are the conditional's. */
function nodeAround(path: string, told: ReadonlyMap<string, unknown>): string {
	for (let at = path; at.includes("/"); at = at.slice(0, at.lastIndexOf("/"))) if (told.has(at)) return at;
	return path;
}

function append<K>(lists: Map<K, string[]>, key: K, item: string): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [item]);
	else list.push(item);
}
