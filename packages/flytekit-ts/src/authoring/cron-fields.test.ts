import { cron } from "flytekit-ts";
import { describe, expect, it } from "vitest";

describe("cron()", () => {
	it.each([
		"0 6 * * *",
		"*/5 * * * *",
		"0 0 ? * mon-fri",
		"0,30 8-18/2 1,15 JAN-jun,12 *",
		"5/10 * * * SUN",
		"0 0 29 2 *",
		"0 0 31 2 mon",
		"  0   0 1 */3 * ",
	])("takes %s", (expression) => {
		expect(cron(expression)).toEqual({ kind: "cron", expression: expression.trim() });
	});

	it.each([
		["daily", "@daily"],
		["@Daily", "@daily"],
		["days", "@daily"],
		["hours", "@hourly"],
		["annually", "@annually"],
		["years", "@yearly"],
	])("writes the alias %s as Flyte's scheduler knows it", (alias, known) => {
		expect(cron(alias)).toEqual({ kind: "cron", expression: known });
	});

	it.each([
		["61 * * * *", ': minute "61" is none of 0 to 59'],
		["* 24 * * *", ': hour "24" is none of 0 to 23'],
		["* * 0 * *", ': day "0" is none of 1 to 31'],
		["* * L * *", ': day "L" is none of 1 to 31'],
		["* * * 13 *", ': month "13" is none of 1 to 12'],
		["0 0 * * 7", ': weekday "7" is none of 0 to 6'],
		["0 0 * * fri-mon", ': weekday "fri-mon" is none of 0 to 6'],
		["0 0 * * mon#1", ': weekday "mon#1" is none of 0 to 6'],
		["*/0 * * * *", ': minute "*/0" is none of 0 to 59'],
		["1-2-3 * * * *", ': minute "1-2-3" is none of 0 to 59'],
		["0 0 31 2,4 *", ": no month of it has a day 31"],
		["0 0 * * * *", ""],
		["@every 10m", ""],
		["every day", ""],
	])("refuses %s", (expression, why) => {
		expect(() => cron(expression)).toThrow(`cron("${expression}") is no schedule${why}\n  way out: write five fields`);
	});
});
