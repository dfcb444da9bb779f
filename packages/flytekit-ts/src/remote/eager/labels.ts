/** Label of each execution that an eager task starts: the execution of that task. flytekit: EAGER_TAG_KEY. */
export const EAGER_LABEL = "eager-exec";
/** And of the first, where eager tasks call eager tasks. flytekit: EAGER_TAG_ROOT_KEY. */
export const ROOT_LABEL = "eager-root-exec";
/** Variable that tells an eager task of that first one. flytekit: EAGER_ROOT_ENV_NAME. */
export const ROOT_VARIABLE = "_F_EE_ROOT";
