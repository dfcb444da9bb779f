/** Programs that flytekit refuses, or should: each line that is to be blamed says so by the words that the test looks for. */
import {
	conditional,
	createNode,
	currentContext,
	dynamic,
	gt,
	type Inputs,
	type Int,
	launchPlan,
	mapTask,
	outputs,
	referenceTask,
	sleep,
	task,
	workflow,
} from "flytekit-ts";

/** What TypeScript lets through when its types are switched off. */
// biome-ignore lint/suspicious/noExplicitAny: the point
type Loose = any;
const loose = (entity: unknown): Loose => entity;

export const small = task(({ x }: { x: Int }): Int => x + 1);
export const two = task(({ a, b }: { a: Int; b: Int }): Int => a + b);
export const text = task(({ s }: { s: string }): string => s);
export const many = task(({ xs = [1, 2] }: { xs?: Int[] }): Int[] => {
	xs.push(xs.length);
	return xs;
});
export const pair = task((): [Int, string] => [1, "x"]);
export const parts = task(() => outputs({ first: 1 as Int, second: "x" }));
export const nothing = task((): void => {});
export const lies = task((): Int => "seven" as never); // <- lies
export const more = task((): [Int, Int] => [1, 2, 3] as never); // <- more
export const talks = task((): void => "done" as never); // <- talks
export const callsLiar = workflow(() => lies()); // <- calls liar

export const chosen = task(({ v }: { v: Int | string[] }): string => String(v));
export const painted = task(({ color }: { color: "red" | "green" }): string => color);
interface Person {
	name: string;
	age: Int;
}
export const greet = task(({ person }: { person: Person }): string => person.name);
export const secretive = task(
	{ secrets: [{ group: "db", key: "refused" }] },
	(): string => currentContext().secrets.get("db", "refused"), // <- secretive
);

// calls in a body
export const missing = workflow((): Int => loose(two)({ a: 1 })); // <- missing
export const extra = workflow((): Int => loose(small)({ x: 1, y: 2 })); // <- extra
export const positional = workflow((): Int => loose(small)(1)); // <- positional
export const several = workflow((): Int => loose(small)({ x: 1 }, { x: 2 })); // <- several
export const wrongConstant = workflow(() => small({ x: "1" as never })); // <- wrong constant
export const wrongPromise = workflow(() => small({ x: text({ s: "a" }) as never })); // <- wrong promise
export const wrongElement = workflow(() => many({ xs: [1, text({ s: "a" }) as never] })); // <- wrong element
export const wrongInput = workflow(({ s }: Inputs<{ s: string }>) => small({ x: s as never })); // <- wrong input
export const wholeTuple = workflow(() => small({ x: pair() as never })); // <- whole tuple
export const wholeNamed = workflow(() => small({ x: parts() as never })); // <- whole named
export const ofNothing = workflow(() => small({ x: nothing() as never })); // <- of nothing
export const noSuchOutput = workflow(() => small({ x: loose(parts()).third })); // <- no such output
export const beyondTuple = workflow(() => small({ x: loose(pair())[2] })); // <- beyond tuple
export const nodePositional = workflow((): Int => loose(createNode)(small, 1)); // <- node positional
export const nodeOfNothing = workflow((): Int => loose(createNode)(() => 1, {})); // <- node of nothing

// what bodies return
export const returnsTooMuch = workflow((): void => small({ x: 1 }) as never); // <- returns too much
export const returnsNothing = workflow((): Int => undefined as never); // <- returns nothing
export const returnsOther = workflow((): Int => text({ s: "a" }) as never); // <- returns other
export const dynamicTooMuch = dynamic((): void => small({ x: 1 }) as never); // <- dynamic too much

// values that are none yet
export const asText = workflow(() => text({ s: `${small({ x: 1 })}` })); // <- as text
export const asNumber = workflow(() => small({ x: (loose(small({ x: 1 })) + 1) as never })); // <- as number
export const asBound = dynamic(() => Array.from({ length: loose(small({ x: 1 })) }, () => small({ x: 1 }))); // <- as bound
export const asList = workflow((): Int[] => [...loose(many({}))]); // <- as list
export const asKey = workflow((): Int => loose({ a: 1 })[loose(text({ s: "a" }))]); // <- as key
export const asJson = workflow(() => text({ s: JSON.stringify(parts().first) })); // <- as json
export const caught = workflow((): Int => loose(small({ x: 1 })).catch(() => 0)); // <- caught
export const caughtTuple = workflow((): Int => loose(pair()).catch(() => 0)); // <- caught tuple
export const caughtNothing = dynamic((): void => {
	loose(nothing()).finally(() => {}); // <- caught nothing
});

// names and circles
export const sameNode = workflow(() => {
	small({ x: 1 }).withOverrides({ nodeName: "same" }); // <- same node
	return small({ x: 2 }).withOverrides({ nodeName: "same" }); // <- same node, again
});
export const failureName = workflow({ onFailure: nothing }, () => small({ x: 2 }).withOverrides({ nodeName: "fn0" })); // <- failure name
export const failureNode = workflow(() => small({ x: 2 }).withOverrides({ nodeName: "efn" })); // <- failure node
export const noTime = workflow(() => small({ x: 2 }).withOverrides({ timeout: "-1s" })); // <- no time
export const noPause = workflow(() => {
	sleep("-1s"); // <- no pause
});
export const ping = workflow(({ a }: Inputs<{ a: Int }>): Int => loose(pong)({ a })); // <- ping
export const pong = workflow(({ a }: Inputs<{ a: Int }>): Int => loose(ping)({ a })); // <- pong
export const myself = workflow(({ a }: Inputs<{ a: Int }>): Int => loose(myself)({ a })); // <- myself
export const waits = workflow(() => {
	const first = small({ x: 1 }); // <- waits
	const second = small({ x: first });
	second.before(first);
});
export const endless = dynamic(({ a }: { a: Int }): Int => loose(endless)({ a: a + 1 })); // <- endless
export const endlessFlow = workflow(({ a }: Inputs<{ a: Int }>): Int => loose(throughPlan)({ a })); // <- endless flow
export const plan = launchPlan(endlessFlow, { name: "refusals.plan" });
export const throughPlan = dynamic(({ a }: { a: Int }): Int => loose(plan)({ a })); // <- through plan

// conditionals, launch plans, maps
export const noElse = workflow(({ x }: Inputs<{ x: Int }>) => {
	conditional("open").if(gt(x, 1), () => small({ x })); // <- no else
});
export const fixedGiven = workflow((): Int => loose(fixed)({ a: 1, b: 2 })); // <- fixed given
export const sums = workflow(({ a, b }: Inputs<{ a: Int; b: Int }>) => two({ a, b }));
export const fixed = launchPlan(sums, { name: "refusals.fixed", fixedInputs: { b: 1 } });
export const mapped = mapTask(two);
export const uneven = workflow(() => mapped({ a: [1, 2], b: [1] })); // <- uneven
export const notList = workflow((): Int[] => loose(mapped)({ a: 1, b: [1] })); // <- not list

// what a handler must take, and what a cluster has
export const wantsMore = task(({ a: _, b: __ }: { a: Int; b: string }): void => {});
export const unhandled = workflow({ onFailure: wantsMore }, ({ a }: Inputs<{ a: Int }>) => small({ x: a })); // <- unhandled
export const far = referenceTask<{ a: Int }, Int>({ project: "p", domain: "d", name: "far", version: "v" });
export const callsFar = dynamic(({ a }: { a: Int }) => far({ a })); // <- calls far
