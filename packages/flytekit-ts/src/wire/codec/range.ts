import { FlyteError } from "../../errors/index.js";

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
/** Seconds of 0001-01-01T00:00:00Z and of 9999-12-31T23:59:59Z. */
const TIMESTAMP_MIN = -62135596800n;
const TIMESTAMP_MAX = 253402300799n;
const DURATION_MAX = 315576000000n;

/** Refuses what int64 would wrap. */
export function checkInt64(value: bigint): void {
	if (Math.abs(Number(value)) < 9e18) return; // comparing BigInts is slow
	if (value > INT64_MAX || value < INT64_MIN) {
		throw new FlyteError("WIRE_RANGE", `${value} is not an int64: it must be between -2^63 and 2^63 - 1`);
	}
}

export function checkTimestamp(seconds: bigint, nanos: number): void {
	if (seconds < TIMESTAMP_MIN || seconds > TIMESTAMP_MAX || !(nanos >= 0 && nanos <= 999_999_999)) {
		throw new FlyteError(
			"WIRE_RANGE",
			`a DATETIME of ${seconds} s and ${nanos} ns is outside the years 1 to 9999, or its nanoseconds are not 0 to 999999999`,
		);
	}
}

export function checkDuration(seconds: bigint, nanos: number): void {
	const signs = (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0);
	if (seconds < -DURATION_MAX || seconds > DURATION_MAX || !(Math.abs(nanos) <= 999_999_999) || signs) {
		throw new FlyteError(
			"WIRE_RANGE",
			`a DURATION of ${seconds} s and ${nanos} ns is longer than 315576000000 s, or its parts have different signs`,
		);
	}
}

/** Refuses what uint32 or int32 would wrap; `what` names the field in the message. */
export function checkCount(value: number, what: string, max = 0xffffffff): void {
	if (!Number.isInteger(value) || value < 0 || value > max) {
		throw new FlyteError("WIRE_RANGE", `${what} is ${value}: it must be a whole number from 0 to ${max}`);
	}
}
