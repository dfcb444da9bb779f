export { type FoldedCalls, type FoldReport, foldLines, type LeftCalls } from "./explain.js";
export { type Folded, foldGraph } from "./fold.js";
export { callRanges, callsInName } from "./ranges.js";
export { sameBinding } from "./same-call.js";
export {
	FOLD_CONCURRENCY,
	FOLD_MODES,
	FOLD_THRESHOLD,
	FOLD_VARIABLE,
	type FoldMode,
	type FoldSettings,
	type FoldWish,
	foldModeOf,
	foldSettingsOf,
	type Split,
} from "./settings.js";
export { byStage, deciders, eachSource, type Stages, stagesOf } from "./stages.js";
