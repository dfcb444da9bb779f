import { FlyteError } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { LiteralMap } from "../types/literal.js";

/**
 * Refuses inputs that the entity does not have, and for a workflow, whose graph reads them by name, inputs that are missing:
 * all of them at once, before anything runs. A task fills in its own defaults.
 * Throws ENGINE_INPUT_UNKNOWN, ENGINE_INPUT_MISSING.
 */
export function checkInputs(name: string, wanted: TypedInterface, given: LiteralMap, complete: boolean): void {
	const unknown = [...given.keys()].filter((input) => !wanted.inputs.has(input));
	if (unknown.length > 0) {
		const known = [...wanted.inputs.keys()];
		throw new FlyteError("ENGINE_INPUT_UNKNOWN", `${name} has no input ${unknown.map(quoted).join(", ")}`, {
			entity: name,
			path: `inputs.${unknown[0]}`,
			wayOut: known.length === 0 ? "it takes no inputs" : `its inputs are ${known.join(", ")}`,
		});
	}
	const missing = [...wanted.inputs.values()].filter((input) => {
		const hasDefault = input.optional || (!complete && input.default !== undefined);
		return !given.has(input.name) && !hasDefault;
	});
	if (missing.length === 0) return;
	throw new FlyteError(
		"ENGINE_INPUT_MISSING",
		`${name} needs a value for ${missing.map((input) => quoted(input.name)).join(", ")}`,
		{
			entity: name,
			path: `inputs.${(missing[0] as { name: string }).name}`,
			wayOut: "give it one, or declare a default",
		},
	);
}

function quoted(name: string): string {
	return `"${name}"`;
}
