/** Codes of authoring/: the code, and in one or two sentences what it means and why it is refused. */
export const authoringCodes = {
	AUTHORING_NO_SITE: "An entity's call was not found in its source, so its name and interface are unknown.",
	AUTHORING_NOT_READ: "An entity's name or interface was asked for before its source had been read.",
	AUTHORING_NOT_EXPORTED:
		"An entity has no exported name. It can be called here, but a container could not find it again.",
	AUTHORING_RESOLVER: "A resolver cannot say, or cannot find, which task a container is to run.",
	AUTHORING_NO_CONTEXT: "currentContext() was called where no task is running.",
	AUTHORING_PRE_EXECUTE: "The preExecute of a task's type returned something that is no context.",
	AUTHORING_NO_SECRET: "A secret is neither in the environment nor among the mounted files.",
	AUTHORING_OPTION: "An option of task(), dynamic(), workflow(), mapTask() or launchPlan() is unknown or unfit.",
	AUTHORING_ARGUMENTS: "A factory was called with something else than options and a function.",
	AUTHORING_INPUT: "A call at top level was given a value that its input's type does not allow.",
	AUTHORING_OUTPUT: "A task's body returned something else than its declared outputs.",
	AUTHORING_IMAGE: "No container image is known for a task, or its image template names one that is not configured.",
	AUTHORING_MAP: "A map cannot be made over this entity, or was called with lists that do not fit.",
	AUTHORING_LAUNCH_PLAN: "A launch plan names inputs that its workflow does not have, or gives one both ways.",
	AUTHORING_IMPERATIVE: "An imperative workflow is not complete, or was given something that is not its own.",
	AUTHORING_LATE_CALL: "An entity was called where no graph is being made and nothing can run it.",
	AUTHORING_COMMAND: "A command that a task runs outside this process failed, or is not installed.",
	AUTHORING_CACHE:
		"No version can be worked out for a task's cache: it follows the code and the code is not here, or a policy failed.",
	AUTHORING_DECK: "A renderer was given something that it cannot show.",
	AUTHORING_HERE: "What was called exists only on a cluster and cannot run here.",
	AUTHORING_CHECKPOINT:
		"A checkpoint cannot be saved from, or restored to, what was given; or it holds several files where one was to be read.",
} as const;
