/** Codes of interface/: the code, and in one or two sentences what it means and why it is refused. */
export const interfaceCodes = {
	INTERFACE_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	INTERFACE_JSON_SCHEMA:
		"A JSON Schema says something that no Flyte type says: a tuple, a union without a common form, any value at all.",
} as const;
