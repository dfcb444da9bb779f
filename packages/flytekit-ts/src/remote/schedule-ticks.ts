import { FlyteError } from "../errors/index.js";
import type { LaunchPlanOptions } from "../graph/entities.js";

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Instants at which a schedule ticks after `from` and before `to`, in UTC as Flyte's scheduler counts. A fixed rate is counted from `from`. A cron schedule's
 * offset is not applied, as in flytekit.
 * @throws FlyteError REMOTE_SCHEDULE for a span that is empty, turned round, or holds more than `limit` ticks
 */
export async function ticksBetween(
	schedule: NonNullable<LaunchPlanOptions["schedule"]>,
	from: Date,
	to: Date,
	limit: number,
	owner: string,
): Promise<readonly Date[]> {
	if (!(from.getTime() < to.getTime())) {
		throw new FlyteError(
			"REMOTE_SCHEDULE",
			`a backfill goes from an earlier instant to a later one: got ${shown(from)} to ${shown(to)}`,
		);
	}
	const next = await nextOf(schedule, from, owner);
	const ticks: Date[] = [];
	let tick = next(from);
	const first = tick;
	for (; tick !== undefined && tick < to; tick = next(tick)) {
		if (ticks.length === limit) {
			throw new FlyteError(
				"REMOTE_SCHEDULE",
				`${owner} ticks more than ${limit} times from ${shown(from)} to ${shown(to)}`,
				{
					wayOut: "backfill a shorter span at a time",
				},
			);
		}
		ticks.push(tick);
	}
	if (ticks.length > 0) return ticks;
	throw new FlyteError("REMOTE_SCHEDULE", `${owner} does not tick between ${shown(from)} and ${shown(to)}`, {
		wayOut: first === undefined ? "its schedule never ticks" : `its first tick after the start is ${shown(first)}`,
	});
}

async function nextOf(
	schedule: NonNullable<LaunchPlanOptions["schedule"]>,
	from: Date,
	owner: string,
): Promise<(after: Date) => Date | undefined> {
	if (schedule.kind === "rate") {
		const step = schedule.value * UNIT_MS[schedule.unit];
		return (after) => new Date(from.getTime() + (Math.floor((after.getTime() - from.getTime()) / step) + 1) * step);
	}
	const { Cron } = await import("croner");
	const expression = /^[a-z]+$/i.test(schedule.expression) ? `@${schedule.expression}` : schedule.expression;
	try {
		const cron = new Cron(expression, { timezone: "UTC", paused: true });
		return (after) => cron.nextRun(after) ?? undefined;
	} catch (cause) {
		throw new FlyteError(
			"REMOTE_SCHEDULE",
			`the schedule ${JSON.stringify(schedule.expression)} of ${owner} cannot be read`,
			{
				cause,
			},
		);
	}
}

function shown(date: Date): string {
	return Number.isNaN(date.getTime()) ? "an invalid date" : date.toISOString();
}
