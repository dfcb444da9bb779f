import { FlyteError } from "../../errors/index.js";
import { checkDuration } from "../codec/range.js";
import { writeSeconds } from "../codec/write-literal.js";
import type { Writer } from "../codec/writer.js";

/** A google.protobuf.Duration field from milliseconds; parts of a millisecond are kept to the nanosecond. */
export function writeMilliseconds(w: Writer, field: number, ms: number): void {
	if (!Number.isFinite(ms) || ms < 0) {
		throw new FlyteError("WIRE_RANGE", `${ms} ms is not a length of time that a timeout or sleep can have`);
	}
	const whole = Math.floor(ms / 1000);
	const nanos = Math.round((ms - whole * 1000) * 1e6);
	const seconds = BigInt(whole) + (nanos === 1e9 ? 1n : 0n);
	const rest = nanos === 1e9 ? 0 : nanos;
	checkDuration(seconds, rest);
	const mark = w.size;
	writeSeconds(w, seconds, rest);
	w.close(field, mark);
}
