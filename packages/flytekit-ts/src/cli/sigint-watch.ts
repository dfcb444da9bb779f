import { Worker } from "node:worker_threads";
import { EXIT } from "./exit-code.js";
import { endProcess } from "./process-end.js";

/** Places in the memory that both threads see. */
const PARK = 0;
const STOPPABLE = 1;
const ASKED = 2;
const HEARD = 3;

/**
 * The second thread. A signal handler of JavaScript waits for the event loop, which a task may block for hours; `breakOnSigint`
 * is the one thing in Node that hears Ctrl-C on a thread of its own. While the script is parked a SIGINT ends it with an
 * exception; while it is not, SIGINT has its default action, and so the thread can end the process as Ctrl-C would.
 */
const WATCH = `
const { workerData: { shared, restore }, parentPort } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { runInThisContext } = require("node:vm");
let times = 0;
const say = (text) => {
	try {
		writeSync(2, restore + text);
	} catch {}
};
const end = () => process.kill(process.pid, "SIGINT");
// all that takes time happens in here, where a SIGINT is heard
globalThis.flyteWait = () => {
	if (times > 0) {
		Atomics.wait(shared, ${PARK}, 0, 500);
		if (times > 1) return "end";
		if (Atomics.load(shared, ${HEARD}) === 0)
			say("stopping: waiting for a task that keeps the process busy (Ctrl-C again ends it at once)\\n");
	}
	Atomics.wait(shared, ${PARK}, 0);
};
for (;;) {
	try {
		if (runInThisContext("flyteWait()", { breakOnSigint: true }) !== "end") continue;
	} catch {
		if (Atomics.load(shared, ${STOPPABLE}) === 0) end();
		times = Atomics.add(shared, ${ASKED}, 1) + 1;
		parentPort.postMessage(times);
		// the other thread ends the process itself where it can
		if (times === 1 || Atomics.load(shared, ${HEARD}) > 0) continue;
	}
	say("interrupted\\n");
	end();
}
`;

/** Ctrl-C, heard also while the event loop is blocked. */
export interface SigintWatch {
	/** Between `true` and `false` the first Ctrl-C only asks; else it ends the process. */
	setStoppable(isStoppable: boolean): void;
	/** Notes that somebody acts on it. */
	heard(): void;
	/** Whether Ctrl-C was pressed while it only asked, and be it that no handler could run since. */
	readonly wasAsked: boolean;
}

let watch: SigintWatch | undefined;

/** Starts the second thread, once; `isTTY` says whether the cursor must be given back. Costs the first thread about 3 ms. */
export function watchSigint(isTTY: boolean): SigintWatch {
	watch ??= start(isTTY);
	return watch;
}

function start(isTTY: boolean): SigintWatch {
	const shared = new Int32Array(new SharedArrayBuffer(16));
	// Listened to before the thread is there: a listener added later would take the signal away from it.
	process.on("SIGINT", () => {
		if (Atomics.load(shared, STOPPABLE) === 0 && Atomics.load(shared, ASKED) === 0) endProcess(EXIT.interrupted);
	});
	try {
		const restore = isTTY ? "\r\u001b[0J\u001b[?25h" : "";
		const worker = new Worker(WATCH, { eval: true, workerData: { shared, restore }, execArgv: [] });
		worker.on("message", () => process.emit("SIGINT", "SIGINT"));
		worker.on("error", () => undefined);
		worker.unref();
	} catch {
		// a process that may not start threads still hears Ctrl-C whenever its event loop turns
	}
	return {
		setStoppable: (isStoppable) => void Atomics.store(shared, STOPPABLE, isStoppable ? 1 : 0),
		heard: () => {
			const times = Atomics.add(shared, HEARD, 1) + 1;
			if (Atomics.load(shared, ASKED) < times) Atomics.store(shared, ASKED, times);
		},
		get wasAsked() {
			return Atomics.load(shared, ASKED) > 0;
		},
	};
}
