/** Codes of packaging and registering: the code, and in one or two sentences what it means and why it is refused. */
export const packagingCodes = {
	PACKAGE_MODULE_NAME:
		"Two files of a program have one module name, or names that differ only in case: a container could not tell which one a task is in.",
	PACKAGE_PROJECTS:
		"Files of different projects were named together. Modules are named from a project's folder, so one registration is of one project.",
	PACKAGE_EXISTS: "The file that was to be written is there already; it is only replaced when asked.",
	REGISTER_CONFLICT:
		"The version is registered already, with other content. Flyte keeps each version as it first was: nothing was registered.",
	REGISTER_INTERRUPTED:
		"The deployment refused an entity after others had been registered. The message says which are there.",
} as const;
