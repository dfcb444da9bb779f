/** Codes of types/: the code, and in one or two sentences what it means and why it is refused. */
export const typesCodes = {
	TYPES_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	TYPES_WRONG_TYPE: "A value is not of the type that was declared for it. Nothing is converted silently.",
	TYPES_INT_RANGE:
		"A whole number cannot be kept exactly: INTEGER is 64 bits wide, and an Int is exact up to 2^53. Nothing is rounded.",
	TYPES_STRING_INVALID:
		"A string holds half of a surrogate pair. It has no UTF-8 form, so it cannot be sent without changing it.",
	TYPES_TIME_RANGE:
		"A date or duration is invalid, or outside of what Flyte can carry: years 1 to 9999, durations up to 315,576,000,000 s.",
	TYPES_TIME_TEXT: "A text does not say a duration or a point in time.",
	TYPES_ENUM_VALUE: "A value is not one of the enum's.",
	TYPES_FIELD_MISSING: "A struct lacks a field that is not optional.",
	TYPES_FIELD_UNKNOWN: "A struct has a field that its type does not declare. It would be lost.",
	TYPES_DEPTH: "A value is nested deeper than readers of Flyte's messages accept.",
	TYPES_CYCLE: "A value contains itself, so it has no finite form.",
	TYPES_UNION_NONE: "A value fits no variant of its union.",
	TYPES_UNION_AMBIGUOUS: "A value fits more than one variant of its union, so a reader could take it for the other.",
	TYPES_UNION_EQUAL:
		"Two variants of a union look the same on the wire: what was written as one could be read as the other.",
	TYPES_REF_UNKNOWN: "A type refers to an enclosing struct that is not there.",
	TYPES_LITERAL_MISMATCH: "A literal does not hold what the declared type reads.",
	TYPES_BINARY_INVALID: "The bytes of a binary literal are not MessagePack, or are cut off.",
	TYPES_OFFLOADED:
		"A large literal is kept in a file, which could not be read, or was asked for where nothing can be waited for.",
	TYPES_ATTRIBUTE: "An attribute path leads to nothing: no such key, or an index out of range.",
	TYPES_KIND_MISSING: "A kind of value has no transformer in this process.",
	TYPES_CUSTOM_INVALID: "A registered type lacks a part that conversion needs.",
	TYPES_CUSTOM_UNKNOWN: "A type of the user's own was declared, but nothing in this process registered it.",
	TYPES_CONVERSION_FAILED:
		"Something threw while a value was converted, such as a getter of the value or a registered type.",
	TYPES_CONSTANT: "A constant's tagged form is not one that this package writes.",
	TYPES_GUESS: "A literal type has no TypeScript counterpart.",
	TYPES_NOT_IN_STRUCT: "A value cannot be kept inside a struct, which is one block of MessagePack.",
} as const;
