export { type ErrorCode, errorCodes } from "./codes/index.js";
export { type ErrorDetails, FlyteError, isFlyteError } from "./flyte-error.js";
export { formatLocation, type SourceLocation } from "./location.js";
