import { hostname } from "node:os";
import { FlyteError } from "../../errors/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { READING, runOf, withStore } from "../store/open-existing.js";
import { runJson } from "./runs.js";

/** How long the run's process has to end in order, in milliseconds. */
const PATIENCE_MS = 30_000;
const EVERY_MS = 50;

/** Asks the process of a run to stop it, as Ctrl-C would, and waits until it has: `tsflyte abort RUN`. */
export async function localAbort(args: ParsedArgs, io: Io): Promise<ExitCode> {
	return withStore(args, io, READING, async (store) => {
		const { summary } = store.run(runOf(args));
		const { id, owner } = summary;
		if (summary.state === "running" && owner !== undefined) {
			if (owner.host !== hostname()) {
				throw new FlyteError("JOURNAL_OWNED", `run ${id} is being run by process ${owner.pid} of ${owner.host}`, {
					wayOut: "call tsflyte abort on that machine",
				});
			}
			process.kill(owner.pid, "SIGINT");
			for (let waited = 0; store.run(id).summary.state === "running"; waited += EVERY_MS) {
				if (waited >= PATIENCE_MS) {
					throw new FlyteError(
						"JOURNAL_OWNED",
						`run ${id} was asked to stop, and its process ${owner.pid} still runs it`,
						{
							wayOut: "a task does not listen to its signal: wait for it, or end that process",
						},
					);
				}
				await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
			}
		}
		const after = store.run(id).summary;
		const had = summary.state === "running" ? "is" : "had ended already, and is";
		if (switchOf(args, "json")) io.stdout.write(`${jsonText(runJson(after))}\n`);
		else io.stderr.write(`run ${id} ${had} ${after.state}\n`);
		return EXIT.ok;
	});
}
