export { type ErrorCode, errorCodes } from "./codes/index.js";
export { cutText, MAX_ERROR_TEXT_BYTES } from "./cut-text.js";
export { type ErrorDetails, FlyteError, isFlyteError, withPlace } from "./flyte-error.js";
export { sourceFrame } from "./frame.js";
export { IgnoreOutputs, isIgnoreOutputs } from "./ignore-outputs.js";
export { formatLocation, formatPlace, type SourceLocation } from "./location.js";
export { plainLine, plainText } from "./plain-text.js";
export { isRecoverable, RecoverableError } from "./recoverable-error.js";
export { describeThrown, labelled, type ThrownText } from "./thrown.js";
