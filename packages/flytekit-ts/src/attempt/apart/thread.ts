import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { FlyteError } from "../../errors/index.js";
import type { DetectionManifest } from "../../interface/provider.js";
import { verdict } from "../classify.js";
import type { FromThread, Job, ToThread } from "./job.js";
import { ownFile } from "./own-file.js";
import { type PackedThrown, unpackThrown } from "./packed.js";
import type { LogListener, Running, RunningEnd } from "./running.js";
import { inMiB } from "./sizes.js";

/** What a thread is started with. */
export interface ThreadOptions {
	/** `file:` URL; a thread serves one program only. */
	readonly program: string;
	readonly detection: DetectionManifest;
	/** Bytes that its heap may grow to; Buffers do not count. */
	readonly memoryLimit: number | undefined;
}

/** Hears of what a job left behind that was rejected after its end. */
type LateListener = (thrown: Error) => void;

/** Hears what came of calls of an eager body. */
type CallsListener = (frames: Uint8Array) => void;

interface Current {
	readonly id: number;
	readonly log: LogListener;
	readonly late: LateListener;
	readonly calls: CallsListener | undefined;
	readonly begin: () => void;
	readonly end: (end: RunningEnd) => void;
}

/** A worker thread of the pool: one job at a time. */
export class Thread {
	readonly program: string;
	/** Whether it may be given another job: false once it is gone, or a job left something running in it. */
	isFit = true;
	readonly #worker: Worker;
	readonly #memoryLimit: number | undefined;
	readonly #gone: Promise<unknown>;
	#current: Current | undefined = undefined;
	/** Also after its end: what comes late is its. */
	#last: Current | undefined = undefined;

	constructor({ program, detection, memoryLimit }: ThreadOptions) {
		this.program = program;
		this.#memoryLimit = memoryLimit;
		this.#worker = new Worker(ownFile("dist/attempt-thread.js"), {
			workerData: { detection },
			stdout: true,
			stderr: true,
			...(memoryLimit === undefined
				? {}
				: { resourceLimits: { maxOldGenerationSizeMb: Math.max(16, Math.floor(memoryLimit / 2 ** 20)) } }),
		});
		this.#gone = once(this.#worker, "exit").catch(() => {});
		// what native code and warnings write past the job's own writing
		for (const name of ["stdout", "stderr"] as const) {
			this.#worker[name].setEncoding("utf8").on("data", (text: string) => this.#last?.log(name, text));
		}
		this.#worker.on("message", (message: FromThread) => this.#hear(message));
		this.#worker.on("error", (error: NodeJS.ErrnoException) => this.#died(this.#verdictOn(error)));
		this.#worker.on("exit", (code) => this.#died(exited(code)));
		this.#worker.unref();
	}

	/** Starts a job; only while none runs. */
	run(job: Job, log: LogListener, late: LateListener, calls?: CallsListener): Running {
		this.#worker.ref();
		let begin!: () => void;
		let end!: (end: RunningEnd) => void;
		const begun = new Promise<void>((resolve) => {
			begin = resolve;
		});
		const ended = new Promise<RunningEnd>((resolve) => {
			end = resolve;
		});
		this.#current = { id: job.id, log, late, calls, begin, end };
		this.#last = this.#current;
		this.#post({ type: "run", job });
		return {
			begun,
			ended,
			abort: (reason: PackedThrown) => this.#post({ type: "abort", id: job.id, reason }),
			kill: () => this.kill(),
		};
	}

	/** Ends the thread. Resolves when it is gone. */
	async kill(): Promise<void> {
		this.isFit = false;
		await this.#worker.terminate();
		await this.#gone;
	}

	#post(message: ToThread): void {
		this.#worker.postMessage(message);
	}

	#hear(message: FromThread): void {
		if (message.type === "log") {
			if (this.#last?.id === message.id) this.#last.log(message.stream, message.text);
			return;
		}
		if (message.type === "late") {
			this.isFit = false;
			if (this.#last?.id === message.id) this.#last.late(unpackThrown(message.thrown));
			return;
		}
		if (this.#current?.id !== message.id) return;
		if (message.type === "calls") {
			this.#current.calls?.(message.frames);
			return;
		}
		if (message.type === "begun") {
			this.#current.begin();
			return;
		}
		if (!message.isClean) this.isFit = false;
		this.#end(
			message.type === "failed"
				? { type: "failed", thrown: unpackThrown(message.thrown) }
				: { type: message.type, bytes: message.bytes },
		);
	}

	#died(thrown: unknown): void {
		this.isFit = false;
		this.#end({ type: "failed", thrown });
	}

	#end(end: RunningEnd): void {
		const current = this.#current;
		this.#current = undefined;
		this.#worker.unref();
		current?.begin();
		current?.end(end);
	}

	#verdictOn(error: NodeJS.ErrnoException): unknown {
		if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return error;
		const limit =
			this.#memoryLimit === undefined ? "what a thread may have" : `its limit of ${inMiB(this.#memoryLimit)}`;
		const thrown = new FlyteError("ATTEMPT_MEMORY", `its heap grew beyond ${limit}, and it was stopped`, {
			wayOut: 'raise limits.mem, keep less in memory at once, or use isolate: "process", which counts all memory',
		});
		return verdict(thrown, { code: "OOMKilled", kind: "user", recoverable: true });
	}
}

function exited(code: number): FlyteError {
	return new FlyteError("ATTEMPT_EXITED", `its code called process.exit(${code}), and it ended without a result`, {
		wayOut: "return a value, or throw an error to fail: a task must not call process.exit",
	});
}
