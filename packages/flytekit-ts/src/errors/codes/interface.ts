/** Codes of interface/: the code, and in one or two sentences what it means and why it is refused. */
export const interfaceCodes = {
	INTERFACE_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
} as const;
