/** Codes of server/, the local page. */
export const serverCodes = {
	SERVER_PORT: "The port for the page cannot be bound on loopback: another program has it, or it is not allowed.",
	SERVER_PAGE: "The built page is not in the installed package.",
	SERVER_NOT_FOUND: "There is no such run, node, value, file or entity, or it is not there any more.",
	SERVER_REQUEST: "What the page sent is not what this address takes.",
	SERVER_UNSUPPORTED: "What was asked for cannot be done where these runs are.",
	SERVER_LAUNCH: "A run could not be begun from the page; the message says what the command said.",
} as const;
