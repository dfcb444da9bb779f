import {
	attr,
	type Bindable,
	before,
	createNode,
	cron,
	duration,
	dynamic,
	eager,
	every,
	type Inputs,
	type InputsOf,
	type Int,
	launchPlan,
	mapTask,
	type OutputOf,
	type Outputs,
	type Promised,
	task,
	workflow,
} from "flytekit-ts";
import {
	allOptional,
	divide,
	enums,
	fan,
	fanMap,
	files,
	nested,
	noInputs,
	nothing,
	pair,
	square,
	structs,
	times,
	unions,
	wiring,
	withDefault,
} from "./accepted-definitions.js";
import { same } from "./same.js";

// What calls take and give, inside a body and at top level. Compiled by every supported TypeScript, never run.

const join = task(({ a, b }: { a: Int; b: string }) => `${a}${b}`);
const took = task(({ d }: { d: import("flytekit-ts").Duration }) => d.ms);

export const calls = workflow(
	({ n, p, names }: Inputs<{ n: Int; p: { x: number; y: number; tag?: string }; names: string[] }>) => {
		// values, promised values, and both of them nested
		square({ x: 3 });
		square({ x: n });
		square({ x: square({ x: n }) });
		square({ x: p.x as never });
		structs({ p });
		structs({ p: { x: 1, y: 2 } });
		nested({ all: { a: [p, { x: 1, y: 2 }] } });
		withDefault({ name: "a" });
		withDefault({ name: names[0]!, n });
		allOptional();
		allOptional({});
		enums({ c: "red" as never, k: "a" });
		unions({ v: n });
		unions({ v: null });
		noInputs();

		// attributes, items, outputs
		const got = structs({ p });
		same<typeof got.x, Promised<number>>();
		same<typeof got.tag, Promised<string>>();
		const list = fan({ n });
		same<(typeof list)[number], Promised<Int>>();
		const third = list.at(3);
		same<typeof third, Promised<Int>>();
		const item = fanMap({ names }).get("a");
		same<typeof item, Promised<Int>>();
		const { q, r } = divide({ a: n, b: 3 });
		same<typeof q, Promised<Int>>();
		const [first, second] = pair();
		same<typeof first, Promised<Int>>();
		same<typeof second, Promised<string>>();
		attr(got, "then");

		// nodes
		const a = square({ x: 1 }).withOverrides({
			nodeName: "one",
			requests: { cpu: 1 },
			timeout: "5m",
			cache: "2",
			retries: 3,
		});
		square({ x: a });
		nothing({ x: 1 }).before(a, q as never);
		before(a, nothing({ x: 2 }));
		createNode(square, { x: n });

		return { q, r, first, second };
	},
);

// durations are text in calls, objects in bodies
took({ d: "1.5h" });
took({ d: duration("5m") });
times({ at: new Date(), exact: null as never, took: "250ms" });

// at top level a call is awaited
export async function script(): Promise<void> {
	const x = await square({ x: 4 });
	same<typeof x, Int>();
	const all = await fan({ n: 3 });
	same<typeof all, Int[]>();
	const parts = await divide({ a: 7, b: 2 });
	same<typeof parts, { q: Int; r: Int }>();
	const none = await nothing({ x: 1 });
	same<typeof none, void>();
	const both = await Promise.all([square({ x: 1 }), noInputs()]);
	same<typeof both, [Int, string]>();
	const data = await files({ csv: null as never, dir: null as never });
	data.rows();
}

// an eager body awaits plain values
export const steps = eager(async ({ n, limit = 3 }: { n: Int; limit?: Int }) => {
	const x = await square({ x: n });
	same<typeof x, Int>();
	return x < limit ? [x] : await fan({ n: x });
});
same<InputsOf<typeof steps>, { n: Int; limit?: Int }>();
same<OutputOf<typeof steps>, Int[]>();
steps({ n: 1 });

// helpers between calls
export function twice(x: Bindable<Int>): Promised<Int> {
	return square({ x: square({ x }) });
}
export const useTwice = dynamic(({ n }: { n: Int }) => [twice(n), twice(square({ x: n }))]);
same<OutputOf<typeof useTwice>, Int[]>();

// maps
export const useTwiceFlow = workflow(({ n }: Inputs<{ n: Int }>) => square({ x: n }));
const mapped = mapTask(square);
same<InputsOf<typeof mapped>, { x: Int[] }>();
same<OutputOf<typeof mapped>, Int[]>();
const partial = mapTask(join, { bound: { b: "x" }, concurrency: 3 });
same<InputsOf<typeof partial>, { a: Int[] }>();
const tolerant = mapTask(square, { minSuccessRatio: 0.5 });
same<OutputOf<typeof tolerant>, (Int | undefined)[]>();
const atLeast = mapTask(square, { minSuccesses: 3 });
same<OutputOf<typeof atLeast>, (Int | undefined)[]>();
const lists = mapTask(divide, { bound: { b: 3 } });
same<OutputOf<typeof lists>, Outputs<{ q: Int[]; r: Int[] }>>();
const plansOf = mapTask(launchPlan(useTwiceFlow));
same<InputsOf<typeof plansOf>, { n: Int[] }>();
same<OutputOf<typeof plansOf>, Int[]>();
export const useMap = dynamic(({ n }: { n: Int }) => mapped({ x: fan({ n }) }));
same<OutputOf<typeof useMap>, Int[]>();

// launch plans
const plan = launchPlan(wiring, { name: "nightly", defaultInputs: { n: 3 }, schedule: cron("0 6 * * *") });
same<InputsOf<typeof plan>, { n?: Int }>();
plan();
const fixed = launchPlan(wiring, { name: "fixed", fixedInputs: { n: 3 }, schedule: every("10m"), labels: { a: "b" } });
same<InputsOf<typeof fixed>, {}>();
const standard = launchPlan(wiring);
same<InputsOf<typeof standard>, { n: Int }>();
same<OutputOf<typeof standard>, Int>();
export const usePlan = workflow(() => plan({ n: square({ x: 2 }) }));

// at top level and in eager tasks a call is a promise in full
export const caught = async () => {
	same<Awaited<ReturnType<typeof orText>>, Int | string>();
	const word = await divide({ a: 7, b: 2 }).finally(() => {});
	same<typeof word, { q: Int; r: Int }>();
	const none = await nothing({ x: 1 }).catch((error: Error) => error);
	same<typeof none, void | Error>();
};
const orText = () => square({ x: 2 }).catch(() => "failed");

// a call without outputs may be what a body returns
export const silent = workflow(() => nothing({ x: 1 }));
same<OutputOf<typeof silent>, void>();
export const silentDynamic = dynamic(async () => nothing({ x: 1 }));
same<OutputOf<typeof silentDynamic>, void>();

// what holds a call's result, or a value
export const countdown = dynamic(({ n }: { n: Int }): Bindable<Int> => (n < 1 ? n : countdown({ n: n - 1 })));
same<OutputOf<typeof countdown>, Int>();
export const grown = dynamic(({ n }: { n: Int }) => {
	let lists: Bindable<Int[]> = [n];
	for (let i = 0; i < 3; i++) lists = fan({ n: square({ x: i }) });
	return lists;
});
same<OutputOf<typeof grown>, Int[]>();
