import { duration, type NativeType, timestamp } from "../../types/index.js";
import { shown, WrongInput } from "./wrong-input.js";

/** Which integers a type takes. */
export type IntNative = Extract<NativeType, { kind: "int" }>["native"];

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** A whole number written in decimal: a safe integer, or a bigint of 64 bits. */
export function integerFrom(text: string, native: IntNative, expected: string): number | bigint {
	if (!/^[+-]?\d+$/.test(text.trim())) {
		const hint = /^[+-]?\d+[.,]\d+$/.test(text) ? "a whole number: no fraction" : "a whole number, such as 5";
		throw new WrongInput(expected, shown(text), hint);
	}
	return integerOf(BigInt(text.trim().replace("+", "")), native, expected);
}

/** Range check of an integer. */
export function integerOf(value: bigint, native: IntNative, expected: string): number | bigint {
	if (value > INT64_MAX || value < INT64_MIN) {
		throw new WrongInput(expected, value.toString(), "integers are 64 bits: -2^63 to 2^63-1");
	}
	if (native === "bigint") return value;
	const number = Number(value);
	if (!Number.isSafeInteger(number)) {
		if (native === "exact") return value;
		throw new WrongInput(expected, value.toString(), "Int holds whole numbers up to 2^53-1: declare bigint for more");
	}
	return number;
}

/** A number as people write it, `NaN` and `Infinity` included. */
export function floatFrom(text: string, expected: string): number {
	const plain = text.trim();
	if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain) || /^([+-]?Infinity|NaN)$/.test(plain))
		return Number(plain);
	throw new WrongInput(expected, shown(text), "a number, such as 2.5, 1e-3, NaN or -Infinity");
}

/** `now`, a day, or an ISO 8601 instant; without offset it is UTC, as flytekit has it. */
export function instantFrom(text: string, native: "date" | "timestamp", expected: string): unknown {
	const hint = "an ISO 8601 time such as 2024-05-06 or 2024-05-06T07:08:09Z (UTC unless it has an offset), or now";
	try {
		const at = timestamp(text.trim() === "now" ? new Date() : text.trim());
		return native === "timestamp" ? at : at.toDate();
	} catch {
		throw new WrongInput(expected, shown(text), hint);
	}
}

const ISO_DURATION =
	/^([+-])?P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** `5m`, `1h30m`, `250ms`, or ISO 8601 with weeks to seconds: `PT5M`, `P1DT2H`. */
export function durationFrom(text: string, expected: string): unknown {
	const plain = text.trim();
	try {
		const iso = ISO_DURATION.exec(plain);
		if (iso === null) return duration(plain);
		const [weeks, days, hours, minutes, seconds] = iso.slice(2);
		const parts = [
			weeks && `${Number(weeks) * 7}d`,
			days && `${days}d`,
			hours && `${hours}h`,
			minutes && `${minutes}m`,
			seconds && `${seconds}s`,
		];
		return duration((iso[1] ?? "") + parts.filter((part) => part !== undefined && part !== "").join(""));
	} catch {
		throw new WrongInput(expected, shown(text), "a duration such as 250ms, 5m, 1h30m or PT5M");
	}
}
