import {
	and,
	approve,
	conditional,
	eq,
	type FlyteError,
	flyte,
	gt,
	type Inputs,
	type InputsOf,
	type Int,
	isTrue,
	lt,
	type OutputOf,
	type Outputs,
	or,
	outputs,
	referenceLaunchPlan,
	referenceTask,
	sleep,
	task,
	waitForInput,
	workflow,
} from "flytekit-ts";
import { same } from "./same.js";

// What TypeScript says of conditionals, gates, failure handlers and references. Nothing is run.

const square = task(({ x }: { x: Int }): Int => x * x);
const word = task(({ x }: { x: Int }): string => `${x}`);
const even = task(({ x }: { x: Int }): boolean => x % 2 === 0);
const half = task(({ x }: { x: number }): number => x / 2);
const split = task(({ x }: { x: Int }) => outputs({ low: x, high: x }));
const when = task(({ x: _ }: { x: Int }): Date => new Date(0));
const note = task(({ x: _ }: { x: Int }): void => {});
const level = task(({ x: _ }: { x: Int }): "low" | "high" => "low");
const items = task(({ x }: { x: Int }): Int[] => [x]);

// ---- conditionals
const chosen = workflow(({ x, limit = 3 }: Inputs<{ x: Int; limit?: Int }>) =>
	conditional("chosen")
		.if(and(gt(x, limit), lt(x, 100)), () => square({ x }))
		.elif(or(isTrue(even({ x })), eq(level({ x }), "low")), () => square({ x: 2 }))
		.elif(gt(when({ x }), new Date(0)), () => square({ x: 1 }))
		.elif(gt(items({ x }).at(0), 2), () => square({ x: 4 }))
		.elseFail("none"),
);
same<OutputOf<typeof chosen>, Int>();
const named = workflow(({ x }: Inputs<{ x: Int }>) =>
	conditional("named")
		.if(gt(x, 3), () => split({ x }))
		.else(() => split({ x: 2 })),
);
same<OutputOf<typeof named>, Outputs<{ low: Int; high: Int }>>();
export const silent = workflow(({ x }: Inputs<{ x: Int }>) => {
	const decided = conditional("silent")
		.if(gt(x, 3), () => note({ x }))
		.else(() => note({ x: 1 }));
	decided.before(note({ x: 2 }));
});

export const refused = workflow(({ x }: Inputs<{ x: Int }>) => {
	// @ts-expect-error compares an Int with a text
	gt(x, "3");
	// @ts-expect-error booleans have no order
	gt(even({ x }), true);
	// @ts-expect-error no value of the enum
	eq(level({ x }), "middle");
	// @ts-expect-error a list is no comparable value
	eq(items({ x }), [1]);
	// @ts-expect-error a promised boolean is no condition
	conditional("c").if(even({ x }), () => square({ x }));
	// @ts-expect-error a decided condition
	conditional("c").if(true, () => square({ x }));
	// @ts-expect-error the call itself, which would run in any case
	conditional("c").if(gt(x, 1), square({ x }));
	const begun = conditional("c").if(gt(x, 1), () => square({ x }));
	// @ts-expect-error a case of another type
	begun.elif(gt(x, 1), () => word({ x }));
	// @ts-expect-error Int and number are two types
	begun.else(() => half({ x: 1 }));
	// @ts-expect-error one condition is nothing to join
	and(gt(x, 1));
	// @ts-expect-error a text is no condition
	or(gt(x, 1), "x");
});

// ---- gates
export const gates = workflow(({ x }: Inputs<{ x: Int }>) => {
	const limit = waitForInput("limit", flyte.int(), "2h");
	square({ x: waitForInput<Int>("typed", "1d") });
	// @ts-expect-error a text for an Int
	square({ x: waitForInput<string>("text") });
	const approved = approve(square({ x: limit }), "fine", "3m");
	const pause = sleep("10s");
	pause.before(square({ x: approved }).withOverrides({ retries: 2 }));
	// @ts-expect-error a length of time has a unit
	sleep("10");
	// @ts-expect-error a value is not promised
	approve(3, "fine");
	// @ts-expect-error an approved Int is still an Int
	word({ x: approve(word({ x }), "text") });
	return approved;
});
same<OutputOf<typeof gates>, Int>();

// ---- failure handlers
const tidy = task(({ x: _, err }: { x: Int; err?: FlyteError }): void => void err?.message);
const handled = workflow({ onFailure: tidy, interruptible: true }, ({ x }: Inputs<{ x: Int }>) => square({ x }));
same<InputsOf<typeof handled>, { x: Int }>();
// @ts-expect-error a plain function
workflow({ onFailure: () => {} }, () => {});
// @ts-expect-error no such policy
workflow({ failurePolicy: "never" }, () => {});

// ---- references
const id = { project: "p", domain: "d", name: "n", version: "v" };
const remote = referenceTask<{ a: Int; b?: string }, Int>(id);
same<InputsOf<typeof remote>, { a: Int; b?: string }>();
const plan = referenceLaunchPlan({ ...id, inputs: { a: flyte.int() }, outputs: flyte.string() });
same<OutputOf<typeof plan>, string>();
export const calls = workflow(({ a }: Inputs<{ a: Int }>) => plan({ a: remote({ a }) }));
// @ts-expect-error an input that it does not have
export const wrongInput = workflow(({ a }: Inputs<{ a: Int }>) => remote({ a, c: 1 }));
// @ts-expect-error a reference names a version
referenceTask<{ a: Int }, Int>({ project: "p", domain: "d", name: "n" });
