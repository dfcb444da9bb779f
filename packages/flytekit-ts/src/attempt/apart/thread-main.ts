import { parentPort } from "node:worker_threads";
import type { SentCalls } from "../../context/sent-calls.js";
import { FlyteError, masked } from "../../errors/index.js";
import { isDynamicJobSpec } from "../../graph/entities.js";
import { loadProgramTask } from "../../graph/program-task.js";
import { currentConvert } from "../../graph/runner-port.js";
import type { DetectionManifest } from "../../interface/provider.js";
import { decodeLiteralMap, encodeDynamicJobSpec, encodeLiteralMap } from "../../wire/index.js";
import type { FromThread, Job, JobEnd, ToThread } from "./job.js";
import { localSettings } from "./local-settings.js";
import { type PackedThrown, packThrown, unpackThrown } from "./packed.js";

type Ending =
	| Pick<Extract<JobEnd, { type: "outputs" | "graph" }>, "type" | "bytes">
	| { type: "failed"; thrown: PackedThrown };

/**
 * What a thread of the engine's pool does: runs one job after the other, each an attempt of a task that it finds in the
 * program it loads at the first. Whatever the job's code does, the thread says how it ended, or ends.
 */
export function serve(detection: DetectionManifest): void {
	const port = parentPort;
	if (port === null) throw new Error("this is what a worker thread runs");
	const tell = (message: FromThread) => port.postMessage(message);
	let current:
		| {
				readonly id: number;
				readonly isTimed: boolean;
				readonly abort: AbortController;
				readonly before: Map<string, number>;
		  }
		| undefined;
	let last = -1;
	let known: DetectionManifest | undefined = detection;

	const end = (id: number, ending: Ending) => {
		if (current?.id !== id) {
			if (ending.type === "failed") tell({ type: "late", id, thrown: ending.thrown });
			return;
		}
		const { before } = current;
		current = undefined;
		port.ref();
		// the turn in which it ended is over first: what it only had to let go of is gone then
		setImmediate(() => tell({ id, isClean: ending.type !== "failed" && isClean(before), ...ending }));
	};
	const fail = (thrown: unknown) => end(current?.id ?? last, { type: "failed", thrown: packThrown(thrown) });

	const sentCalls = ({ id, callKey = "" }: Job, known: Uint8Array): SentCalls => ({
		kind: "sentCalls",
		key: callKey,
		known,
		send: (frames) => tell({ type: "calls", id, frames }),
	});

	const run = async (job: Job) => {
		const abort = new AbortController();
		const { id, isTimed = false } = job;
		current = { id, isTimed, abort, before: new Map() };
		last = job.id;
		try {
			const task = await loadProgramTask(job.task, known);
			known = undefined;
			const inputs = decodeLiteralMap(job.inputs);
			const { executionId, nodePath, attempt, arrayIndex, callKey, rawOutputPrefix, calls } = job;
			const convert = currentConvert();
			current = { id, isTimed, abort, before: resources() };
			port.unref(); // a promise that nothing can settle any more lets the thread run dry, and is noticed
			tell({ type: "begun", id: job.id });
			const result = await task.dispatchExecute(
				{
					executionId,
					nodePath,
					attempt,
					...(arrayIndex === undefined ? {} : { arrayIndex }),
					callKey,
					signal: abort.signal,
					...(calls === undefined ? {} : { callKeeper: sentCalls(job, calls) }),
					convert: rawOutputPrefix === undefined ? convert : { ...convert, rawOutputPrefix },
				},
				inputs,
			);
			end(
				job.id,
				isDynamicJobSpec(result)
					? { type: "graph", bytes: encodeDynamicJobSpec(result.graph, localSettings) }
					: { type: "outputs", bytes: encodeLiteralMap(result, "outputs") },
			);
		} catch (thrown) {
			end(job.id, { type: "failed", thrown: packThrown(thrown) });
		}
	};

	for (const stream of ["stdout", "stderr"] as const)
		capture(stream, (text) => tell({ type: "log", id: last, stream, text }));
	process.on("uncaughtException", fail);
	process.on("unhandledRejection", fail);
	process.on("beforeExit", () => {
		// whoever limits its time has an answer of its own for it, after which it may be tried again
		if (current?.isTimed === true) port.ref();
		else if (current !== undefined) fail(neverSettled());
	});
	port.on("message", (message: ToThread) => {
		if (message.type === "run") void run(message.job);
		else if (current?.id === message.id) current.abort.abort(unpackThrown(message.reason));
	});
}

function neverSettled(): FlyteError {
	return new FlyteError("ENGINE_NEVER_SETTLED", "it ended without a result: its promise never settled", {
		wayOut: "something it awaits is never resolved, and nothing is left in its thread that could do it",
	});
}

/** Timers, sockets and the like that keep the thread awake, by kind. */
function resources(): Map<string, number> {
	const counts = new Map<string, number>();
	for (const kind of process.getActiveResourcesInfo()) {
		if (kind !== "Immediate" && kind !== "MessagePort") counts.set(kind, (counts.get(kind) ?? 0) + 1);
	}
	return counts;
}

function isClean(before: ReadonlyMap<string, number>): boolean {
	return [...resources()].every(([kind, count]) => count <= (before.get(kind) ?? 0));
}

/** Sends what is written to whoever started the thread: in order with its messages, which the streams themselves are not. */
function capture(name: "stdout" | "stderr", tell: (text: string) => void): void {
	const decoder = new TextDecoder();
	const write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
		// what this thread has read of secrets, no other one knows
		tell(masked(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true })));
		const done = rest.find((one): one is () => void => typeof one === "function");
		if (done !== undefined) queueMicrotask(done);
		return true;
	};
	Object.defineProperty(process[name], "write", { value: write, configurable: true });
}
