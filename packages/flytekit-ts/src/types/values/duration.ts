import { FlyteError } from "../../errors/index.js";
import { showValue } from "../convert/show-value.js";
import type { blob } from "./brand.js";

/** How a duration is written in a call: `"5m"`, `"1.5h"`, `"250ms"`. */
export type DurationText = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** Parts of a duration; they are added up. Fractions and negative numbers are fine. */
export interface DurationParts {
	readonly days?: number;
	readonly hours?: number;
	readonly minutes?: number;
	readonly seconds?: number;
	readonly milliseconds?: number;
	readonly microseconds?: number;
	readonly nanoseconds?: number;
}

/**
 * A length of time, exact to the nanosecond (flytekit's timedelta, flyteidl's Duration). Immutable; make one with
 * {@link duration}.
 */
export interface Duration {
	/** For the type checker only. */
	readonly [blob]: "duration";
	/** In milliseconds, rounded to what a number can hold. */
	readonly ms: number;
	/** Whole seconds, towards zero. */
	readonly seconds: bigint;
	/** The rest, of the same sign as the seconds: -999,999,999 to 999,999,999. */
	readonly nanos: number;
	/** `1h30m`, the form {@link duration} reads. */
	toString(): string;
	/** The same text. */
	toJSON(): string;
}

/** Most seconds a Duration may have, either way: about 10,000 years (google.protobuf.Duration). */
const MAX_DURATION_SECONDS = 315_576_000_000n;

const BRAND = Symbol.for("flytekit-ts.duration");
const NS = {
	d: 86_400_000_000_000n,
	h: 3_600_000_000_000n,
	m: 60_000_000_000n,
	s: 1_000_000_000n,
	ms: 1_000_000n,
	us: 1_000n,
	ns: 1n,
};
type Unit = keyof typeof NS;
const PART_UNITS: { readonly [K in keyof DurationParts]-?: Unit } = {
	days: "d",
	hours: "h",
	minutes: "m",
	seconds: "s",
	milliseconds: "ms",
	microseconds: "us",
	nanoseconds: "ns",
};
const UNITS = 'the units are ms, s, m, h and d (also us and ns), as in "5m", "1h30m" or "1.5s"';

class FlyteDuration {
	readonly seconds: bigint;
	readonly nanos: number;
	constructor(seconds: bigint, nanos: number) {
		this.seconds = seconds;
		this.nanos = nanos;
		Object.defineProperty(this, BRAND, { value: true });
		Object.freeze(this);
	}
	get ms(): number {
		return Number(this.seconds) * 1000 + this.nanos / 1e6;
	}
	toString(): string {
		return textOf(this.seconds * NS.s + BigInt(this.nanos));
	}
	toJSON(): string {
		return this.toString();
	}
}

/**
 * Makes a duration of a text (`"5m"`, `"1h30m"`, `"-1.5s"`), of milliseconds, or of parts (`{ hours: 1, minutes: 30 }`).
 * Throws TYPES_TIME_TEXT or TYPES_TIME_RANGE.
 */
export function duration(value: Duration | string | number | DurationParts): Duration {
	if (isDuration(value)) return value;
	if (typeof value === "string") return ofNanoseconds(parse(value), value);
	if (typeof value === "number") return ofNanoseconds(nanosOf(value, "ms"), `${value} ms`);
	if (typeof value === "object" && value !== null && Object.keys(value).some((key) => Object.hasOwn(PART_UNITS, key)))
		return ofParts(value);
	throw new FlyteError("TYPES_TIME_TEXT", `${showValue(value)} is not a duration`, { wayOut: UNITS });
}

/** A duration of whole seconds and nanoseconds of one sign, as the wire has it. Throws TYPES_TIME_RANGE. */
export function durationOf(seconds: bigint, nanos: number): Duration {
	return ofNanoseconds(seconds * NS.s + BigInt(nanos), `${seconds} s`);
}

/** Whether `value` is a {@link Duration}, of whichever loaded copy of the package. */
export function isDuration(value: unknown): value is Duration {
	return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
}

/** Whether {@link duration} reads the text. */
export function isDurationText(text: string): boolean {
	return WHOLE.test(text);
}

function ofParts(parts: DurationParts): Duration {
	let total = 0n;
	for (const [key, amount] of Object.entries(parts)) {
		const unit = Object.hasOwn(PART_UNITS, key) ? PART_UNITS[key as keyof DurationParts] : undefined;
		if (unit === undefined || typeof amount !== "number") {
			throw new FlyteError("TYPES_TIME_TEXT", `a duration cannot have ${key}: ${showValue(amount)}`, {
				wayOut: `use numbers of ${Object.keys(PART_UNITS).join(", ")}`,
			});
		}
		total += nanosOf(amount, unit);
	}
	return ofNanoseconds(total, "the sum of its parts");
}

function ofNanoseconds(total: bigint, said: string): Duration {
	const seconds = total / NS.s;
	if (seconds > MAX_DURATION_SECONDS || seconds < -MAX_DURATION_SECONDS) {
		throw new FlyteError("TYPES_TIME_RANGE", `a duration of ${said} is out of range`, {
			wayOut: "Flyte's durations go to 315,576,000,000 s (10,000 years) either way",
		});
	}
	return new FlyteDuration(seconds, Number(total % NS.s)) as unknown as Duration;
}

const PART = /(\d+(?:\.\d+)?|\.\d+)\s*(ms|us|µs|ns|s|m|h|d)\s*/gy;
const WHOLE = /^\s*[-+]?(?:(?:\d+(?:\.\d+)?|\.\d+)\s*(?:ms|us|µs|ns|s|m|h|d)\s*)+$/;

function parse(text: string): bigint {
	if (!WHOLE.test(text))
		throw new FlyteError("TYPES_TIME_TEXT", `${showValue(text)} is not a duration`, { wayOut: UNITS });
	const sign = text.trimStart().startsWith("-") ? -1n : 1n;
	const body = text.trim().replace(/^[-+]/, "");
	let total = 0n;
	for (const [, amount, unit] of body.matchAll(PART))
		total += decimal(amount as string, (unit === "µs" ? "us" : unit) as Unit);
	return sign * total;
}

/** Exact: `0.1s` is 100,000,000 ns. What is below a nanosecond is rounded. */
function decimal(amount: string, unit: Unit): bigint {
	const [whole, fraction = ""] = amount.split(".");
	const digits = fraction.slice(0, 18).padEnd(18, "0");
	const scaled = NS[unit] * BigInt(digits);
	return (
		NS[unit] * BigInt(whole === "" ? "0" : (whole as string)) +
		(scaled + 500_000_000_000_000_000n) / 1_000_000_000_000_000_000n
	);
}

function nanosOf(amount: number, unit: Unit): bigint {
	if (!Number.isFinite(amount)) {
		throw new FlyteError("TYPES_TIME_RANGE", `a duration cannot be ${amount} ${unit}`, {
			wayOut: "use a finite number",
		});
	}
	const whole = Math.trunc(amount);
	return BigInt(whole) * NS[unit] + BigInt(Math.round((amount - whole) * Number(NS[unit])));
}

function textOf(total: bigint): string {
	if (total === 0n) return "0s";
	let rest = total < 0n ? -total : total;
	let text = total < 0n ? "-" : "";
	for (const unit of ["d", "h", "m"] as const) {
		const n = rest / NS[unit];
		if (n > 0n) text += `${n}${unit}`;
		rest %= NS[unit];
	}
	if (rest === 0n) return text;
	const fraction = (rest % NS.s).toString().padStart(9, "0").replace(/0+$/, "");
	return `${text}${rest / NS.s}${fraction === "" ? "" : `.${fraction}`}s`;
}
