import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { currentState } from "./context/async-state.js";
import { setDefaultBlobAccess } from "./context/blob-access.js";
import { systemRandom } from "./context/ports/index.js";
import { bindProgramBuilder } from "./context/programs.js";
import type { Entity } from "./graph/entities.js";
import { bindLocalRunner } from "./graph/runner-port.js";
import { findProjectRoot } from "./interface/project-root.js";
import { localStores } from "./storage/index.js";
import type { LiteralMap } from "./types/literal.js";

/**
 * Binds what authoring reaches only through ports: the engine for calls at top level, loaded at the first of them, the loader for
 * tasks that run apart, and the stores that files and datasets of this process use. Outputs go below the machine's temporary folder and stay there: results
 * refer to them.
 */
export function bindEngine(): void {
	bindLocalRunner({
		async run(entity, inputs) {
			const calls = currentState()?.calls;
			const { outputsOrThrow, runEagerCall, runEntity } = await import("./engine/index.js");
			if (calls === undefined) return outputsOrThrow(await runEntity(entity, inputs, await kept(entity, inputs)));
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

/** Runs that code begins are kept only where FLYTE_STORE names a store (docs/decisions/0009). */
async function kept(entity: Entity, inputs: LiteralMap) {
	const { FLYTE_STORE: path, FLYTE_DURABILITY: durability } = process.env;
	if (path === undefined || path === "") return {};
	const { keptByCode } = await import("./engine/journal/code-runs.js");
	return keptByCode(resolve(path), durability === "process" ? "process" : "power", entity, inputs);
}

function makeAccess() {
	const folder = join(tmpdir(), "flytekit-ts", systemRandom.id(12));
	return { blobs: localStores(), rawOutputPrefix: pathToFileURL(folder).href, random: systemRandom };
}
