import type { NativeType, StructNative } from "./native-type.js";

/**
 * The type of a part: a struct's field, a record's value, a list's element. Undefined when the type has no such part. Through an optional
 * type the part is that of the value; parts of untyped JSON are JSON. A recursive struct's part is the struct itself.
 */
export function attributeType(type: NativeType, step: string | number): NativeType | undefined {
	return partOf(type, step, []);
}

function partOf(type: NativeType, step: string | number, enclosing: readonly StructNative[]): NativeType | undefined {
	switch (type.kind) {
		case "list":
			return typeof step === "number" ? type.element : undefined;
		case "map":
			return typeof step === "string" ? type.value : undefined;
		case "struct": {
			const field = type.fields.find((candidate) => candidate.name === step);
			return field === undefined ? undefined : closed(field.type, [...enclosing, type]);
		}
		case "json":
			return type;
		case "union": {
			const others = type.variants.filter((variant) => variant.kind !== "none");
			return others.length === 1 ? partOf(others[0] as NativeType, step, enclosing) : undefined;
		}
		default:
			return undefined;
	}
}

/** The type standing alone: refs to structs that are no longer around it are replaced by these structs. */
function closed(type: NativeType, enclosing: readonly StructNative[]): NativeType {
	switch (type.kind) {
		case "ref":
			return enclosing.findLast((struct) => struct.name === type.name) ?? type;
		case "list":
			return same(type.element, closed(type.element, enclosing), type, (element) => ({ ...type, element }));
		case "map":
			return same(type.value, closed(type.value, enclosing), type, (value) => ({ ...type, value }));
		case "union": {
			const variants = type.variants.map((variant) => closed(variant, enclosing));
			return variants.every((variant, i) => variant === type.variants[i]) ? type : { ...type, variants };
		}
		case "struct": {
			// its own name hides the enclosing one's
			const outer = enclosing.filter((struct) => struct.name !== type.name);
			const fields = type.fields.map((field) => {
				const inner = closed(field.type, outer);
				return inner === field.type ? field : { ...field, type: inner };
			});
			return fields.every((field, i) => field === type.fields[i]) ? type : { ...type, fields };
		}
		default:
			return type;
	}
}

function same<T extends NativeType>(
	before: NativeType,
	after: NativeType,
	whole: T,
	rebuild: (part: NativeType) => NativeType,
): NativeType {
	return before === after ? whole : rebuild(after);
}
