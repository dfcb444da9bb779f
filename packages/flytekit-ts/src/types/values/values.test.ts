import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duration, durationOf, isDuration } from "./duration.js";
import { isTimestamp, timestamp, timestampOf } from "./timestamp.js";

describe("duration", () => {
	it.each<[Parameters<typeof duration>[0], bigint, number]>([
		["5m", 300n, 0],
		["1.5h", 5400n, 0],
		["1h30m", 5400n, 0],
		["1d 2h", 93600n, 0],
		["250ms", 0n, 250_000_000],
		["0.1s", 0n, 100_000_000],
		["-1.5s", -1n, -500_000_000],
		["3us", 0n, 3000],
		["7ns", 0n, 7],
		[1500, 1n, 500_000_000],
		[0.25, 0n, 250_000],
		[{ hours: 1, minutes: -1 }, 3540n, 0],
		[{ days: 1, nanoseconds: 1 }, 86_400n, 1],
		["315576000000s", 315_576_000_000n, 0],
	])("%j", (given, seconds, nanos) => {
		const made = duration(given);
		expect([made.seconds, made.nanos]).toEqual([seconds, nanos]);
	});

	it.each<[unknown, string]>([
		["5 minutes", 'string "5 minutes" is not a duration\n  way out: the units are ms, s, m, h and d'],
		["", 'string "" is not a duration'],
		["5", 'string "5" is not a duration'],
		["5m extra", "is not a duration"],
		[{ weeks: 1 }, "is not a duration"],
		[{ hours: 1, weeks: 1 }, "a duration cannot have weeks: number 1\n  way out: use numbers of days, hours"],
		[Number.NaN, "a duration cannot be NaN ms"],
		["315576000001s", "a duration of 315576000001s is out of range"],
		[null, "null is not a duration"],
	])("%j is refused", (given, message) => {
		expect(() => duration(given as string)).toThrow(message);
	});

	it("its text makes the same duration again", () => {
		fc.assert(
			fc.property(fc.bigInt(-315_575_999_999n, 315_575_999_999n), fc.integer({ min: 0, max: 999_999_999 }), (s, n) => {
				const made = durationOf(s, s < 0n ? -n : n);
				expect(duration(made.toString())).toEqual(made);
				expect(duration(JSON.parse(JSON.stringify(made)) as string)).toEqual(made);
			}),
		);
	});

	it("says milliseconds, and is itself", () => {
		expect(duration("1.5s").ms).toBe(1500);
		expect(String(duration("90m"))).toBe("1h30m");
		expect(String(duration("0s"))).toBe("0s");
		const made = duration("1s");
		expect(duration(made)).toBe(made);
		expect([isDuration(made), isDuration("1s"), isDuration(null)]).toEqual([true, false, false]);
		expect(Object.isFrozen(made)).toBe(true);
	});
});

describe("timestamp", () => {
	it.each([
		["2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456789Z"],
		["2024-05-06T07:08:09+02:00", "2024-05-06T05:08:09.000000000Z"],
		["2024-05-06T07:08:09", "2024-05-06T07:08:09.000000000Z"],
		["2024-05-06 07:08", "2024-05-06T07:08:00.000000000Z"],
		["2024-02-29", "2024-02-29T00:00:00.000000000Z"],
		["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000000Z"],
		["9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"],
		["1969-12-31T23:59:59.5-0030", "1970-01-01T00:29:59.500000000Z"],
	])("%s", (text, iso) => {
		expect(timestamp(text).toISOString()).toBe(iso);
		expect(timestamp(timestamp(text).toISOString())).toEqual(timestamp(text));
	});

	it.each([
		"2024-02-30",
		"2024-13-01",
		"2023-02-29",
		"yesterday",
		"2024-05-06T25:00:00Z",
		"0000-01-01",
		"0001-01-01T00:00:00+01:00",
		"2024-05-06T07:08:09+25:00",
	])("%s is refused", (text) => {
		expect(() => timestamp(text)).toThrow(/is not a point in time|out of range/);
	});

	it("is the Date's instant, before 1970 too, in any zone", () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date(-62_135_596_800_000), max: new Date(253_402_300_799_999), noInvalidDate: true }),
				(date) => {
					expect(timestamp(date).toDate()).toEqual(date);
					expect(timestamp(date.toISOString())).toEqual(timestamp(date));
				},
			),
		);
		expect(() => timestamp(new Date(Number.NaN))).toThrow("the Date is invalid");
	});

	it("nanoseconds are 0 to 999,999,999", () => {
		expect(() => timestampOf(0n, 1e9)).toThrow("out of range");
		expect(() => timestampOf(0n, -1)).toThrow("out of range");
		expect([isTimestamp(timestamp(0)), isTimestamp(new Date())]).toEqual([true, false]);
	});
});
