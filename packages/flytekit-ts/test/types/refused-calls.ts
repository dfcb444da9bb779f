import {
	eager,
	type Inputs,
	type Int,
	launchPlan,
	mapTask,
	type Promised,
	referenceWorkflow,
	task,
	workflow,
} from "flytekit-ts";
import {
	divide,
	enums,
	fan,
	half,
	noInputs,
	nothing,
	square,
	structs,
	wiring,
	withDefault,
} from "./accepted-definitions.js";

// What TypeScript refuses of calls. Each line is an error in every supported TypeScript; nothing is run.

const took = task(({ d }: { d: import("flytekit-ts").Duration }) => d.ms);
const sum = task(({ values }: { values: Int[] }) => values.length as Int);
const join = task(({ a, b }: { a: Int; b: string }) => `${a}${b}`);
export const grows = eager(async ({ n }: { n: Int }) => square({ x: n }));

// ---- inputs
// @ts-expect-error a text for an Int
square({ x: "3" });
// @ts-expect-error missing
square({});
// @ts-expect-error missing altogether
square();
// @ts-expect-error one too many
square({ x: 3, y: 4 });
// @ts-expect-error positional
square(3);
// @ts-expect-error a task without inputs takes none
noInputs({ x: 3 });
// @ts-expect-error no member of the enum
enums({ c: "green", k: "a" });
// @ts-expect-error not one of the strings
enums({ c: "red" as never, k: "c" });
// @ts-expect-error units are ms, s, m, h, d
took({ d: "5 minutes" });
// @ts-expect-error a number of what?
took({ d: 5 });
// @ts-expect-error a field is missing
structs({ p: { x: 1 } });
// @ts-expect-error null is no text
withDefault({ name: null });

export const promises = workflow(({ n, f, s, p }: Inputs<{ n: Int; f: number; s: string; p: { x: number } }>) => {
	// @ts-expect-error a promised text for an Int
	square({ x: s });
	// @ts-expect-error a promised number is no promised Int
	square({ x: f });
	// @ts-expect-error a promised Int is no promised number
	half({ x: n });
	// @ts-expect-error a struct is one value: its parts cannot come from nodes
	structs({ p: { x: p.x, y: 1 } });
	// @ts-expect-error the whole of it, of another shape
	structs({ p });
	// @ts-expect-error nested: a promised text
	sum({ values: [n, s] });
	// @ts-expect-error the list, not an item
	square({ x: fan({ n }) });
	// @ts-expect-error all the outputs, not one
	square({ x: divide({ a: n, b: n }) });
	// @ts-expect-error a task without outputs gives nothing
	square({ x: nothing({ x: n }) });

	// ---- what a promised value has
	// @ts-expect-error no such field
	p.z;
	// @ts-expect-error an Int has no fields
	n.x;
	// @ts-expect-error nor methods
	n.toFixed(2);
	// @ts-expect-error nor has a text
	s.toUpperCase();
	// @ts-expect-error no such output
	divide({ a: n, b: n }).remainder;
	// @ts-expect-error no such override
	square({ x: n }).withOverrides({ cpus: 3 });
	// @ts-expect-error units are ms, s, m, h, d
	square({ x: n }).withOverrides({ timeout: "soon" });
	// @ts-expect-error resources by name
	square({ x: n }).withOverrides({ requests: "1" });
});

// ---- a promised value of the wrong kind where one is declared
declare const text: Promised<string>;
// @ts-expect-error text is no Int
export const asInt: Promised<Int> = text;

// ---- maps
// @ts-expect-error an item where a list is wanted
mapTask(square)({ x: 3 });
// @ts-expect-error no such input
mapTask(join, { bound: { c: 1 } });
// @ts-expect-error one that exists and one that does not
mapTask(join, { bound: { b: "x", z: 2 } });
// @ts-expect-error of another type
mapTask(join, { bound: { b: 3 } });
// @ts-expect-error bound already
mapTask(join, { bound: { b: "x" } })({ a: [1], b: ["y"] });
// @ts-expect-error no such option
mapTask(square, { parallel: 3 });

// ---- launch plans
// @ts-expect-error no such input
launchPlan(wiring, { name: "a", defaultInputs: { m: 3 } });
// @ts-expect-error of another type
launchPlan(wiring, { name: "a", fixedInputs: { n: "3" } });
// @ts-expect-error fixed inputs cannot be given
launchPlan(wiring, { name: "a", fixedInputs: { n: 3 } })({ n: 4 });
// @ts-expect-error no default, so it must be given
launchPlan(wiring)();
// @ts-expect-error a schedule is made by cron or every
launchPlan(wiring, { name: "a", schedule: "0 6 * * *" });

// ---- eager
// @ts-expect-error its body is async: it awaits what it calls
eager(({ n }: { n: Int }) => n);
// @ts-expect-error a task: wrap it in a workflow that calls it
launchPlan(square);
// @ts-expect-error a dynamic
launchPlan(fan, { name: "a" });
// @ts-expect-error a map
launchPlan(mapTask(square));
// @ts-expect-error a launch plan already
launchPlan(launchPlan(wiring));
// @ts-expect-error an eager task: launchPlan(grows.asWorkflow())
launchPlan(grows);
launchPlan(grows.asWorkflow(), { name: "grown", fixedInputs: { n: 3 } });
// @ts-expect-error a workflow that is registered elsewhere
launchPlan(referenceWorkflow<{ n: Int }, Int>({ project: "p", domain: "d", name: "w", version: "v" }));
