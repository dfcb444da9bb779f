/** Codes of remote/: the code, and in one or two sentences what it means and why it is refused. */
export const remoteCodes = {
	REMOTE_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	REMOTE_CONFIG:
		"The configuration that says where Flyte is cannot be read, or says something that does not hold together.",
	REMOTE_UNREACHABLE: "Nothing answers at the configured endpoint, or the connection broke again and again.",
	REMOTE_TLS: "The two sides do not agree on TLS: another certificate than expected, or one of them speaks plain text.",
	REMOTE_DEADLINE: "The server took longer than a call may take.",
	REMOTE_NOT_FOUND: "The cluster has no such entity, execution or signal. Names near to it are listed where some are.",
	REMOTE_EXISTS:
		"The cluster has something else under this id. Registered content never changes: take another version.",
	REMOTE_REFUSED: "The server refused the request as it is; its own reason is in the message.",
	REMOTE_UNAUTHENTICATED: "The server wants to know who calls and did not accept the answer.",
	REMOTE_DENIED: "The server knows who calls and does not permit the call.",
	REMOTE_SERVER: "The server failed in a way that it calls its own fault.",
	REMOTE_UNSUPPORTED: "The server does not offer this call: it is older, or a part of it is not installed.",
	REMOTE_REPLY: "What the server sent is not the message that the call promises.",
	REMOTE_TOO_LARGE: "A request or a reply is larger than one message may be.",
	REMOTE_PLAINTEXT_TOKEN:
		"A token would travel in plain text to another machine, where anyone on the way could read and use it.",
	REMOTE_CANCELLED: "The caller stopped waiting. What the cluster does goes on.",
	REMOTE_WAIT: "An execution did not end within the time that was given. It goes on.",
	REMOTE_EXECUTION_FAILED: "The execution ended without outputs: it failed, timed out or was aborted.",
	REMOTE_NOT_DONE: "The execution has not ended yet, so that it has no outputs.",
	REMOTE_INPUT: "An input is unknown to the entity, missing, or cannot be sent to a cluster.",
	REMOTE_OPTION: "An option of a remote call is unknown, or does not fit the others.",
	REMOTE_SIGNAL: "The execution does not wait for a signal of this name, or its value is of another type.",
	REMOTE_UPLOAD: "A file could not be put where the cluster said.",
	REMOTE_DOWNLOAD: "A file of the cluster could not be brought here.",
	REMOTE_SCHEDULE: "A backfill needs a launch plan with a schedule, and a span of time in which it ticks.",
} as const;
