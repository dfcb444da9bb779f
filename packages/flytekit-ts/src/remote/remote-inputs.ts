import { inputLiterals, type NativeInputs } from "../authoring/callable.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { FlyteError } from "../errors/index.js";
import type { TypedInterface } from "../interface/typed-interface.js";
import type { ConvertContext } from "../types/index.js";
import type { LiteralMap } from "../types/literal.js";
import type { NativeType } from "../types/native-type.js";
import { type Place, placeIn, type RemoteSession } from "./session.js";
import { uploadContext } from "./upload-store.js";

/**
 * Literals of an execution's inputs. Those that are left out stay out where the entity has a value for them: the cluster fills them in. Local files,
 * folders and datasets are uploaded through the data proxy. Throws REMOTE_INPUT, and what conversion throws.
 */
export async function remoteInputs(
	session: RemoteSession,
	entity: { readonly name: string; readonly interface: TypedInterface },
	inputs: NativeInputs,
	place: Place,
): Promise<LiteralMap> {
	const { inputs: known } = entity.interface;
	for (const name of Object.keys(inputs)) {
		if (known.has(name)) continue;
		const near = didYouMean(name, known.keys());
		const all = known.size === 0 ? "it takes no inputs" : `it takes ${[...known.keys()].join(", ")}`;
		throw new FlyteError("REMOTE_INPUT", `${entity.name} has no input ${JSON.stringify(name)}`, {
			entity: entity.name,
			path: `inputs.${name}`,
			wayOut: near === undefined ? all : `${near} ${all}`,
		});
	}
	const given = [...known.values()].filter(
		({ name, optional, default: value }) =>
			(Object.hasOwn(inputs, name) && inputs[name] !== undefined) || (!optional && value === undefined),
	);
	const face = { ...entity.interface, inputs: new Map(given.map((variable) => [variable.name, variable])) };
	const context = given.some(({ type }) => isStored(type))
		? await uploadContext(session, placeIn(session, place))
		: plainContext(session);
	return inputLiterals({ name: entity.name, interface: face }, inputs, context);
}

/** Conversion of values of which nothing is stored, and of outputs, which are only read. */
export function plainContext({ blobs, random }: RemoteSession): ConvertContext {
	return { blobs, random, rawOutputPrefix: "mem://outputs" };
}

/** Whether a value of this type, or a part of one, lives in storage. */
function isStored(type: NativeType): boolean {
	switch (type.kind) {
		case "file":
		case "directory":
		case "dataset":
		case "pickle":
		case "custom":
			return true;
		case "list":
			return isStored(type.element);
		case "map":
			return isStored(type.value);
		case "struct":
			return type.fields.some((field) => isStored(field.type));
		case "union":
			return type.variants.some(isStored);
		default:
			return false;
	}
}
