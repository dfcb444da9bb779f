import {
	ObjectFlags,
	type ObjectType,
	type StringLiteralType,
	SymbolFlags,
	type Symbol as TsSymbol,
	type Type,
	TypeFlags,
} from "typescript-native/unstable/sync";
import type { NativeType } from "../../types/native-type.js";
import type { CheckedProgram } from "./checker.js";
import { readColumns } from "./object-types.js";
import type { Place, Reading, TypeReader } from "./type-reader.js";

/** What to use instead of types of TypeScript's library, where there is an answer. */
const INSTEAD = new Map<string, string>([
	["Set", "use a list `T[]`"],
	["ReadonlySet", "use a list `T[]`"],
	["Promise", "await it: a value is stored, not a promise of one"],
	["PromiseLike", "await it: a value is stored, not a promise of one"],
	["Uint8Array", "write the bytes to a file and use FlyteFile"],
	["ArrayBuffer", "write the bytes to a file and use FlyteFile"],
	["URL", "use `string`"],
	["RegExp", "use `string` (its source)"],
	["Error", "use `string` (its message), or an interface of what matters"],
]);

/** What to use instead of a type of somebody's library that is, or extends, one of TypeScript's: Node's Buffer is a Uint8Array. */
export function insteadOf(program: CheckedProgram, type: Type): string | undefined {
	const symbol = type.getSymbol();
	if (symbol === undefined || program.originOf(symbol) === "user") return undefined;
	return symbol.name === "Buffer" ? INSTEAD.get("Uint8Array") : INSTEAD.get(symbol.name);
}

/** Whether a type is this package's `Int`, or a literal that was made one. */
export function isInt(program: CheckedProgram, type: Type): boolean {
	if (!type.isIntersectionType()) return false;
	return type.getTypes().some((part) => {
		const symbol = part.flags & TypeFlags.Object ? part.getSymbol() : undefined;
		return symbol?.name === "IntBrand" && program.originOf(symbol) === "flytekit";
	});
}

/** `string & { brand }`: the primitive below a user's brand; a value has nothing else. */
export function brandedPrimitive(type: Type): Type | undefined {
	if (!type.isIntersectionType()) return undefined;
	const primitives = type.getTypes().filter((part) => part.flags & TypeFlags.Primitive);
	return primitives.length === 1 ? primitives[0] : undefined;
}

/** Reads an object type: by name where the library or this package declares it, else by its members. */
export function readNamed(reader: TypeReader, type: Type, place: Place, reading: Reading): NativeType | undefined {
	const symbol = type.isIntersectionType() ? promisedPart(reader, type) : type.getSymbol();
	const origin = reader.program.originOf(symbol);
	if (symbol !== undefined && origin === "flytekit" && !isClassItself(type, symbol)) {
		const ours = readOurs(reader, symbol, type, place, reading);
		if (ours !== "not one") return ours;
	}
	if (type.isTypeReference() && reader.program.checker.isTupleType(type))
		return refuseTuple(reader, type, place, reading);
	if (symbol !== undefined && origin === "library" && symbol.flags & (SymbolFlags.Interface | SymbolFlags.Class)) {
		return readLibrary(reader, symbol, type, place, reading);
	}
	return reader.struct(type, place, reading);
}

/** `typeof FlyteFile`: the class, which has the same symbol as its objects. */
function isClassItself(type: Type, symbol: TsSymbol): boolean {
	const { objectFlags } = type as ObjectType;
	return (symbol.flags & SymbolFlags.Class) !== 0 && (objectFlags & ObjectFlags.Anonymous) !== 0;
}

/** A promised value inside a type (`Promised<T>` is an intersection): its symbol. */
function promisedPart(reader: TypeReader, type: Type): TsSymbol | undefined {
	if (!type.isIntersectionType()) return undefined;
	for (const part of type.getTypes()) {
		const symbol = part.getSymbol();
		if (symbol?.name === "PromisedValue" && reader.program.originOf(symbol) === "flytekit") return symbol;
	}
	return undefined;
}

function argumentsOf(reader: TypeReader, type: Type): readonly Type[] {
	return type.isTypeReference() ? reader.program.checker.getTypeArguments(type) : [];
}

function readOurs(
	reader: TypeReader,
	symbol: TsSymbol,
	type: Type,
	place: Place,
	reading: Reading,
): NativeType | undefined | "not one" {
	switch (symbol.name) {
		case "Duration":
			return { kind: "duration" };
		case "Timestamp":
			return { kind: "datetime", native: "timestamp" };
		case "FlyteError":
			return { kind: "custom", name: "FlyteError" };
		case "FlyteFile":
			return { kind: "file", format: formatOf(argumentsOf(reader, type)[0]) };
		case "FlyteDirectory":
			return { kind: "directory", format: formatOf(argumentsOf(reader, type)[0]) };
		case "StructuredDataset": {
			const [row, format] = argumentsOf(reader, type);
			const columns = readColumns(reader, row, place, reading);
			return columns === undefined ? undefined : { kind: "dataset", columns, format: formatOf(format) };
		}
		case "PromisedValue":
			return readPromised(reader, type, place, reading);
		case "Outputs":
			return reader.refuse(reading, place, {
				code: "INTERFACE_UNSUPPORTED_TYPE",
				text: `${place.path} holds \`outputs(...)\`, which only names what a body returns`,
				wayOut: "return `outputs({...})` itself, or use a plain object here",
			});
		case "FunctionTask":
		case "DynamicTask":
		case "EagerTask":
		case "Workflow":
		case "MapTask":
		case "LaunchPlan":
			return reader.refuse(reading, place, {
				code: "INTERFACE_FUNCTION",
				text: `${place.path} is an entity (${symbol.name}), which cannot travel between tasks`,
				wayOut: "import it where it is called",
			});
		default:
			return "not one";
	}
}

/** `Promised<T>` left inside a type stands for its T. */
function readPromised(reader: TypeReader, type: Type, place: Place, reading: Reading): NativeType | undefined {
	const parts = type.isIntersectionType() ? type.getTypes() : [type];
	for (const part of parts) {
		if (part.getSymbol()?.name !== "PromisedValue") continue;
		const [value] = argumentsOf(reader, part);
		if (value !== undefined) return reader.read(value, place, reading);
	}
	return undefined;
}

function formatOf(type: Type | undefined): string {
	return type?.isStringLiteralType() === true ? (type as StringLiteralType).value : "";
}

function refuseTuple(reader: TypeReader, type: Type, place: Place, reading: Reading): undefined {
	return reader.refuse(reading, place, {
		code: "INTERFACE_TUPLE",
		text: `${place.path}: the tuple \`${reader.text(type)}\` has no Flyte type inside a value`,
		wayOut: "use a list when all elements are alike, else an object with named fields",
	});
}

function readLibrary(
	reader: TypeReader,
	symbol: TsSymbol,
	type: Type,
	place: Place,
	reading: Reading,
): NativeType | undefined {
	const args = argumentsOf(reader, type);
	switch (symbol.name) {
		case "Date":
			return { kind: "datetime", native: "date" };
		case "Array":
		case "ReadonlyArray": {
			const element = args[0] && reader.read(args[0], { ...place, path: `${place.path}[]` }, reading);
			return element === undefined ? undefined : { kind: "list", element };
		}
		case "Map":
		case "ReadonlyMap": {
			const [key, valueType] = args;
			if (key === undefined || valueType === undefined) return undefined;
			if (!(key.flags & TypeFlags.String) && !brandedString(key)) return refuseKey(reader, key, place, reading);
			const value = reader.read(valueType, { ...place, path: `${place.path}{}` }, reading);
			return value === undefined ? undefined : { kind: "map", native: "map", value };
		}
		default:
			return reader.refuse(reading, place, {
				code: symbol.name === "Function" ? "INTERFACE_FUNCTION" : "INTERFACE_UNSUPPORTED_TYPE",
				text: `${place.path}: \`${reader.text(type)}\` has no Flyte type`,
				wayOut:
					INSTEAD.get(symbol.name) ?? "use a type of the table in the README, or registerType() for one of your own",
			});
	}
}

function brandedString(key: Type): boolean {
	return ((brandedPrimitive(key)?.flags ?? 0) & TypeFlags.String) !== 0;
}

/** Refuses a map whose keys are not text. */
export function refuseKey(reader: TypeReader, key: Type, place: Place, reading: Reading): undefined {
	return reader.refuse(reading, place, {
		code: "INTERFACE_MAP_KEY",
		text: `${place.path}: keys of a map are strings, not \`${reader.text(key)}\``,
		wayOut: "use `Record<string, T>` or `Map<string, T>` with the key as text, or a list of pairs as objects",
	});
}
