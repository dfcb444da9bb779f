import {
	type CachePolicy,
	codePolicy,
	dynamic,
	eager,
	type FlyteError,
	flyte,
	type ImperativeValue,
	type InputsOf,
	type Int,
	imperativeWorkflow,
	launchPlan,
	mapTask,
	type OutputOf,
	type Outputs,
	outputs,
	referenceLaunchPlan,
	referenceTask,
	referenceWorkflow,
	task,
	workflow,
} from "flytekit-ts";
import { divide, fan, noInputs, nothing, pair, square } from "./accepted-definitions.js";
import { same } from "./same.js";

// What TypeScript says of imperative workflows, eager tasks, maps with several outputs, references and caches. Nothing is run.

// ---- imperative workflows
const built = imperativeWorkflow("types.built");
const n = built.addWorkflowInput("n", flyte.int());
same<typeof n, ImperativeValue>();
const first = built.addEntity(square, { x: n });
const second = built.addEntity(square, { x: first.outputs.o0 }).withOverrides({ retries: 2, timeout: "5m" });
built.addEntity(noInputs).before(first, second);
built.addEntity(built, { n: 3 });
built.addEntity(nothing, { x: n });
built.addEntity(pair);
built.addEntity(fan, { n: n });
imperativeWorkflow("types.patient", { failurePolicy: "failAfterExecutableNodesComplete", interruptible: true });
launchPlan(built, { name: "types.plan", fixedInputs: { n: 3 } });
built.addWorkflowOutput("both", [n, second.outputs.o0], flyte.list(flyte.int()));
built.addOnFailureHandler(task(({ err }: { n: Int; err?: FlyteError }): void => void err));
same<ReturnType<typeof built.ready>, boolean>();
// @ts-expect-error no such input
built.addEntity(square, { y: n });
// @ts-expect-error a function is no task
built.addEntity((x: Int) => x);
// @ts-expect-error no such override
first.withOverrides({ retry: 2 });
// @ts-expect-error no such input, of a task without outputs
built.addEntity(nothing, { y: n });
// @ts-expect-error no such policy
imperativeWorkflow("types.patient", { failurePolicy: "never" });
// @ts-expect-error an input needs a schema
built.addWorkflowInput("m");

// ---- eager
export const total = eager({ retries: 1, timeout: "1h" }, async ({ to }: { to: Int }) => {
	const [q, all] = await Promise.all([divide({ a: to, b: 2 }), fan({ n: to })]);
	same<typeof q, { q: Int; r: Int }>();
	same<typeof all, Int[]>();
	const both = await pair();
	same<typeof both, [Int, string]>();
	const none = await nothing({ x: to });
	same<typeof none, void>();
	return outputs({ sum: all.length + q.q, word: both[1] });
});
same<InputsOf<typeof total>, { to: Int }>();
same<OutputOf<typeof total>, Outputs<{ sum: number; word: string }>>();
export const nested = eager(async () => (await total({ to: 3 })).word);
same<OutputOf<typeof nested>, string>();
eager(async () => {
	// @ts-expect-error a text for an Int
	await square({ x: "3" });
	// @ts-expect-error what is not awaited is no number
	return square({ x: 3 }) + 1;
});

// ---- maps with several outputs
const tolerant = mapTask(divide, { bound: { b: 3 }, minSuccessRatio: 0.5 });
same<OutputOf<typeof tolerant>, Outputs<{ q: (Int | undefined)[]; r: (Int | undefined)[] }>>();
const tuples = mapTask(
	task(({ x }: { x: Int }): [Int, string] => [x, "a"]),
	{ concurrency: 2 },
);
same<OutputOf<typeof tuples>, [Int[], string[]]>();
const silent = mapTask(nothing);
same<OutputOf<typeof silent>, void>();
export const useMaps = workflow(() => {
	const { q } = tolerant({ a: [1, 2] });
	const [numbers] = tuples({ x: [1, 2] });
	// @ts-expect-error the lists are of the parts
	mapTask(square)({ x: tolerant({ a: [1] }) });
	// @ts-expect-error texts for Ints
	mapTask(square)({ x: tuples({ x: [1] })[1] });
	return outputs({ q, squares: mapTask(square)({ x: numbers }) });
});

// ---- references
const id = { project: "p", domain: "d", name: "a.b", version: "v1" };
const remote = referenceTask<{ a: Int; b?: string }, Outputs<{ c: Int; d: string }>>(id);
same<InputsOf<typeof remote>, { a: Int; b?: string }>();
const typed = referenceTask({ ...id, inputs: { a: flyte.int() }, outputs: { c: flyte.int(), d: flyte.string() } });
same<InputsOf<typeof typed>, { a: Int }>();
same<OutputOf<typeof typed>, Outputs<{ c: Int; d: string }>>();
const remoteFlow = referenceWorkflow<{ a: Int }>(id);
same<OutputOf<typeof remoteFlow>, void>();
const remotePlan = referenceLaunchPlan<{ a: Int }, Int[]>(id);
export const useReferences = dynamic(({ a }: { a: Int }) => remotePlan({ a: typed({ a }).c }));
same<OutputOf<typeof useReferences>, Int[]>();
const mappedPlan = mapTask(remotePlan);
same<InputsOf<typeof mappedPlan>, { a: Int[] }>();
// @ts-expect-error no such output
remote({ a: 1 }).e;
// @ts-expect-error an input that is missing
remote({ b: "x" });

// ---- caches
const monthly: CachePolicy = { getVersion: ({ task: name, file }) => `${name} ${file ?? ""}` };
task({ cache: true }, () => 1);
task({ cache: { policies: [codePolicy, monthly], salt: "a", serialize: true, ignoreInputs: ["a"] } }, () => 1);
// @ts-expect-error a version is text
task({ cache: 1 }, () => 1);
// @ts-expect-error a list of policies
task({ cache: { policies: codePolicy } }, () => 1);
// @ts-expect-error a policy says its version at once
export const late: CachePolicy = { getVersion: async () => "a" };
