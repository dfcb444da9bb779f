import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { currentState } from "./context/async-state.js";
import { setDefaultBlobAccess } from "./context/blob-access.js";
import { systemRandom } from "./context/ports/index.js";
import { bindProgramBuilder } from "./context/programs.js";
import { bindLocalRunner } from "./graph/runner-port.js";
import { findProjectRoot } from "./interface/project-root.js";
import { localStores } from "./storage/index.js";

/**
 * Binds what authoring reaches only through ports: the engine for calls at top level, loaded at the first of them, the loader for
 * tasks that run apart, and the stores that files and datasets of this process use. Outputs go below the machine's temporary folder and stay there: results
 * refer to them.
 */
export function bindEngine(): void {
	bindLocalRunner({
		async place() {
			if (!isKept() || currentState()?.execution !== undefined) return undefined;
			return (await codeRuns()).placeOfCodeRun();
		},
		async run(entity, inputs, place) {
			const calls = currentState()?.calls;
			if (calls === undefined && isKept()) return (await codeRuns()).runKept(entity, inputs, place);
			const { outputsOrThrow, runEagerCall, runEntity } = await engine();
			if (calls === undefined) return outputsOrThrow(await runEntity(entity, inputs));
			return calls.run((path) => runEagerCall(entity, inputs, calls, path));
		},
	});
	bindProgramBuilder(async (file) => {
		const { buildProgram } = await import("./loader/index.js");
		return buildProgram(file, { root: findProjectRoot(file) });
	});
	let access: ReturnType<typeof makeAccess> | undefined;
	setDefaultBlobAccess(() => {
		access ??= makeAccess();
		return access;
	});
}

// asked for once: each import goes through the hooks of a loader like tsx's, in another thread, though the module is there
let engineModule: Promise<typeof import("./engine/index.js")> | undefined;
let codeRunsModule: Promise<typeof import("./code-runs.js")> | undefined;

function engine() {
	engineModule ??= import("./engine/index.js");
	return engineModule;
}

function codeRuns() {
	codeRunsModule ??= import("./code-runs.js");
	return codeRunsModule;
}

/** Runs that code begins are kept only where FLYTE_STORE names a store (docs/decisions/0009). */
function isKept(): boolean {
	const { FLYTE_STORE: path } = process.env;
	return path !== undefined && path !== "";
}

function makeAccess() {
	const folder = join(tmpdir(), "flytekit-ts", systemRandom.id(12));
	return { blobs: localStores(), rawOutputPrefix: pathToFileURL(folder).href, random: systemRandom };
}
