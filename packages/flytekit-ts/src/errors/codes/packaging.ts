/** Codes of packaging and registering: the code, and in one or two sentences what it means and why it is refused. */
export const packagingCodes = {
	PACKAGE_MODULE_NAME:
		"Two files of a program have one module name, or names that differ only in case: a container could not tell which one a task is in.",
} as const;
