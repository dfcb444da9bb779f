/** Codes of wire/: the code, and in one or two sentences what it means and why it is refused. */
export const wireCodes = {
	WIRE_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
} as const;
