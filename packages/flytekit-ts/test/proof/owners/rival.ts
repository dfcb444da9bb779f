import { RunStore } from "../../../src/engine/journal/run-store.js";
import { isFlyteError } from "../../../src/errors/index.js";

// A process that wants a run of a store whenever it is told to, with others that want the same one.
const store = new RunStore(process.argv[2] ?? "", { durability: "process" });
let held: ReturnType<RunStore["recover"]>["journal"] | undefined;

process.on("message", ({ run, letGo }: { readonly run: string; readonly letGo?: boolean }) => {
	if (letGo) {
		held?.end({
			phase: "failed",
			endedAt: 1,
			durationMs: 0,
			counts: { succeeded: 0, failed: 0, aborted: 0, skipped: 0, attempts: 0 },
			outputs: undefined,
			error: undefined,
		});
		held = undefined;
		process.send?.({ gone: true });
		return;
	}
	try {
		held = store.recover(run).journal;
		process.send?.({ has: true });
	} catch (error) {
		process.send?.({ has: false, code: isFlyteError(error) ? error.code : "", message: String(error) });
	}
});
process.send?.({ ready: true });
