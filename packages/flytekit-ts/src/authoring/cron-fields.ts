/*
 * Cron expressions as Flyte's scheduler reads them: robfig/cron's standard form, five fields in UTC. flytekit asks croniter,
 * which takes more: the last day as `L`, the 7th weekday. Such a schedule registers well, and never runs.
 */

interface Field {
	readonly name: string;
	readonly least: number;
	readonly most: number;
	readonly words?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Field[] = [
	{ name: "minute", least: 0, most: 59 },
	{ name: "hour", least: 0, most: 23 },
	{ name: "day", least: 1, most: 31 },
	{ name: "month", least: 1, most: 12, words: MONTHS },
	{ name: "weekday", least: 0, most: 6, words: DAYS },
];
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a cron expression; undefined for one that the scheduler runs. */
export function cronProblem(expression: string): string | undefined {
	const given = expression.trim().split(/\s+/);
	if (given.length !== FIELDS.length) return "";
	const ranges = FIELDS.map((field, i) => (given[i] as string).split(",").map((part) => rangeOf(part, field)));
	for (const range of ranges.flat()) if (typeof range === "string") return range;
	const [, , days, months] = ranges as Range[][];
	if (days === undefined || months === undefined || !/^[*?]/.test(given[4] as string)) return undefined;
	const first = Math.min(...days.map(([from]) => from));
	const reached = months.some(([from, to, step]) => {
		for (let month = from; month <= to; month += step) if (first <= (LONGEST[month - 1] as number)) return true;
		return false;
	});
	return reached ? undefined : `: no month of it has a day ${first}`;
}

type Range = readonly [from: number, to: number, step: number];

/** One part of a field, `1`, `1-5`, `*`/2 or `mon-fri`; what is wrong with it where it is none. */
function rangeOf(part: string, field: Field): Range | string {
	const { name, least, most, words } = field;
	const wrong = `: ${name} "${part}" is none of ${least} to ${most}`;
	const [ends = "", step, ...more] = part.split("/");
	const [low = "", high, ...rest] = ends.split("-");
	const every = low === "*" || low === "?";
	if (more.length + rest.length > 0 || (every && high !== undefined)) return wrong;
	const number = (text: string) => {
		const word = words?.indexOf(text.toLowerCase()) ?? -1;
		return word >= 0 ? word + least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
	};
	const from = every ? least : number(low);
	const to = high !== undefined ? number(high) : every || step !== undefined ? most : from;
	const by = step === undefined ? 1 : /^\d+$/.test(step) ? Number(step) : 0;
	return from >= least && to <= most && from <= to && by > 0 ? [from, to, by] : wrong;
}
