import { FlyteError } from "../../errors/index.js";
import type { TypedInterface } from "../../interface/typed-interface.js";

/**
 * An interface without some of its function's inputs, which then always have their defaults. flytekit: ignore_input_vars.
 * Throws AUTHORING_OPTION for an input that the function cannot do without.
 */
export function withoutInputs(task: string, own: TypedInterface, ignored: readonly string[]): TypedInterface {
	const inputs = new Map(own.inputs);
	for (const name of ignored) {
		const variable = inputs.get(name);
		if (variable === undefined) continue; // the factory's type has left it out already
		if (variable.default === undefined && !variable.optional) {
			throw new FlyteError("AUTHORING_OPTION", `task ${task} ignores input "${name}", which has no default`, {
				entity: task,
				path: "ignoreInputVars",
				wayOut: `give it one in the function: { ${name} = ... }`,
			});
		}
		inputs.delete(name);
	}
	return { ...own, inputs };
}
