/** Names the variable with the file of what may be given back to an eager body in a process of its own. */
export const CALLS = "FLYTEKIT_TS_CALLS";

/** The pipe of such a process that takes what its calls come to. */
export const CALLS_PIPE = 4;
