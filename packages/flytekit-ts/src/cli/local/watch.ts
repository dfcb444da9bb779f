import { eventJson } from "../../engine/index.js";
import { followRun } from "../../engine/journal/run-follower.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { type Interrupt, interruptible } from "../interrupt.js";
import type { Io } from "../io.js";
import { READING, runOf, withStore } from "../store/open-existing.js";

/**
 * Shows a run of any process until it is over: `tsflyte watch RUN`. Ends with 0 when it succeeded, with 1 when it failed, was stopped, or its process is gone.
 */
export async function localWatch(args: ParsedArgs, io: Io): Promise<ExitCode> {
	return withStore(args, io, READING, async (store) => {
		const { id } = store.run(runOf(args)).header;
		const { stream, isTTY, color } = io.stdout;
		const { attachProgress } = await import("../../engine/progress/index.js");
		const progress = switchOf(args, "json")
			? undefined
			: attachProgress(stream, { isTTY: isTTY && io.env.TERM !== "dumb", color });
		const following = async ({ signal }: Interrupt) => {
			for await (const events of followRun(store, id, { signal })) {
				for (const event of events) {
					if (progress === undefined) io.stdout.write(`${eventJson(event)}\n`);
					else progress.listener(event);
				}
			}
		};
		const { interrupted } = await interruptible(io.stderr, following, "watching no longer: the run goes on").finally(
			() => progress?.stop(),
		);
		if (interrupted) return EXIT.interrupted;
		const { state } = store.run(id).summary;
		if (state === "interrupted") {
			io.stderr.write(`run ${id} was left by its process: tsflyte recover ${id} goes on with it\n`);
		}
		return state === "succeeded" ? EXIT.ok : EXIT.failed;
	});
}
