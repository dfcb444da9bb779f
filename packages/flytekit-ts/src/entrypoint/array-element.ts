import type { BlobStore } from "../context/ports/index.js";
import { FlyteError } from "../errors/index.js";
import { loadLiteral } from "../types/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import type { LoadedTask } from "./load-task.js";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What this container's task is given: all inputs, or for an element of a map its item of each list, and the bound inputs as
 * they are. Throws ENTRYPOINT_ARRAY, TYPES_OFFLOADED.
 */
export async function elementInputs(
	{ bound }: LoadedTask,
	inputs: LiteralMap,
	env: Variables,
	blobs: BlobStore,
): Promise<{ readonly inputs: LiteralMap; readonly index: number | undefined }> {
	if (bound === undefined) return { inputs, index: undefined };
	const index = arrayIndex(env);
	const own = new Map<string, Literal>();
	for (const [name, literal] of inputs) {
		// a long list may be kept in a file of its own
		own.set(name, bound.has(name) ? literal : itemOf(name, await loadLiteral(literal, { blobs }), index));
	}
	return { inputs: own, index };
}

/** The index that the platform gives: an offset, and the variable that another variable names. flytekit: _compute_array_job_index. */
function arrayIndex(env: Variables): number {
	const variable = env.BATCH_JOB_ARRAY_INDEX_VAR_NAME;
	const texts = [env.BATCH_JOB_ARRAY_INDEX_OFFSET || "0", variable ? env[variable] : "0"];
	const [offset, own] = texts.map((text) => (text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined));
	if (offset !== undefined && own !== undefined) return offset + own;
	const said = variable ? `${variable}=${env[variable] ?? ""}` : `BATCH_JOB_ARRAY_INDEX_OFFSET=${texts[0]}`;
	throw new FlyteError("ENTRYPOINT_ARRAY", `the environment says no index of this map's element: ${said}`, {
		wayOut: "Flyte's array node sets BATCH_JOB_ARRAY_INDEX_VAR_NAME and the variable that it names",
	});
}

function itemOf(name: string, literal: Literal, index: number): Literal {
	if (literal.kind !== "collection") {
		throw new FlyteError("ENTRYPOINT_ARRAY", `input ${name} of the map is of kind ${literal.kind}, not a list`, {
			path: name,
			wayOut: "an input that is the same for all elements must be bound: mapTask(task, { bound: { ... } })",
		});
	}
	const item = literal.items[index];
	if (item !== undefined) return item;
	throw new FlyteError(
		"ENTRYPOINT_ARRAY",
		`input ${name} has ${literal.items.length} items, and this is element ${index}`,
		{
			path: name,
			wayOut: "all lists given to a map must be of one length",
		},
	);
}
