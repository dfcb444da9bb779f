export { type CheckedProgram, type CheckerHost, openChecker } from "./checker.js";
export { compilerProblems } from "./compiler-messages.js";
export { detectForCache, detectModules, detectProgram } from "./detect-modules.js";
export { entityBodies } from "./entity-bodies.js";
export { forgottenInts } from "./forgotten-ints.js";
export { mapsOverInputs } from "./map-over-input.js";
export { findMisuses } from "./misuse.js";
