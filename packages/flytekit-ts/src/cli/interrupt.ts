import { EXIT } from "./exit-code.js";
import type { Sink } from "./io.js";
import { endProcess } from "./process-end.js";
import { watchSigint } from "./sigint-watch.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How a person stops a run. */
export interface Interrupt {
	/** Aborted at the first Ctrl-C. */
	readonly signal: AbortSignal;
	/** Whether the run was stopped: also when a task kept the process so busy that the signal could not be aborted. */
	readonly isAsked: boolean;
}

/** Gets ready to hear Ctrl-C; what takes time of it goes on beside whatever is done next. */
export function prepareInterrupt(stderr: Sink): void {
	watchSigint(stderr.isTTY);
}

/**
 * Lets a person stop `body`: the first Ctrl-C aborts the signal it is given, so that what runs can end in order; the second
 * ends the process at once, also where a task blocks the event loop. `interrupted` says afterwards whether that happened.
 */
export async function interruptible<T>(
	stderr: Sink,
	body: (interrupt: Interrupt) => Promise<T>,
	/** What the first Ctrl-C is answered with. */
	stopping = "stopping: waiting for what runs to end (Ctrl-C again ends it at once)",
): Promise<{ readonly result: T; readonly interrupted: boolean }> {
	const watch = watchSigint(stderr.isTTY);
	const controller = new AbortController();
	const interrupt: Interrupt = {
		signal: controller.signal,
		get isAsked() {
			return controller.signal.aborted || watch.wasAsked;
		},
	};
	const onSignal = (name: NodeJS.Signals) => {
		if (name === "SIGINT") watch.heard();
		if (controller.signal.aborted) {
			stderr.write("interrupted\n");
			endProcess(EXIT.interrupted);
		}
		stderr.write(`${stopping}\n`);
		controller.abort(new Error(name === "SIGINT" ? "interrupted by Ctrl-C" : `stopped by ${name}`));
	};
	for (const name of SIGNALS) process.on(name, onSignal);
	watch.setStoppable(true);
	try {
		const result = await body(interrupt);
		return { result, interrupted: interrupt.isAsked };
	} finally {
		watch.setStoppable(false);
		for (const name of SIGNALS) process.off(name, onSignal);
	}
}
