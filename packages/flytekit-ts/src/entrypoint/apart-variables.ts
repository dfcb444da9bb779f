/** Set for the process that makes the attempt: it starts no further one. */
export const APART = "FLYTEKIT_TS_APART";
/** Where the code is that the attempt needs, which may not be the working directory. */
export const CODE_FOLDER = "FLYTEKIT_TS_CODE_FOLDER";
