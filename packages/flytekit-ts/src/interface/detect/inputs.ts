import {
	type BindingElement,
	isIdentifier,
	isObjectBindingPattern,
	isStringLiteral,
	type Node,
} from "typescript-native/unstable/ast";
import { SymbolFlags, type Symbol as TsSymbol, type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { ConstantValue, DetectedInput, EntityKind } from "../detected.js";
import type { BodyFunction } from "./calls.js";
import { constantOf } from "./constants.js";
import { type Docs, descriptionOf } from "./docs.js";
import { isPhantom, memberOf } from "./members.js";
import { withNone } from "./object-types.js";
import type { Reading, TypeReader } from "./type-reader.js";

/** Where an entity's types come from: its call, and the function it was made of where that is in sight. */
export interface Source {
	readonly kind: EntityKind;
	/** The call: where problems point that have no place of their own. */
	readonly call: Node;
	readonly body: BodyFunction | undefined;
	/** Whether the types were handed over as type arguments, `task<[...], "a" | "b">(...)`. */
	readonly explicit: boolean;
	readonly docs: Docs;
}

/** Reads the inputs from an entity's first type argument; a refused one is left out and told to the reading's sink. */
export function readInputs(reader: TypeReader, type: Type, source: Source, reading: Reading): readonly DetectedInput[] {
	const parameter = source.body?.parameters[0];
	const node = parameter ?? source.call;
	// From `(n: Int)` a workflow's call infers an object type with Int's methods: what is written says what is meant.
	const written = parameter?.type === undefined ? undefined : reader.program.checker.getTypeAtLocation(parameter);
	const refused = [written, type].find((one) => one !== undefined && !isNamedInputs(reader, one));
	if (refused !== undefined) {
		refuseParameter(reader, refused, source, reading);
		return [];
	}
	const { checker } = reader.program;
	const properties = checker.getPropertiesOfType(type).filter((property) => !isPhantom(reader.program, property));
	if (properties.length === 0) return [];
	const types = checker.getTypeOfSymbol(properties);
	const defaults = defaultsOf(parameter?.name);
	const inputs: DetectedInput[] = [];
	properties.forEach((property, i) => {
		const declared = types[i];
		const input =
			declared && readInput(reader, property, declared, defaults.get(property.name), { source, node, reading });
		if (input !== undefined) inputs.push(input);
	});
	return inputs;
}

interface InputContext {
	readonly source: Source;
	readonly node: Node;
	readonly reading: Reading;
}

function readInput(
	reader: TypeReader,
	property: TsSymbol,
	declared: Type,
	initializer: Node | undefined,
	{ source, node, reading }: InputContext,
): DetectedInput | undefined {
	const member = memberOf(reader.program, property, { path: "inputs", node, written: true });
	const place = { ...member.place, written: true };
	if (property.flags & (SymbolFlags.Method | SymbolFlags.Accessor)) {
		return reader.refuse(reading, place, {
			code: "INTERFACE_FUNCTION",
			text: `${place.path} is a method, which has no Flyte type`,
			wayOut: "pass the data that the function needs, and define the function where it is called",
		});
	}
	const value = initializer === undefined ? undefined : constantOf(reader.program, initializer);
	const questioned = (property.flags & SymbolFlags.Optional) !== 0;
	const hasDefault = initializer !== undefined;
	const plain =
		questioned || hasDefault ? reader.readPresent(declared, place, reading) : reader.read(declared, place, reading);
	if (plain === undefined) return undefined;
	if (initializer !== undefined && value === undefined) {
		return reader.refuse(
			reading,
			{ ...place, node: initializer },
			{
				code: "INTERFACE_DEFAULT",
				text: `the default of ${place.path} is not a constant`,
				wayOut:
					'write a literal, a list or object of literals, an enum member, duration("5m") or new Date("2024-01-01"); or leave the default out and compute it in the body',
			},
		);
	}
	const optional = questioned && !hasDefault;
	const description = descriptionOf(member.declaration) ?? source.docs.params.get(property.name);
	return {
		name: property.name,
		type: optional ? withNone(plain) : plain,
		...(description === undefined ? {} : { description }),
		location: reader.program.locationOf(nameNode(member.place.node)),
		optional,
		...(value === undefined ? {} : { default: value as ConstantValue }),
	};
}

/** Destructuring defaults by the name of the input: `{ n: count = 3 }` is the default of `n`. */
function defaultsOf(name: Node | undefined): ReadonlyMap<string, Node> {
	const defaults = new Map<string, Node>();
	if (name === undefined || !isObjectBindingPattern(name)) return defaults;
	for (const element of name.elements as readonly BindingElement[]) {
		const key = element.propertyName ?? element.name;
		if (element.initializer === undefined || key === undefined) continue;
		// `{ n = undefined }` is no default at all.
		if (isIdentifier(element.initializer) && element.initializer.text === "undefined") continue;
		if (isIdentifier(key) || isStringLiteral(key)) defaults.set(key.text, element.initializer);
	}
	return defaults;
}

/** The name of a declaration, where editors jump to. */
export function nameNode(node: Node): Node {
	return (node as { name?: Node }).name ?? node;
}

/** Named inputs are the properties of one object type. */
function isNamedInputs(reader: TypeReader, type: Type): boolean {
	if (!(type.flags & (TypeFlags.Object | TypeFlags.Intersection))) return false;
	if (type.isIntersectionType() && type.getTypes().some((part) => !(part.flags & TypeFlags.Object))) return false;
	const symbol = type.getSymbol();
	if (symbol !== undefined && symbol.flags & (SymbolFlags.Interface | SymbolFlags.Class)) {
		const origin = reader.program.originOf(symbol);
		if (origin === "library" || origin === "flytekit") return false;
	}
	if (symbol === undefined && type.isTypeReference()) return false; // a tuple
	return reader.program.checker.getIndexInfosOfType(type).length === 0;
}

function refuseParameter(reader: TypeReader, type: Type, source: Source, reading: Reading): void {
	// What the compiler makes of a parameter without a type is the constraint, `object`.
	const untyped = type.flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.NonPrimitive);
	const text = untyped
		? "the parameter has no type, so the inputs have no names"
		: `the parameter is \`${reader.text(type)}\`, and a body takes one object whose properties are the inputs`;
	reader.refuse(
		reading,
		{ path: "inputs", node: source.body?.parameters[0] ?? source.call, written: true },
		{
			code: "INTERFACE_PARAMETER",
			text,
			wayOut: `write \`({ x }: ${source.kind === "workflow" ? "Inputs<{ x: Int }>" : "{ x: Int }"}) => ...\`, with one property for each input`,
		},
	);
}
