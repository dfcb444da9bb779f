import type { TypedInterface } from "../../interface/typed-interface.js";
import type { LoadedModule } from "../../loader/index.js";
import { describeType, reviveConstant } from "../../types/index.js";
import type { OptionSpec } from "../args/option.js";
import { entitiesOf, type NamedEntity, runnableOf } from "../entities.js";
import { inputFlags, isRequired } from "../inputs/entity-flags.js";
import { toJson } from "./result-json.js";
import { signatureOf } from "./signature.js";

/** The help of one entity, for programs. */
export function entityHelpJson(
	name: string,
	entity: NamedEntity,
	iface: TypedInterface,
	runOptions: readonly OptionSpec[],
): object {
	return {
		name,
		fullName: entity.name,
		kind: entity.entityKind,
		description: entity.docs?.shortDescription ?? null,
		longDescription: entity.docs?.longDescription ?? null,
		inputs: inputFlags(iface).map(({ input, name: flag, takes, placeholder }) => ({
			name: input.name,
			flag,
			takes,
			...(takes === "switch" ? {} : { placeholder }),
			type: describeType(input.type),
			required: isRequired(input),
			...(input.default === undefined ? {} : { default: toJson(reviveConstant(input.default), input.type) }),
			description: input.description ?? null,
		})),
		outputs: [...iface.outputs.values()].map((output) => ({
			name: output.name,
			type: describeType(output.type),
			description: output.description ?? null,
		})),
		options: runOptions,
	};
}

/** What a file can run, for programs. */
export function entityListJson(module: LoadedModule): object[] {
	return [...entitiesOf(module)].map(([name, entity]) => ({
		name,
		fullName: entity.name,
		kind: entity.entityKind,
		signature: signatureOf(runnableOf(entity).interface),
		description: entity.docs?.shortDescription ?? null,
	}));
}
