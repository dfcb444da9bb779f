import { FlyteError } from "../errors/index.js";
import type { LaunchPlanOptions } from "../graph/entities.js";
import { duration } from "../types/index.js";
import type { Time } from "./api-types.js";

/** When a launch plan starts by itself. Made by {@link cron} and {@link every}. */
export type Schedule = NonNullable<LaunchPlanOptions["schedule"]>;

const ALIASES = [
	"hourly",
	"daily",
	"days",
	"weekly",
	"weeks",
	"monthly",
	"months",
	"yearly",
	"years",
	"annually",
	"hours",
];
const OFFSET = /^[-+]?P(?=.)(?:[-+0-9YMWD]+)?(?:T(?=.)[-+0-9HMS.,]+)?$/;
const FIELD = /^(?:\*|\?|[\dA-Za-z*/,\-#L?W]+)$/;

/**
 * A schedule by cron expression: five fields, or an alias such as `@daily`. flytekit: CronSchedule.
 * `offset` is an ISO 8601 duration, `kickoffTimeArg` the input that is told the planned time.
 * Throws AUTHORING_OPTION when the expression or the offset is none.
 */
export function cron(
	expression: string,
	options: { readonly offset?: string; readonly kickoffTimeArg?: string } = {},
): Schedule {
	const text = expression.trim();
	const fields = text.split(/\s+/);
	const alias = ALIASES.includes(text.replace(/^@/, "").toLowerCase());
	if (!alias && !(fields.length === 5 && fields.every((field) => FIELD.test(field)))) {
		throw new FlyteError("AUTHORING_OPTION", `cron("${expression}") is no schedule`, {
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
