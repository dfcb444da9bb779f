import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { FlyteError } from "../../errors/index.js";
import { verdict } from "../classify.js";
import { CALLS_PIPE } from "./calls-variable.js";
import { watchMemory } from "./memory.js";
import type { LogListener, Running, RunningEnd } from "./running.js";
import { inMiB } from "./sizes.js";

/** A process that makes one attempt, and answers in files. */
export interface ChildCommand {
	readonly args: readonly string[];
	readonly env: NodeJS.ProcessEnv;
	/** Bytes that it and what it starts may hold in memory together. */
	readonly memoryLimit: number | undefined;
	/** What it left, once it has ended with 0; rejects where that is nothing, or cannot be read. */
	readonly answer: () => Promise<RunningEnd>;
	/** Hears what comes through {@link CALLS_PIPE}, in whole frames of the journal. */
	readonly calls?: ((frames: Uint8Array) => void) | undefined;
}

/** Names the variable that says which of the child's pipes ends with the process that started it. */
export const PARENT_PIPE = "FLYTEKIT_TS_PARENT_PIPE";

/** Set for a process whose time is limited by the one that started it: it then has no end of its own for want of anything to do. */
export const TIMED = "FLYTEKIT_TS_TIMED";

/** What V8 says before it ends a process whose heap is full. */
const HEAP_FULL = /JavaScript heap out of memory/;

/**
 * Starts Node for one attempt. However the process ends, its end says what Flyte would call it: killed or crashed is the
 * system's fault (`Interrupted`), more memory than allowed the user's (`OOMKilled`).
 */
export function startChild({ args, env, memoryLimit, answer, calls }: ChildCommand, log: LogListener): Running {
	// a group of its own, so that what it started ends with it; the last pipe tells it when this process is gone
	const child = spawn(process.execPath, args, {
		env: { ...env, [PARENT_PIPE]: "3" },
		stdio: ["ignore", "pipe", "pipe", "pipe", ...(calls === undefined ? [] : ["pipe" as const])],
		detached: true,
	}) as ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };
	(child.stdio[3] as Socket | null)?.on("error", () => {}).unref();
	if (calls !== undefined) (child.stdio[CALLS_PIPE] as Readable).on("error", () => {}).on("data", wholeFrames(calls));
	let outOfMemory: number | undefined;
	let lastWords = "";
	for (const name of ["stdout", "stderr"] as const) {
		const decoder = new StringDecoder("utf8");
		child[name].on("data", (bytes: Buffer) => {
			const text = decoder.write(bytes);
			if (name === "stderr") lastWords = (lastWords + text).slice(-4096);
			if (text !== "") log(name, text);
		});
	}
	const unwatch =
		memoryLimit === undefined || child.pid === undefined
			? () => {}
			: watchMemory(child.pid, memoryLimit, (seen) => {
					outOfMemory = seen;
					killGroup(child);
				});
	const ended = closed(child).then(async ({ code, signal, error }): Promise<RunningEnd> => {
		unwatch();
		if (error !== undefined) return failed(error);
		if (outOfMemory !== undefined) return failed(tooMuch(memoryLimit as number, outOfMemory));
		if (HEAP_FULL.test(lastWords)) return failed(heapFull());
		if (signal !== null) return failed(interrupted(`the process it ran in was ended by ${signal}`));
		if (code !== 0) return failed(interrupted(`the process it ran in ended with code ${code} and left no answer`));
		return answer().catch(failed);
	});
	return {
		begun: Promise.resolve(),
		ended,
		abort: () => child.kill("SIGTERM"),
		async kill() {
			killGroup(child);
			await ended;
		},
	};
}

/** Passes on whole frames, however the pipe has cut them: each begins with the length of what follows its head of eight bytes. */
function wholeFrames(calls: (frames: Uint8Array) => void): (bytes: Buffer) => void {
	let rest: Buffer = Buffer.alloc(0);
	return (bytes) => {
		rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
		let end = 0;
		while (end + 8 <= rest.length && end + 8 + rest.readUInt32LE(end) <= rest.length) end += 8 + rest.readUInt32LE(end);
		if (end === 0) return;
		calls(rest.subarray(0, end));
		rest = rest.subarray(end);
	};
}

function killGroup({ pid }: ChildProcess): void {
	try {
		if (pid !== undefined) process.kill(-pid, "SIGKILL");
	} catch {
		// it is gone
	}
}

interface Closed {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly error?: Error;
}

/** Resolves when the process is gone and all it wrote was read. */
function closed(child: ChildProcess): Promise<Closed> {
	return new Promise((resolve) => {
		child.on("error", (error) => resolve({ code: null, signal: null, error }));
		child.on("close", (code, signal) => resolve({ code, signal }));
		// what it started may hold its pipes open for ever
		child.on("exit", (code, signal) => setTimeout(() => resolve({ code, signal }), 500).unref());
	});
}

function failed(thrown: unknown): RunningEnd {
	return { type: "failed", thrown };
}

function interrupted(what: string): unknown {
	const thrown = new FlyteError("ATTEMPT_KILLED", what, {
		wayOut: "a crash of native code, or a kill from outside: on Flyte, too, such an attempt is made again three times",
	});
	return verdict(thrown, { code: "Interrupted", kind: "system", recoverable: true });
}

function tooMuch(limit: number, seen: number): unknown {
	const thrown = new FlyteError(
		"ATTEMPT_MEMORY",
		`it held ${inMiB(seen)} of memory, more than its limit of ${inMiB(limit)}, and was stopped`,
		{ wayOut: "raise limits.mem, or keep less in memory at once" },
	);
	return verdict(thrown, { code: "OOMKilled", kind: "user", recoverable: true });
}

function heapFull(): unknown {
	const thrown = new FlyteError("ATTEMPT_MEMORY", "its heap was full, and Node ended the process", {
		wayOut: "keep less in memory at once, or give Node a larger heap: NODE_OPTIONS=--max-old-space-size",
	});
	return verdict(thrown, { code: "OOMKilled", kind: "user", recoverable: true });
}
