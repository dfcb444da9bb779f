/** Codes of wire/: the code, and in one or two sentences what it means and why it is refused. */
export const wireCodes = {
	WIRE_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	WIRE_TRUNCATED:
		"The bytes end in the middle of a message, or a part claims to be longer than what holds it: the file was cut short or is not this kind of message.",
	WIRE_MALFORMED:
		"The bytes are not a protobuf message of the kind that was expected: an impossible tag, number or enum value, or a field that must not be there.",
	WIRE_TEXT: "A string on the wire is not valid UTF-8. Protobuf allows nothing else.",
	WIRE_DEPTH:
		"Values are nested deeper than protobuf readers accept: flytekit's refuse a message depth above 100, which is 49 levels of collections, maps and unions.",
	WIRE_MISSING: "A message lacks a part without which it has no meaning, such as a literal without a value.",
	WIRE_UNSUPPORTED: "The message is well formed but says something this version of the package does not know.",
	WIRE_SURROGATE:
		"A string holds half of a UTF-16 surrogate pair. It has no UTF-8 form, so it cannot be written without changing it.",
	WIRE_RANGE: "A number does not fit the field it must be written to. It is refused rather than wrapped or rounded.",
	WIRE_TASK_CONFIG:
		"Two calls of one task give it different configurations. A registration holds one template of a task, so one of them would be lost.",
	WIRE_DUPLICATE_ID:
		"Two different entities, or two nodes of one graph, would be written under one id. Flyte would keep one of them without a word.",
	WIRE_CYCLE: "Workflows call each other in a circle. Flyte has no recursion of static workflows.",
	WIRE_NO_TEMPLATE: "A task's template was asked for, but only its id is known here: it was never fetched or compiled.",
	WIRE_REFERENCE: "A reference (an entity known by id only) stands where its content must be written.",
} as const;
