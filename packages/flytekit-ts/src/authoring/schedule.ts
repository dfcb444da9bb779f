import { FlyteError } from "../errors/index.js";
import type { LaunchPlanOptions } from "../graph/entities.js";
import { duration } from "../types/index.js";
import type { Time } from "./api-types.js";
import { cronProblem } from "./cron-fields.js";

/** When a launch plan starts by itself. Made by {@link cron} and {@link every}. */
export type Schedule = NonNullable<LaunchPlanOptions["schedule"]>;

/** flytekit's aliases, as Flyte's scheduler knows them: of the plain words it runs none. */
const ALIASES: ReadonlyMap<string, string> = new Map(
	(
		[
			["@hourly", "hourly", "hours"],
			["@daily", "daily", "days"],
			["@weekly", "weekly", "weeks"],
			["@monthly", "monthly", "months"],
			["@yearly", "yearly", "years"],
			["@annually", "annually"],
		] as const
	).flatMap(([known, ...words]) => [known, ...words].map((word) => [word, known])),
);
const OFFSET = /^[-+]?P(?=.)(?:[-+0-9YMWD]+)?(?:T(?=.)[-+0-9HMS.,]+)?$/;
/**
 * A schedule by cron expression, in UTC: five fields, or an alias such as `@daily`. flytekit: CronSchedule.
 * `offset` is an ISO 8601 duration, `kickoffTimeArg` the input that is told the planned time.
 * Throws AUTHORING_OPTION for an expression that Flyte's scheduler does not run, and for an offset that is none.
 */
export function cron(
	expression: string,
	options: { readonly offset?: string; readonly kickoffTimeArg?: string } = {},
): Schedule {
	const text = ALIASES.get(String(expression).trim().toLowerCase()) ?? String(expression).trim();
	const problem = ALIASES.has(text) ? undefined : cronProblem(text);
	if (problem !== undefined) {
		throw new FlyteError("AUTHORING_OPTION", `cron("${expression}") is no schedule${problem}`, {
			wayOut: 'write five fields (minute hour day month weekday), as "0 6 * * *", or an alias such as "@daily"',
		});
	}
	if (options.offset !== undefined && !OFFSET.test(options.offset)) {
		throw new FlyteError("AUTHORING_OPTION", `cron() option offset is "${options.offset}", which is no duration`, {
			path: "offset",
			wayOut: 'write it as ISO 8601 has it: "PT1H" for an hour, "P1D" for a day',
		});
	}
	return { kind: "cron", expression: text, ...options };
}

const UNITS = [
	["day", 86_400_000],
	["hour", 3_600_000],
	["minute", 60_000],
] as const;

/** A schedule by rate: whole minutes, hours or days. flytekit: FixedRate. Throws AUTHORING_OPTION for anything finer. */
export function every(time: Time, options: { readonly kickoffTimeArg?: string } = {}): Schedule {
	const { ms } = duration(time);
	for (const [unit, size] of UNITS) {
		if (ms >= size && ms % size === 0) return { kind: "rate", value: ms / size, unit, ...options };
	}
	throw new FlyteError("AUTHORING_OPTION", `every("${String(time)}") is not a whole number of minutes`, {
		wayOut: 'Flyte schedules by minutes, hours and days: "10m", "2h", "1d"',
	});
}
