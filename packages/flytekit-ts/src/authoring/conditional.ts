import { FlyteError } from "../errors/index.js";
import { BranchDraft } from "../graph/branch-draft.js";
import { type Comparator, type ConditionDraft, conditionDraft, isConditionDraft } from "../graph/comparison.js";
import { currentCompilation } from "../graph/compilation.js";
import type { Duration, DurationText } from "../types/values/duration.js";
import type { Timestamp } from "../types/values/timestamp.js";
import type { Called, Outputs, PromisedValue } from "./api-types.js";

declare const condition: unique symbol;

/** A comparison of promised values, for {@link conditional}. flytekit: ComparisonExpression, ConjunctionExpression. */
export interface Condition {
	readonly [condition]: true;
}

/** What Flyte's engine compares. */
type Comparable = string | number | bigint | boolean | Date | Duration | Timestamp;
/** The other side: a value of the same type, or a promised one. */
type Other<T> = T | PromisedValue<T, any> | (T extends Duration ? DurationText : never);

/** Compares a promised value with a constant or with another one of the same type. */
export type Compare = <T extends Comparable>(left: T | PromisedValue<T, any>, right: Other<NoInfer<T>>) => Condition;
/** As {@link Compare}, for what has an order: all but booleans. */
export type CompareOrder = <T extends Exclude<Comparable, boolean>>(
	left: T | PromisedValue<T, any>,
	right: Other<NoInfer<T>>,
) => Condition;

/** Equal. flytekit: `==`. */
export const eq: Compare = (left, right) => compare("eq", left, right);
/** Not equal. flytekit: `!=`. */
export const ne: Compare = (left, right) => compare("ne", left, right);
/** Less than. flytekit: `<`. */
export const lt: CompareOrder = (left, right) => compare("lt", left, right);
/** Less than or equal. flytekit: `<=`. */
export const le: CompareOrder = (left, right) => compare("le", left, right);
/** Greater than. flytekit: `>`. */
export const gt: CompareOrder = (left, right) => compare("gt", left, right);
/** Greater than or equal. flytekit: `>=`. */
export const ge: CompareOrder = (left, right) => compare("ge", left, right);

/** Holds where the promised boolean is true. flytekit: `x.is_true()`. */
export function isTrue(value: boolean | PromisedValue<boolean, any>): Condition {
	return compare("eq", value, true, "isTrue");
}

/** Holds where the promised boolean is false. flytekit: `x.is_false()`. */
export function isFalse(value: boolean | PromisedValue<boolean, any>): Condition {
	return compare("eq", value, false, "isFalse");
}

/** All of them hold. flytekit: `&`. Throws GRAPH_BRANCH for what is no condition. */
export function and(first: Condition, second: Condition, ...more: Condition[]): Condition {
	return join("and", [first, second, ...more]);
}

/** One of them holds. flytekit: `|`. Throws GRAPH_BRANCH for what is no condition. */
export function or(first: Condition, second: Condition, ...more: Condition[]): Condition {
	return join("or", [first, second, ...more]);
}

/** The value behind what a case returns. */
export type CaseOutput<R> = R extends Outputs<infer F> ? Outputs<F> : R extends PromisedValue<infer T, any> ? T : void;
/** What a later case may return: outputs of the first one's type. */
type CaseResult<O> = [O] extends [void]
	? PromiseLike<unknown>
	: [O] extends [Outputs<infer F>]
		? PromisedValue<F>
		: PromisedValue<O>;

/** A conditional that has its first case. */
export interface Cases<O> {
	/** Another case, looked at when none before holds. flytekit: elif_(...).then(...). */
	elif(condition: Condition, then: () => CaseResult<O>): Cases<O>;
	/** What runs when no case holds; ends the conditional and gives its output(s). flytekit: else_().then(...). */
	else(otherwise: () => CaseResult<O>): Called<O>;
	/** Fails the workflow when no case holds; ends the conditional and gives its output(s). flytekit: else_().fail(...). */
	elseFail(message: string): Called<O>;
}

/** A conditional that begins. */
export interface Conditional {
	/** The first case: a condition, and a function that makes one call. flytekit: if_(...).then(...). */
	if<R extends PromiseLike<any>>(condition: Condition, then: () => R): Cases<CaseOutput<R>>;
}

/**
 * Chooses at run time which one of several calls runs: `conditional("size").if(gt(x, 10), () => a({ x })).else(() => b({ x }))`.
 * Each case makes one call (a task, workflow, launch plan, gate or another conditional); the outputs that all of them have are the
 * conditional's. flytekit: conditional.
 *
 * Throws AUTHORING_LATE_CALL outside a workflow's or dynamic's body; its methods throw GRAPH_BRANCH for what Flyte's engine
 * cannot compare, for cases that are not one call, and, when the body ends, for a missing else.
 */
export function conditional(name: string): Conditional {
	const state = currentCompilation();
	if (state === undefined) {
		throw new FlyteError("AUTHORING_LATE_CALL", `conditional("${name}") was called where no graph is being made`, {
			wayOut: "call it inside a workflow's or dynamic's body; elsewhere a plain if does it",
		});
	}
	const draft = new BranchDraft(state, name, state.sites.at(conditional, conditional as () => unknown));
	const cases: Cases<any> = {
		elif(given, then) {
			draft.add("elif", given, then);
			return cases;
		},
		else: (otherwise) => draft.otherwise(otherwise) as never,
		elseFail: (message) => draft.fail(message) as never,
	};
	return {
		if(given, then) {
			draft.add("if", given, then);
			return cases;
		},
	};
}

function compare(operator: Comparator, left: unknown, right: unknown, called?: "isTrue" | "isFalse"): Condition {
	const draft = { kind: "compare", operator, left, right } as const;
	return conditionDraft(called === undefined ? draft : { ...draft, called }) as unknown as Condition;
}

function join(kind: "and" | "or", conditions: readonly Condition[]): Condition {
	const drafts = conditions.map((one: unknown): ConditionDraft => {
		if (isConditionDraft(one)) return one;
		throw new FlyteError("GRAPH_BRANCH", `${kind}() takes conditions, not ${typeof one}`, {
			wayOut: "write and(gt(x, 10), isTrue(ok)): a promised boolean needs isTrue or isFalse around it",
		});
	});
	const joined = drafts.reduce((left, right) => conditionDraft({ kind, left, right }));
	return joined as unknown as Condition;
}
