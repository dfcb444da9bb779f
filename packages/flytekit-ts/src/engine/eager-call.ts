import { currentBlobAccess } from "../context/blob-access.js";
import type { CallScope } from "../context/call-scope.js";
import type { Entity } from "../graph/entities.js";
import type { LiteralMap } from "../types/literal.js";
import { keeperIn } from "./eager-keeper.js";
import { countedInputs } from "./journal/counted-inputs.js";
import { outputsOrThrow } from "./options.js";
import { runEntity } from "./run.js";

/**
 * Runs a call of an eager body, as a part of the run that the eager task is in: recorded there, and not run again where it is
 * over already. `path` is the call's own. Throws what it failed with, and ENGINE_ABORTED.
 */
export async function runEagerCall(
	entity: Entity,
	inputs: LiteralMap,
	{ executionId, signal, keeper: given }: CallScope,
	path: string,
): Promise<LiteralMap> {
	const keeper = keeperIn(given);
	const access = currentBlobAccess();
	const said =
		keeper?.part.recorder === undefined || access === undefined ? undefined : await countedInputs(inputs, access);
	const own = said === undefined ? {} : { said };
	const run = async (place: { readonly ordinal?: number }) => {
		const part = keeper === undefined ? {} : { part: { ...keeper.part, ...own, ...place } };
		return outputsOrThrow(await runEntity(entity, inputs, { ...keeper?.options, executionId, signal, path, ...part }));
	};
	const calls = keeper?.part.calls;
	return calls === undefined ? run({}) : calls.run(entity, said ?? inputs, run);
}
