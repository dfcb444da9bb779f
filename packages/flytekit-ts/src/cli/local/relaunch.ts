import { systemRandom } from "../../context/ports/index.js";
import type { ParsedArgs } from "../args/parse.js";
import type { ExitCode } from "../exit-code.js";
import { prepareInterrupt } from "../interrupt.js";
import type { Io } from "../io.js";
import { execute, refuseGraphs } from "../run/execute.js";
import { beginKept, keepOutputs } from "../run/kept-run.js";
import { loadTarget } from "../run/load-target.js";
import { type EngineFlags, engineFlags } from "../run/run-options.js";
import { runOf, withStore } from "../store/open-existing.js";

/** Runs what a run ran again, with its inputs, as a run of its own: `tsflyte relaunch RUN`. */
export async function localRelaunch(args: ParsedArgs, io: Io): Promise<ExitCode> {
	const given = engineFlags(args, io);
	return withStore(args, io, given, async (store) => {
		const { header } = store.run(runOf(args));
		const flags: EngineFlags = { ...given, engine: { ...header.options, ...given.engine } };
		const id = systemRandom.id(20);
		keepOutputs(store.path, id);
		const target = await loadTarget(header, args, io);
		prepareInterrupt(io.stderr);
		const refused = refuseGraphs(target, flags, io);
		if (refused !== undefined) return refused;
		if (!flags.quiet && !flags.json) io.stderr.write(`run ${header.id} of ${header.name} again, as ${id}\n`);
		return execute(target, flags, beginKept(store, id, target, flags), io);
	});
}
