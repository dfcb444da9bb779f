import { inputLiterals, type NativeInputs } from "../authoring/callable.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { FlyteError } from "../errors/index.js";
import type { InputVariable, TypedInterface } from "../interface/typed-interface.js";
import { isExternal } from "../types/convert/codec-for.js";
import { acceptsNone, type ConvertContext } from "../types/index.js";
import type { LiteralMap } from "../types/literal.js";
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
	const given = checkInputs(entity, inputs);
	const face = { ...entity.interface, inputs: new Map(given.map((variable) => [variable.name, variable])) };
	const context = given.some(({ type }) => isExternal(type))
		? await uploadContext(session, placeIn(session, place))
		: plainContext(session);
	return inputLiterals({ name: entity.name, interface: face }, inputs, context);
}

/**
 * The inputs that an execution is given: those of `inputs`, and those that nothing else gives. Throws REMOTE_INPUT naming all that are unknown, and all
 * that are missing.
 */
export function checkInputs(
	entity: { readonly name: string; readonly interface: TypedInterface },
	inputs: NativeInputs,
): readonly InputVariable[] {
	const { inputs: known } = entity.interface;
	const isGiven = (name: string) => Object.hasOwn(inputs, name) && inputs[name] !== undefined;
	const all = known.size === 0 ? "it takes no inputs" : `it takes ${[...known.keys()].join(", ")}`;
	const unknown = Object.keys(inputs).filter((name) => !known.has(name));
	if (unknown.length > 0) {
		const near = didYouMean(unknown[0] as string, known.keys());
		throw inputError(entity, "has no input", unknown, near === undefined ? all : `${near} ${all}`);
	}
	const missing = [...known.values()].filter(
		({ name, optional, default: value }) => !isGiven(name) && !optional && value === undefined,
	);
	const needed = missing.filter(({ type }) => !acceptsNone(type)).map(({ name }) => name);
	if (needed.length > 0) throw inputError(entity, "needs the input", needed, all);
	return [...known.values()].filter((variable) => isGiven(variable.name) || missing.includes(variable));
}

function inputError(entity: { readonly name: string }, what: string, names: readonly string[], wayOut: string) {
	const shown = names.map((name) => JSON.stringify(name)).join(", ");
	return new FlyteError("REMOTE_INPUT", `${entity.name} ${what}${names.length > 1 ? "s" : ""} ${shown}`, {
		entity: entity.name,
		path: `inputs.${names[0]}`,
		wayOut,
	});
}

/** Conversion of values of which nothing is stored, and of outputs, which are only read. */
export function plainContext({ blobs, random }: RemoteSession): ConvertContext {
	return { blobs, random, rawOutputPrefix: "mem://outputs" };
}
