import { EXIT } from "./exit-code.js";
import type { Sink } from "./io.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Lets a person stop `body`: the first Ctrl-C aborts the signal it is given, so that what runs can end in order; the second
 * ends the process at once. `interrupted` says afterwards whether that happened.
 */
export async function interruptible<T>(
	stderr: Sink,
	body: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly result: T; readonly interrupted: boolean }> {
	const controller = new AbortController();
	const onSignal = (name: NodeJS.Signals) => {
		if (controller.signal.aborted) {
			process.exitCode = EXIT.interrupted;
			process.exit(EXIT.interrupted);
		}
		stderr.write("\nstopping: waiting for what runs to end (Ctrl-C again ends it at once)\n");
		controller.abort(new Error(name === "SIGINT" ? "interrupted by Ctrl-C" : `stopped by ${name}`));
	};
	for (const name of SIGNALS) process.on(name, onSignal);
	try {
		const result = await body(controller.signal);
		return { result, interrupted: controller.signal.aborted };
	} finally {
		for (const name of SIGNALS) process.off(name, onSignal);
	}
}
