import { FlyteError } from "../errors/index.js";
import { toLiterals } from "../graph/constants.js";
import type { DynamicJobSpec, TaskContext } from "../graph/entities.js";
import { SHARE_SPEC, withInputs } from "../graph/split/index.js";
import { loadParts } from "../types/index.js";
import type { Literal, LiteralMap } from "../types/literal.js";
import type { FromProtoOptions } from "../wire/from-proto/index.js";
import type { RunnableTask } from "./load-task.js";

const NO_INTERFACE = { inputs: new Map(), outputs: new Map(), outputShape: "none" } as const;

/**
 * What the container of a share runs: it reads the graph from the file that its input `spec` names, puts the values of its other inputs
 * in their places, and gives the graph; of one without nodes the values. No code of the user's is loaded. `find` leads from names
 * in the file to what can run, where it is run here.
 */
export function shareOf(dynamic: string, find: FromProtoOptions = {}): RunnableTask {
	return {
		entityKind: "task",
		name: `${dynamic}.share`,
		interface: NO_INTERFACE,
		metadata: { retries: 0, generatesDeck: false },
		isDynamic: true,
		isShare: true,
		toTemplate() {
			throw new FlyteError("ENTRYPOINT_INTERNAL", "a share that runs has no template of its own");
		},
		dispatchExecute: (context, inputs) => made(dynamic, find, context, inputs),
	};
}

async function made(
	dynamic: string,
	find: FromProtoOptions,
	{ convert, phase }: TaskContext,
	given: LiteralMap,
): Promise<DynamicJobSpec | LiteralMap> {
	const { [SHARE_SPEC.name]: spec, ...inputs } = Object.fromEntries(given);
	if (convert === undefined || spec?.kind !== "string") {
		throw new FlyteError("ENTRYPOINT_INPUTS", `a share of ${dynamic} was not told where its graph is`, {
			path: SHARE_SPEC.name,
			wayOut: "register the dynamic again, with the version of the package that its image has",
		});
	}
	const loaded = new Map<string, Literal>();
	// what a deployment keeps in files of its own has no place in a binding
	for (const [name, literal] of Object.entries(inputs)) loaded.set(name, await loadParts(literal, convert));
	phase?.("body");
	const { graphFromDynamicJobSpec } = await import("../wire/from-proto/index.js");
	const read = graphFromDynamicJobSpec(await convert.blobs.read(spec.value), { ...find, name: dynamic });
	const graph = { ...withInputs(read, loaded, convert), isShare: true };
	phase?.("outputs");
	return graph.nodes.length === 0 ? toLiterals(graph.outputs) : { kind: "dynamicJobSpec", graph };
}
