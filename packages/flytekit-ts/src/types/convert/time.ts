import type { Literal } from "../literal.js";
import type { Raw } from "../msgpack/reader.js";
import type { MsgpackWriter } from "../msgpack/writer.js";
import type { NativeType } from "../native-type.js";
import { type Duration, duration, durationOf, isDuration, isDurationText } from "../values/duration.js";
import { isDate, isTimestamp, parseIso, type Timestamp, timestamp, timestampOf } from "../values/timestamp.js";
import { Codec } from "./codec.js";
import type { ConvertContext, MaybePromise } from "./context.js";
import { mismatch } from "./raw.js";
import { durationOfSeconds, pythonIso, secondsOf } from "./struct-times.js";

/** DATETIME as a Date, which reads milliseconds and drops what is finer, or as a Timestamp, which keeps nanoseconds. */
export class DatetimeCodec extends Codec<Extract<NativeType, { kind: "datetime" }>> {
	looks(value: unknown): boolean {
		return this.type.native === "date" ? isDate(value) : isTimestamp(value);
	}

	write(value: unknown): Literal {
		const { seconds, nanos } = this.#instant(value);
		return { kind: "datetime", seconds, nanos };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<Date | Timestamp> {
		if (literal.kind === "datetime") return this.#native(literal.seconds, literal.nanos);
		return this.readOther(literal, ctx) as MaybePromise<Date | Timestamp>;
	}

	pack(value: unknown, out: MsgpackWriter): void {
		const { seconds, nanos } = this.#instant(value);
		out.string(pythonIso(seconds, nanos));
	}

	admits(raw: Raw): boolean {
		return typeof raw === "string" && parseIso(raw) !== undefined;
	}

	fromRaw(raw: Raw): Date | Timestamp {
		const at = typeof raw === "string" ? parseIso(raw) : undefined;
		return at === undefined ? mismatch(raw, `${this.text} as ISO 8601 text`) : this.#native(at.seconds, at.nanos);
	}

	/** A Timestamp is taken for a Date and the reverse: no instant is lost by writing it. */
	#instant(value: unknown): Timestamp {
		if (isDate(value) || isTimestamp(value)) return timestamp(value);
		throw this.wrong(
			value,
			typeof value === "string"
				? `convert it where it comes from: ${this.type.native === "date" ? "new Date(text)" : "timestamp(text)"}`
				: undefined,
		);
	}

	#native(seconds: bigint, nanos: number): Date | Timestamp {
		const at = timestampOf(seconds, nanos);
		return this.type.native === "date" ? at.toDate() : at;
	}
}

/** DURATION, exact to the nanosecond. Calls may also write `"5m"`. */
export class DurationCodec extends Codec<Extract<NativeType, { kind: "duration" }>> {
	looks(value: unknown): boolean {
		return isDuration(value) || (typeof value === "string" && isDurationText(value));
	}

	write(value: unknown): Literal {
		const { seconds, nanos } = this.#length(value);
		return { kind: "duration", seconds, nanos };
	}

	read(literal: Literal, ctx: ConvertContext): MaybePromise<Duration> {
		if (literal.kind === "duration") return durationOf(literal.seconds, literal.nanos);
		return this.readOther(literal, ctx) as MaybePromise<Duration>;
	}

	pack(value: unknown, out: MsgpackWriter): void {
		const { seconds, nanos } = this.#length(value);
		out.float(secondsOf(seconds, nanos));
	}

	admits(raw: Raw): boolean {
		return typeof raw === "number";
	}

	fromRaw(raw: Raw): Duration {
		if (typeof raw !== "number" && typeof raw !== "bigint") return mismatch(raw, `${this.text} as seconds`);
		const { seconds, nanos } = durationOfSeconds(Number(raw));
		return durationOf(seconds, nanos);
	}

	#length(value: unknown): Duration {
		if (isDuration(value)) return value;
		if (typeof value === "string") return duration(value);
		throw this.wrong(value, 'use duration("5m"), or the text "5m" in a call');
	}
}
