export { type FoldedCalls, type FoldReport, foldLines, type LeftCalls } from "./explain.js";
export { type Folded, foldGraph } from "./fold.js";
export { callRanges, callsInName } from "./ranges.js";
export {
	FOLD_MODES,
	FOLD_VARIABLE,
	type FoldMode,
	type FoldSettings,
	type FoldWish,
	foldModeOf,
	foldSettingsOf,
} from "./settings.js";
