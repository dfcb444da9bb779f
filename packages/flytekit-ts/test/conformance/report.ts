import type { Outcome } from "./outcome.js";

/** Goldens that are known not to match, with the reason. It may only shrink: one that matches must leave it. */
export type KnownFailures = Readonly<Record<string, string>>;

/** A run's result, over all goldens it compared. */
export interface Report {
	readonly matched: readonly Outcome[];
	/** Listed in the known failures. */
	readonly known: readonly Outcome[];
	/** Failures that are not listed. */
	readonly unexpected: readonly Outcome[];
	/** Listed, yet they match: the list is out of date. */
	readonly mended: readonly Outcome[];
}

/** Sorts outcomes by what the list of known failures says of them. */
export function reportOf(outcomes: readonly Outcome[], known: KnownFailures): Report {
	const listed = ({ id }: Outcome) => Object.hasOwn(known, id);
	return {
		matched: outcomes.filter(({ matched }) => matched),
		known: outcomes.filter((outcome) => !outcome.matched && listed(outcome)),
		unexpected: outcomes.filter((outcome) => !outcome.matched && !listed(outcome)),
		mended: outcomes.filter((outcome) => outcome.matched && listed(outcome)),
	};
}

/** Names in the list that no golden has. To be asked only where all goldens were read. */
export function strangers(outcomes: readonly Outcome[], known: KnownFailures): string[] {
	const ids = new Set(outcomes.map(({ id }) => id));
	return Object.keys(known).filter((id) => !ids.has(id));
}

/** Whether the run is green. */
export function isGreen({ unexpected, mended }: Report): boolean {
	return unexpected.length === 0 && mended.length === 0;
}

/** For people; the last line is `N passed, N failed`. */
export function* lines(report: Report, knownFailures: KnownFailures): Generator<string> {
	for (const { id, why } of report.unexpected) yield `FAIL ${id}\n${why.replace(/^/gm, "     ")}`;
	for (const { id } of report.mended) yield `FAIL ${id}\n     it matches now: take it off known-failures.json`;
	for (const { id } of report.known) yield `known ${id}: ${knownFailures[id]}`;
	const defects = report.matched.filter(({ defect }) => defect !== undefined);
	for (const { id, defect } of defects) yield `ours ${id}: ${defect?.reason}`;
	const { matched, total } = goldensOf(report);
	yield `${matched} of ${total} goldens match, ${defects.length} of them by our own value; ${report.known.length} known failures`;
	const values = report.matched.length - matched;
	if (values > 0) yield `${values} values read as they were meant`;
	yield `${report.matched.length - report.mended.length} passed, ${report.unexpected.length + report.mended.length} failed`;
}

/** The share of goldens: values are counted beside them. */
function goldensOf({ matched, known, unexpected }: Report): { readonly matched: number; readonly total: number } {
	const count = (outcomes: readonly Outcome[]) => outcomes.filter(({ id }) => !id.startsWith("values/")).length;
	return { matched: count(matched), total: count(matched) + count(known) + count(unexpected) };
}

/** For programs: one line. */
export function summary(report: Report): string {
	return JSON.stringify({
		...goldensOf(report),
		known_failures: report.known.map(({ id }) => id),
		failures: [...report.unexpected, ...report.mended].map(({ id }) => id),
	});
}
