import { FlyteError } from "../../errors/index.js";
import { showValue, tagOf } from "../convert/show-value.js";
import type { blob } from "./brand.js";

/**
 * A point in time, exact to the nanosecond (flyteidl's Timestamp), where a Date only has milliseconds. Immutable; make one with
 * {@link timestamp}.
 */
export interface Timestamp {
	/** For the type checker only. */
	readonly [blob]: "timestamp";
	/** Whole seconds since 1970-01-01T00:00:00Z, rounded down. */
	readonly seconds: bigint;
	/** 0 to 999,999,999, also before 1970. */
	readonly nanos: number;
	/** To the millisecond, rounded down. */
	toDate(): Date;
	/** UTC with nine digits: `2024-05-06T07:08:09.123456789Z`. */
	toISOString(): string;
	toString(): string;
	/** The same as toISOString. */
	toJSON(): string;
}

/** 0001-01-01T00:00:00Z, the first instant Flyte can carry. */
const MIN_TIMESTAMP_SECONDS = -62_135_596_800n;
/** 9999-12-31T23:59:59Z, the last second. */
const MAX_TIMESTAMP_SECONDS = 253_402_300_799n;

const BRAND = Symbol.for("flytekit-ts.timestamp");

class FlyteTimestamp {
	readonly seconds: bigint;
	readonly nanos: number;
	constructor(seconds: bigint, nanos: number) {
		this.seconds = seconds;
		this.nanos = nanos;
		Object.defineProperty(this, BRAND, { value: true });
		Object.freeze(this);
	}
	toDate(): Date {
		return new Date(Number(this.seconds) * 1000 + Math.floor(this.nanos / 1e6));
	}
	toISOString(): string {
		return isoText(this.seconds, this.nanos, 9);
	}
	toString(): string {
		return this.toISOString();
	}
	toJSON(): string {
		return this.toISOString();
	}
}

/**
 * Makes a timestamp of an ISO 8601 text (`2024-05-06T07:08:09.123456789Z`; no offset means UTC, as in flytekit), of a Date, or
 * of milliseconds since the epoch. Throws TYPES_TIME_TEXT or TYPES_TIME_RANGE (years 1 to 9999).
 */
export function timestamp(value: Timestamp | Date | string | number): Timestamp {
	if (isTimestamp(value)) return value;
	if (typeof value === "string") {
		const parsed = parseIso(value);
		if (parsed === undefined) {
			throw new FlyteError("TYPES_TIME_TEXT", `${showValue(value)} is not a point in time`, {
				wayOut:
					'write it as "2024-05-06T07:08:09Z", with up to nine digits after the second and an offset such as +02:00',
			});
		}
		return timestampOf(parsed.seconds, parsed.nanos);
	}
	const ms: unknown = isDate(value) ? value.getTime() : value;
	if (typeof ms !== "number")
		throw new FlyteError("TYPES_TIME_TEXT", `${showValue(value)} is not a point in time`, {
			wayOut: "give a Date, an ISO text or milliseconds since 1970",
		});
	const whole = Math.floor(ms);
	if (!Number.isSafeInteger(whole)) {
		throw new FlyteError("TYPES_TIME_RANGE", Number.isNaN(ms) ? "the Date is invalid" : `${ms} ms is out of range`, {
			wayOut: "check where it was parsed: new Date(text) gives an invalid Date for a text it cannot read",
		});
	}
	const inSecond = ((whole % 1000) + 1000) % 1000;
	return timestampOf(BigInt((whole - inSecond) / 1000), inSecond * 1_000_000 + Math.floor((ms - whole) * 1e6));
}

/** A timestamp of seconds and nanoseconds as the wire has them. Throws TYPES_TIME_RANGE. */
export function timestampOf(seconds: bigint, nanos: number): Timestamp {
	if (seconds < MIN_TIMESTAMP_SECONDS || seconds > MAX_TIMESTAMP_SECONDS || !(nanos >= 0 && nanos < 1e9)) {
		throw new FlyteError("TYPES_TIME_RANGE", `${seconds} s and ${nanos} ns since 1970 are out of range`, {
			wayOut: "Flyte's timestamps go from year 1 to year 9999",
		});
	}
	return new FlyteTimestamp(seconds, nanos) as unknown as Timestamp;
}

/** Whether `value` is a {@link Timestamp}, of whichever loaded copy of the package. */
export function isTimestamp(value: unknown): value is Timestamp {
	return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
}

/** Whether `value` is a Date, also of another realm. */
export function isDate(value: unknown): value is Date {
	return (
		value instanceof Date ||
		(typeof value === "object" &&
			value !== null &&
			tagOf(value) === "Date" &&
			typeof (value as Date).getTime === "function")
	);
}

const ISO =
	/^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Seconds and nanoseconds of an ISO text, undefined when it is none. No offset means UTC. */
export function parseIso(text: string): { readonly seconds: bigint; readonly nanos: number } | undefined {
	const m = ISO.exec(text);
	if (m === null) return undefined;
	const [year, month, day, hour, minute, second] = m.slice(1, 7).map((part) => Number(part ?? "0")) as [
		number,
		number,
		number,
		number,
		number,
		number,
	];
	const at = new Date(0);
	at.setUTCFullYear(year, month - 1, day);
	const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour <= 23 && minute <= 59 && second <= 59;
	if (!real) return undefined;
	const offset = offsetSeconds(m[8] ?? "Z");
	if (offset === undefined) return undefined;
	const seconds = at.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
	return { seconds: BigInt(seconds), nanos: Number((m[7] ?? "").padEnd(9, "0")) };
}

function offsetSeconds(text: string): number | undefined {
	if (text === "Z" || text === "z") return 0;
	const hours = Number(text.slice(1, 3));
	const minutes = Number(text.slice(3).replace(":", "") || "0");
	if (hours > 23 || minutes > 59) return undefined;
	return (text.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** `2024-05-06T07:08:09.123Z` with so many digits after the second; none leaves the dot out. */
export function isoText(seconds: bigint, nanos: number, digits: number): string {
	// toISOString writes years 1 to 9999 with four digits and always ends in .000Z here
	const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
	return digits === 0 ? `${whole}Z` : `${whole}.${nanos.toString().padStart(9, "0").slice(0, digits)}Z`;
}
