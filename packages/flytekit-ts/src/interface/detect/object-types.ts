import {
	isClassDeclaration,
	isClassExpression,
	isPropertyDeclaration,
	type Node,
} from "typescript-native/unstable/ast";
import {
	type IndexInfo,
	SignatureKind,
	SymbolFlags,
	type Symbol as TsSymbol,
	type Type,
	TypeFlags,
} from "typescript-native/unstable/sync";
import type { DatasetColumn, NativeType, StructField } from "../../types/native-type.js";
import type { ConstantValue } from "../detected.js";
import { constantOf } from "./constants.js";
import { descriptionOf } from "./docs.js";
import { behaviourOf, isPhantom, isSymbolKey, memberOf } from "./members.js";
import { insteadOf, refuseKey } from "./named-types.js";
import type { Place, Reading, TypeReader } from "./type-reader.js";

/** How many members a message names. */
const MAX_NAMES = 6;

/** Reads an object type by its members: a map when it has only an index signature, else a struct. */
export function readObject(reader: TypeReader, type: Type, place: Place, reading: Reading): NativeType | undefined {
	const around = reader.enclosing(type);
	if (around !== undefined) return around;
	const name = structName(reader, type);
	if (name === "") return readMembers(reader, type, "", place, reading);
	// Members of a named type are written where it is declared.
	const inside = { ...place, written: true };
	return reader.once(type, reading, () =>
		reader.within(type, name, inside, reading, (unique) => readMembers(reader, type, unique, inside, reading)),
	);
}

function readMembers(
	reader: TypeReader,
	type: Type,
	name: string,
	place: Place,
	reading: Reading,
): NativeType | undefined {
	if (isCallable(reader, type)) {
		return reader.refuse(reading, place, {
			code: "INTERFACE_FUNCTION",
			text: `${place.path} is a function, \`${reader.text(type)}\`, which has no Flyte type`,
			wayOut: "pass the data that the function needs, and define the function where it is called",
		});
	}
	const properties = reader.program.checker.getPropertiesOfType(type);
	const [index, ...more] = reader.program.checker.getIndexInfosOfType(type);
	if (properties.length === 0) {
		if (index === undefined || more.length > 0) return refuseEmpty(reader, type, place, reading);
		return readIndex(reader, index, place, reading);
	}
	if (index !== undefined) {
		const more = properties.length > MAX_NAMES ? `, and ${properties.length - MAX_NAMES} more` : "";
		const names =
			properties
				.slice(0, MAX_NAMES)
				.map((property) => property.name)
				.join(", ") + more;
		const instead = insteadOf(reader.program, type);
		return reader.refuse(reading, place, {
			code: "INTERFACE_INDEX_AND_PROPERTIES",
			text: `${place.path}: \`${reader.text(type)}\` has named properties (${names}) beside an index signature`,
			wayOut:
				instead ??
				"keep one of the two: named properties alone are a struct, an index signature alone is a map; or put the map into a property of its own",
		});
	}
	const parent = libraryParent(reader, type);
	if (parent !== undefined) {
		return reader.refuse(reading, place, {
			code: "INTERFACE_CLASS",
			text: `${place.path}: ${name} extends ${parent} of the library, so it is more than its data`,
			wayOut: "declare an interface of its data and pass that, or registerType() for the class",
		});
	}
	const fields = readFields(reader, properties, place, reading);
	if (fields === undefined) return undefined;
	return fields.length === 0 ? refuseEmpty(reader, type, place, reading) : { kind: "struct", name, fields };
}

/** Reads properties as fields, in declaration order; undefined when one of them was refused. */
function readFields(
	reader: TypeReader,
	properties: readonly TsSymbol[],
	place: Place,
	reading: Reading,
): readonly StructField[] | undefined {
	const types = reader.program.checker.getTypeOfSymbol(properties);
	const fields: StructField[] = [];
	let whole = true;
	properties.forEach((property, i) => {
		if (isPhantom(reader.program, property)) return;
		const field = readField(reader, property, types[i], place, reading);
		if (field === undefined) whole = false;
		else fields.push(field);
	});
	return whole ? fields : undefined;
}

function readField(
	reader: TypeReader,
	property: TsSymbol,
	type: Type | undefined,
	around: Place,
	reading: Reading,
): StructField | undefined {
	const { place, declaration } = memberOf(reader.program, property, around);
	if (isSymbolKey(property)) {
		return reader.refuse(reading, place, {
			code: "INTERFACE_UNSUPPORTED_TYPE",
			text: `a property of ${around.path} has a symbol as its key, which cannot be stored`,
			wayOut: "use a text key",
		});
	}
	const behaviour = behaviourOf(property, declaration);
	if (behaviour !== undefined) {
		return reader.refuse(reading, place, { ...behaviour, text: `${place.path} is ${behaviour.text}` });
	}
	if (type === undefined) return undefined;
	const optional = (property.flags & SymbolFlags.Optional) !== 0;
	const native = optional ? reader.readPresent(type, place, reading) : reader.read(type, place, reading);
	if (native === undefined) return undefined;
	const description = descriptionOf(declaration);
	const initial = optional ? undefined : initialValue(reader, declaration);
	return {
		name: property.name,
		type: native,
		optional,
		...(initial === undefined ? {} : { default: initial }),
		...(description === undefined ? {} : { description }),
	};
}

/** The constant that a class gives a property: what a reader takes where a writer left the field out. */
function initialValue(reader: TypeReader, declaration: Node | undefined): ConstantValue | undefined {
	if (declaration === undefined || !isPropertyDeclaration(declaration)) return undefined;
	return declaration.initializer === undefined ? undefined : constantOf(reader.program, declaration.initializer);
}

/** Columns of a dataset's row type, in order; none when the row is unknown. */
export function readColumns(
	reader: TypeReader,
	row: Type | undefined,
	place: Place,
	reading: Reading,
): readonly DatasetColumn[] | undefined {
	if (row === undefined || row.flags & (TypeFlags.Any | TypeFlags.Unknown)) return [];
	const struct = reader.read(row, { ...place, path: `${place.path}.row` }, reading);
	if (struct === undefined) return undefined;
	if (struct.kind !== "struct") {
		return reader.refuse(reading, place, {
			code: "INTERFACE_UNSUPPORTED_TYPE",
			text: `${place.path}: a row is an object with named columns, not \`${reader.text(row)}\``,
			wayOut: "write `StructuredDataset<{ name: string; age: Int }>`",
		});
	}
	return struct.fields.map(({ name, type, optional }) => ({ name, type: optional ? withNone(type) : type }));
}

/** `type` or nothing: a union with none, last. */
export function withNone(type: NativeType): NativeType {
	const none = { kind: "none", native: "undefined" } as const;
	if (type.kind === "none") return type;
	if (type.kind !== "union") return { kind: "union", variants: [type, none] };
	return { kind: "union", variants: [...type.variants.filter((v) => v.kind !== "none"), none] };
}

function readIndex(reader: TypeReader, index: IndexInfo, place: Place, reading: Reading): NativeType | undefined {
	if (!(index.keyType.flags & TypeFlags.String)) return refuseKey(reader, index.keyType, place, reading);
	const value = reader.read(index.valueType, { ...place, path: `${place.path}{}` }, reading);
	return value === undefined ? undefined : { kind: "map", native: "record", value };
}

function refuseEmpty(reader: TypeReader, type: Type, place: Place, reading: Reading): undefined {
	return reader.refuse(reading, place, {
		code: "INTERFACE_EMPTY_OBJECT",
		text: `${place.path}: \`${reader.text(type)}\` says nothing of what is inside`,
		wayOut: "name its properties, or use `Record<string, T>`",
	});
}

/** Function types and constructors. Most objects are declared as data: only those that may be callable cost a question. */
function isCallable(reader: TypeReader, type: Type): boolean {
	const flags = type.getSymbol()?.flags ?? 0;
	const { checker } = reader.program;
	if (flags & (SymbolFlags.Function | SymbolFlags.Method)) return true;
	return (
		checker.getSignaturesOfType(type, SignatureKind.Call).length > 0 ||
		checker.getSignaturesOfType(type, SignatureKind.Construct).length > 0
	);
}

/** The library's class that a user's class extends, such as Error. */
function libraryParent(reader: TypeReader, type: Type): string | undefined {
	const handle = type.getSymbol()?.valueDeclaration;
	if (handle === undefined || !((type.getSymbol()?.flags ?? 0) & SymbolFlags.Class)) return undefined;
	const declaration = handle.resolve(reader.program.project);
	if (declaration === undefined || !(isClassDeclaration(declaration) || isClassExpression(declaration)))
		return undefined;
	if (declaration.heritageClauses === undefined) return undefined;
	const target = type.isTypeReference() ? type.getTarget() : type;
	if (!target.isClassOrInterface()) return undefined;
	for (const base of reader.program.checker.getBaseTypes(target)) {
		const symbol = base.getSymbol();
		if (reader.program.originOf(symbol) === "library") return symbol?.name;
		const further = libraryParent(reader, base);
		if (further !== undefined) return further;
	}
	return undefined;
}

/** Name of the alias or declaration; "" for an anonymous type and for the library's utilities (`Partial<Person>`). */
function structName(reader: TypeReader, type: Type): string {
	const alias = type.getAliasSymbol();
	if (alias !== undefined && reader.program.originOf(alias) !== "library") return alias.name;
	const symbol = type.getSymbol();
	if (symbol === undefined || !(symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface))) return "";
	return symbol.name.startsWith("__") ? "" : symbol.name;
}
