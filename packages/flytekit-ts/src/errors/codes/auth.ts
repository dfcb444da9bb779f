/** Codes of remote/auth: the code, and in one or two sentences what it means. */
export const authCodes = {
	AUTH_CONFIG:
		"The configuration lacks something that the chosen way to log in needs, such as a client id or a command.",
	AUTH_SECRET:
		"The client secret is not where the configuration says: the variable is not set or the file cannot be read.",
	AUTH_INSECURE:
		"The channel is not encrypted and its host is another machine. A token sent there could be read on the way, so none is fetched or sent.",
	AUTH_METADATA: "The Flyte server's own description of how to log in is missing something, or cannot be used.",
	AUTH_ENDPOINT: "An address that tokens or secrets would be sent to is not https, and not on this machine.",
	AUTH_UNREACHABLE:
		"The server that gives out tokens did not answer, or answered that it is broken. Nothing was changed.",
	AUTH_TLS: "The certificate of the server that gives out tokens is not trusted here, so nothing was sent to it.",
	AUTH_REDIRECT:
		"The server that gives out tokens sent the request on to another address. Secrets do not follow a redirect.",
	AUTH_ANSWER: "The server that gives out tokens answered something that is no token answer of OAuth 2.0.",
	AUTH_REFUSED: "The server that gives out tokens refused the request. Its own reason is in the message.",
	AUTH_STATE:
		"The browser came back with another state than this login began with. It belongs to another login, or somebody made it up; its code is not used.",
	AUTH_CALLBACK: "The address that the browser comes back to cannot be listened on here.",
	AUTH_TIMEOUT:
		"Nobody completed the login in time. A login waits two minutes for the browser, or as long as a device code lives.",
	AUTH_COMMAND: "The command that prints a token failed, took too long, or printed something that is no token.",
	AUTH_STORE:
		"A kept token is in a file or folder that other people could have written or read, and that could not be mended.",
	AUTH_LOCK: "Another process has been logging in to the same server for too long.",
} as const;
