import { type ErrorCode, FlyteError, isFlyteError } from "../../errors/index.js";
import { isPromise, type MaybePromise } from "./context.js";
import { type Step, showPath } from "./path.js";

/**
 * What is wrong with a value, on its way out of the conversion: each container it passes adds its step, so that no path is
 * built while all is well. {@link toFlyteError} turns it into what users see.
 */
export class ValueProblem extends Error {
	readonly code: ErrorCode;
	readonly wayOut: string | undefined;
	/** Innermost first. */
	readonly steps: Step[] = [];
	/** The error of storage or of a user's transformer that it stands for. */
	readonly original: unknown;

	constructor(code: ErrorCode, text: string, wayOut?: string, original?: unknown) {
		super(text);
		this.code = code;
		this.wayOut = wayOut;
		this.original = original;
	}
}

/** The error as a problem, one step further out. Any thrown thing is taken: getters of users' objects throw what they like. */
export function within(error: unknown, step: Step): ValueProblem {
	const problem = asProblem(error);
	problem.steps.push(step);
	return problem;
}

/** What `convert` gives, now or later; its errors go one step further out. */
export function convertWithin<T>(convert: () => MaybePromise<T>, step: Step): MaybePromise<T> {
	try {
		const result = convert();
		if (!isPromise(result)) return result;
		return result.catch((error: unknown) => {
			throw within(error, step);
		});
	} catch (error) {
		throw within(error, step);
	}
}

/** The error for users: `inputs.x[3].k: expected Int, got string "7"`, and the way out. */
export function toFlyteError(error: unknown, root: string): FlyteError {
	const problem = asProblem(error);
	const path = showPath(root, problem.steps.toReversed());
	return new FlyteError(problem.code, summaryOf(problem, path), {
		...(path === "" ? {} : { path }),
		...(problem.wayOut === undefined ? {} : { wayOut: problem.wayOut }),
		...(problem.original === undefined ? {} : { cause: problem.original }),
	});
}

function summaryOf(problem: ValueProblem, path: string): string {
	if (path === "") return problem.message;
	// these two are about the place itself
	if (problem.code === "TYPES_DEPTH" || problem.code === "TYPES_CYCLE") return `${problem.message} at ${path}`;
	return `${path}: ${problem.message}`;
}

function asProblem(error: unknown): ValueProblem {
	if (error instanceof ValueProblem) return error;
	if (isFlyteError(error)) return new ValueProblem(error.code, error.summary, error.details.wayOut, error);
	return new ValueProblem("TYPES_CONVERSION_FAILED", `could not be converted: ${textOf(error)}`, undefined, error);
}

function textOf(error: unknown): string {
	try {
		return error instanceof Error ? error.message : String(error);
	} catch {
		return "an error that cannot be shown";
	}
}
