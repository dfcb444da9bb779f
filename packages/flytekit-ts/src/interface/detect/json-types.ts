import { SymbolFlags, type Type, TypeFlags } from "typescript-native/unstable/sync";
import type { NativeType } from "../../types/native-type.js";
import type { Place, Reading, TypeReader } from "./type-reader.js";

const SCALAR =
	TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BooleanLike | TypeFlags.Null | TypeFlags.Undefined;

/**
 * A union that contains itself through a list or a map, as in `type Json = string | number | null | Json[] | { [key: string]: Json }`.
 * Flyte's unions cannot do that; when all of it is JSON it is stored as an untyped STRUCT, else it is refused.
 *
 * @param parts members of the union without undefined
 * @returns undefined when the union does not contain itself that way
 */
export function readRecursiveJson(
	reader: TypeReader,
	parts: readonly Type[],
	union: Type,
	place: Place,
	reading: Reading,
): NativeType | "refused" | undefined {
	const containers = parts.map((part) => elementOf(reader, part)).filter((element) => element !== undefined);
	const own = new Set(parts.map((part) => part.id));
	if (!containers.some((element) => contains(element, own))) return undefined;
	if (parts.every((part) => isJson(reader, part, new Set()))) return { kind: "json" };
	reader.refuse(reading, place, {
		code: "INTERFACE_RECURSIVE_TYPE",
		text: `${place.path}: the union \`${reader.text(union)}\` contains itself, and not all of it is JSON`,
		wayOut:
			"keep only strings, numbers, booleans, null, lists and objects of the same in it, or declare an interface that refers to itself by name",
	});
	return "refused";
}

/** Whether a union has all the members of `own`: an `undefined` beside them does not matter. */
function contains(element: Type, own: ReadonlySet<number>): boolean {
	if (!element.isUnionType()) return false;
	const ids = new Set(element.getTypes().map((part) => part.id));
	return [...own].every((id) => ids.has(id));
}

/** What a list or a map with text keys holds; undefined for all else. */
function elementOf(reader: TypeReader, type: Type): Type | undefined {
	if (!(type.flags & TypeFlags.Object)) return undefined;
	const symbol = type.getSymbol();
	if (symbol !== undefined && reader.program.originOf(symbol) === "library" && symbol.flags & SymbolFlags.Interface) {
		if (symbol.name !== "Array" && symbol.name !== "ReadonlyArray") return undefined;
		return type.isTypeReference() ? reader.program.checker.getTypeArguments(type)[0] : undefined;
	}
	const [index] = reader.program.checker.getIndexInfosOfType(type);
	return index !== undefined && index.keyType.flags & TypeFlags.String ? index.valueType : undefined;
}

function isJson(reader: TypeReader, type: Type, seen: Set<number>): boolean {
	if (type.flags & SCALAR) return !(type.flags & TypeFlags.BigIntLike);
	if (seen.has(type.id)) return true;
	seen.add(type.id);
	if (type.isUnionType()) return type.getTypes().every((part) => isJson(reader, part, seen));
	const element = elementOf(reader, type);
	return element !== undefined && isJson(reader, element, seen);
}
