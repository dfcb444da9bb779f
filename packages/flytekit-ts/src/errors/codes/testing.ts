/** Codes of testing/: the code, and in one or two sentences what it means and why it is refused. */
export const testingCodes = {
	TESTING_ENTITY: "Something that is no task, workflow or launch plan was to be patched or run.",
	TESTING_MOCK: "A mock was called and had not been told what to return: the real task never runs by accident.",
	TESTING_SIGNAL: "A gate of a test's run has no answer among the run's signals.",
	TESTING_CLOCK: "A fake clock was told to go backwards.",
} as const;
