import type { Node } from "typescript-native/unstable/ast";
import { ElementFlags, SymbolFlags, type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { DetectedVariable, OutputShape } from "../detected.js";
import { type BodyFunction, returnsOf } from "./calls.js";
import { descriptionOf } from "./docs.js";
import { nameNode, type Source } from "./inputs.js";
import { memberOf } from "./members.js";
import { withNone } from "./object-types.js";
import type { Place, Reading, TypeReader } from "./type-reader.js";

export interface ReadOutputs {
	readonly shape: OutputShape;
	readonly outputs: readonly DetectedVariable[];
}

/** Property of a promised output that awaiting looks for. */
const RESERVED = "then";

/** Reads the outputs from an entity's second type argument: nothing, one value, a tuple, or `outputs({...})`. */
export function readOutputs(reader: TypeReader, type: Type, source: Source, reading: Reading): ReadOutputs {
	const node = source.body === undefined ? source.call : returnedNode(source.body);
	// Without a function in sight the type was handed over by name or argument.
	const written = source.explicit || source.body === undefined || source.body.type !== undefined;
	if (type.flags & (TypeFlags.Void | TypeFlags.Undefined | TypeFlags.Never)) return { shape: "none", outputs: [] };
	const named = namedFields(reader, type);
	if (named !== undefined) return readNamedOutputs(reader, named, { path: "outputs", node, written }, source, reading);
	if (type.isTypeReference() && reader.program.checker.isTupleType(type)) {
		return readTuple(reader, type, { path: "outputs", node, written }, reading);
	}
	const place = { path: "outputs.o0", node, written };
	const output = reader.read(type, place, reading);
	if (output?.kind === "struct") refuseReserved(reader, output.fields, place, reading);
	const description = source.docs.returns;
	const location = reader.program.locationOf(node);
	return {
		shape: "single",
		outputs:
			output === undefined
				? []
				: [{ name: "o0", type: output, ...(description === undefined ? {} : { description }), location }],
	};
}

/** F of `Outputs<F>`, when the type is this package's. */
function namedFields(reader: TypeReader, type: Type): Type | undefined {
	const symbol = type.getSymbol();
	if (symbol?.name !== "Outputs" || reader.program.originOf(symbol) !== "flytekit") return undefined;
	return type.isTypeReference() ? reader.program.checker.getTypeArguments(type)[0] : undefined;
}

function readNamedOutputs(
	reader: TypeReader,
	fields: Type,
	around: Place,
	source: Source,
	reading: Reading,
): ReadOutputs {
	const { checker } = reader.program;
	const properties = checker.getPropertiesOfType(fields);
	const types = properties.length === 0 ? [] : checker.getTypeOfSymbol(properties);
	const outputs: DetectedVariable[] = [];
	properties.forEach((property, i) => {
		const type = types[i];
		if (type === undefined) return;
		const { place, declaration } = memberOf(reader.program, property, around);
		if (property.name === RESERVED) {
			refuseReserved(reader, [property], { ...around, node: place.node }, reading);
			return;
		}
		const native = reader.read(type, place, reading);
		if (native === undefined) return;
		const description = descriptionOf(declaration) ?? source.docs.params.get(property.name);
		outputs.push({
			name: property.name,
			type: property.flags & SymbolFlags.Optional ? withNone(native) : native,
			...(description === undefined ? {} : { description }),
			location: reader.program.locationOf(nameNode(place.node)),
		});
	});
	return { shape: "named", outputs };
}

function readTuple(reader: TypeReader, type: Type, around: Place, reading: Reading): ReadOutputs {
	const target = (type as unknown as { getTarget(): { elementFlags: readonly ElementFlags[] } }).getTarget();
	const elements = type.isTypeReference() ? reader.program.checker.getTypeArguments(type) : [];
	const open = target.elementFlags.some((flag) => flag & (ElementFlags.Rest | ElementFlags.Variadic));
	if (open || elements.length === 0) {
		reader.refuse(reading, around, {
			code: "INTERFACE_TUPLE",
			text: `the tuple \`${reader.text(type)}\` that is returned has no fixed number of outputs, or none`,
			wayOut: "return a list `T[]` as one output, nothing at all, or a tuple of fixed length",
		});
		return { shape: "tuple", outputs: [] };
	}
	const outputs: DetectedVariable[] = [];
	const location = reader.program.locationOf(around.node);
	elements.forEach((element, i) => {
		const name = `o${i}`;
		const place = { ...around, path: `outputs.${name}` };
		const native = reader.read(element, place, reading);
		if (native === undefined) return;
		if (native.kind === "struct") refuseReserved(reader, native.fields, place, reading);
		const optional = ((target.elementFlags[i] ?? 0) & ElementFlags.Optional) !== 0;
		outputs.push({ name, type: optional ? withNone(native) : native, location });
	});
	return { shape: "tuple", outputs };
}

/** A promised output has a `then` of its own, so data of that name could not be told from it. */
function refuseReserved(
	reader: TypeReader,
	fields: readonly { readonly name: string }[],
	place: Place,
	reading: Reading,
): void {
	if (!fields.some((field) => field.name === RESERVED)) return;
	reader.refuse(
		reading,
		{ ...place, path: `${place.path}.${RESERVED}` },
		{
			code: "INTERFACE_OUTPUT_NAME",
			text: `${place.path}.${RESERVED}: an output with a property \`then\` cannot be told from a promise`,
			wayOut: "give the property another name",
		},
	);
}

/** Where the output comes from: the written return type, else the returned expression, else the function. */
function returnedNode(body: BodyFunction): Node {
	return body.type ?? returnsOf(body).at(-1) ?? body;
}
