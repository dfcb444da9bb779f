import { durationOf } from "../values/duration.js";
import { isoText } from "../values/timestamp.js";
import { ValueProblem } from "./problem.js";

/** As Python's isoformat writes UTC: no fraction, six digits, or nine where nanoseconds need them. */
export function pythonIso(seconds: bigint, nanos: number): string {
	return isoText(seconds, nanos, nanos === 0 ? 0 : nanos % 1000 === 0 ? 6 : 9).replace("Z", "+00:00");
}

/** A duration as the float seconds of flytekit's structs; refused where a float cannot hold it. */
export function secondsOf(seconds: bigint, nanos: number): number {
	const value = Number(seconds) + nanos / 1e9;
	const back = durationOfSeconds(value);
	if (back.seconds !== seconds || back.nanos !== nanos) {
		throw new ValueProblem(
			"TYPES_TIME_RANGE",
			`the duration of ${seconds} s and ${nanos} ns cannot be kept exactly in a struct, which holds seconds as a float`,
			"round it, or make it an input or output of its own",
		);
	}
	return value;
}

/** The duration that {@link secondsOf} wrote, to the nanosecond. */
export function durationOfSeconds(value: number): { readonly seconds: bigint; readonly nanos: number } {
	if (!Number.isFinite(value)) throw new ValueProblem("TYPES_TIME_RANGE", `${value} seconds are no duration`);
	const whole = Math.trunc(value);
	const { seconds, nanos } = durationOf(BigInt(whole), Math.round((value - whole) * 1e9));
	return { seconds, nanos };
}
