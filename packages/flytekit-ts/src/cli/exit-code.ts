/** How the command ends, for scripts. */
export const EXIT = {
	ok: 0,
	/** The run failed, or a command could not do what it was rightly asked to. */
	failed: 1,
	/** The command line, an input or the program's types are wrong: nothing was run. */
	usage: 2,
	/** Stopped by Ctrl-C. */
	interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
