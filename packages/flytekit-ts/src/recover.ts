import type { Callable, Called } from "./authoring/api-types.js";
import { isEntity } from "./authoring/callable.js";
import { FlyteError } from "./errors/index.js";
import type { Entity } from "./graph/entities.js";

/** Which run {@link recover} goes on with. */
export type RecoverOptions<I> =
	/** Its id, the beginning of it, or "latest". It goes on with the inputs it was begun with. */
	| { readonly run: string; readonly inputs?: undefined }
	/** The last run of the entity with these inputs, unless it has succeeded; where there is none, one begins. */
	| { readonly run?: undefined; readonly inputs: I };

/**
 * Goes on with a run that code began, in the store that FLYTE_STORE names: calls that are committed are not run again, unless their
 * code has changed. What failed, or was under way, is. A run that has succeeded gives its result again.
 *
 *     const report = await recover(main, { inputs: { n: 5 } });   // goes on after a crash, begins otherwise
 *
 * Throws what the run fails with; JOURNAL_NO_RUN where there is no such run or FLYTE_STORE names no store; JOURNAL_OWNED while
 * another process runs it; JOURNAL_PROGRAM where the run is of another entity.
 *
 * @returns what a call of the entity gives
 */
export function recover<I, O>(entity: Callable<I, O>, of: RecoverOptions<I>): Promise<Awaited<Called<O>>>;
export async function recover(entity: unknown, of: RecoverOptions<unknown>): Promise<unknown> {
	if (!isEntity(entity)) {
		throw new FlyteError(
			"AUTHORING_ARGUMENTS",
			"recover() takes a task, workflow or launch plan, and which run of it",
			{
				wayOut: 'recover(main, { run: "k3f9x0c2mbd41qz8wpa7" }), or recover(main, { inputs: { n: 5 } })',
			},
		);
	}
	const { recoverByCode } = await import("./code-runs.js");
	const runnable = (entity as unknown as { runnable(): Entity }).runnable();
	return recoverByCode(runnable, of as { readonly run?: string; readonly inputs?: object });
}
