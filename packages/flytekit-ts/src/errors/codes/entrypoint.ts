/** Codes of entrypoint/: the code, and in one or two sentences what it means. */
export const entrypointCodes = {
	ENTRYPOINT_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	ENTRYPOINT_ARGUMENTS:
		"A container's command got arguments it cannot use: an unknown or missing option, or a template that Flyte did not fill in.",
	ENTRYPOINT_NO_MANIFEST:
		"The container's code has no manifest, which says which file is which module and what the types of its tasks are. Packaging or registering writes it.",
	ENTRYPOINT_MANIFEST:
		"The manifest beside the code cannot be used: it is damaged, was written by another version of the package, or names files that are not there.",
	ENTRYPOINT_MODULE: "The module that holds the task is not in the container's code, or failed while it was imported.",
	ENTRYPOINT_RESOLVER: "Nothing in the container is the task resolver that the arguments name.",
	ENTRYPOINT_INPUTS:
		"The task's inputs cannot be read: the file is no LiteralMap, or holds other inputs than the task's.",
	ENTRYPOINT_ARRAY: "An element of a map task was not told its index, or the list it belongs to has no such element.",
	ENTRYPOINT_EXITED:
		"The task's code called process.exit(). A task ends by returning or throwing: an exit would leave neither outputs nor an error.",
	ENTRYPOINT_NEVER_ENDED: "The task's promise was never settled, and nothing was left that could settle it.",
	ENTRYPOINT_TERMINATED:
		"The container was told to stop, as when its machine is taken away, before the task had ended.",
	ENTRYPOINT_OFFLOAD:
		"A large value is kept in a file of its own, and that file cannot be written or is not what was announced.",
	ENTRYPOINT_OUTPUT: "The task gave neither literals nor a graph.",
	ENTRYPOINT_DISTRIBUTION: "The archive with the task's code cannot be fetched or unpacked.",
} as const;
