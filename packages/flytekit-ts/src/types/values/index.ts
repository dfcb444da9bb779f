export type { Int, IntBrand } from "./brand.js";
export {
	type Duration,
	type DurationParts,
	type DurationText,
	duration,
	durationOf,
	isDuration,
} from "./duration.js";
export { isDate, isTimestamp, type Timestamp, timestamp, timestampOf } from "./timestamp.js";
