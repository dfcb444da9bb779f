export { SHARE_SPEC, withInputs } from "./inline.js";
export { type Share, type SplitGraph, type SplitSettings, splitGraph } from "./split.js";
