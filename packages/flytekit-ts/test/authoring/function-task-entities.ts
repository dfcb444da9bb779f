import {
	accelerators,
	currentContext,
	dynamic,
	type FunctionTask,
	type Int,
	launchPlan,
	outputs,
	task,
	workflow,
} from "flytekit-ts";
import { type ExecuteResult, FunctionTask as FunctionTaskClass, type TaskResolver } from "flytekit-ts/plugin";

/** Doubles.
 *
 * And says so at length.
 * @param n what to double */
export const double = task(
	{
		requests: { cpu: 1 },
		environment: { MODE: "test" },
		secrets: [{ group: "db", key: "password" }],
		accelerator: accelerators.T4,
		containerImage: "{{.images.other}}",
	},
	({ n, by = 2 }: { n: Int; by?: Int }): Int => n * by,
);

export const divided = task(({ a, b }: { a: Int; b: Int }) =>
	outputs({ quotient: Math.floor(a / b) as Int, rest: (a % b) as Int }),
);
export const quiet = task(({ n: _ }: { n: Int }): void => {});

export const inPod = task(
	{
		podTemplate: { podSpec: { containers: [{ name: "sidecar", image: "{{.images.other}}" }], hostNetwork: true } },
		limits: { mem: "1Gi" },
	},
	({ n }: { n: Int }) => n,
);

export const withDeck = task({ enableDeck: true, deckFields: ["input"] }, ({ n }: { n: Int }) => n);

export const quadruple = workflow(() => double({ n: double({ n: 3 }) }));
export const plan = launchPlan(quadruple, { name: "of-quadruple" });
export const launching = dynamic({ nodeDependencyHints: [plan] }, ({ n }: { n: Int }) =>
	n > 0 ? plan() : (n as never),
);

export const byHand: TaskResolver = {
	location: "my.resolver",
	loaderArgs: (_settings, { moduleName, exportName }) => ["where", moduleName, "what", String(exportName)],
	loadTask: async () => double,
};
export const resolvedByHand = task({ taskResolver: byHand }, ({ n }: { n: Int }) => n);

/** What happened around bodies, in order. */
export const around: string[] = [];

class Surrounded extends FunctionTaskClass {
	override preExecute(context: Parameters<FunctionTaskClass["preExecute"]>[0]) {
		around.push("before");
		return context.with({ executionId: "from-pre", session: { greeting: "hi" } });
	}
	override async postExecute(context: Parameters<FunctionTaskClass["postExecute"]>[0], result: ExecuteResult) {
		around.push(`after ${String(result)} of ${context.executionId}`);
		return `${String(result)}!`;
	}
}
function surrounded<I extends object>(fn: (inputs: I) => string): FunctionTask<I, string> {
	return new Surrounded({
		taskFunction: fn as never,
		options: {},
		factory: "surrounded",
		above: surrounded,
		taskConfig: { workers: 2 },
		taskType: "surrounded-task",
	}) as never;
}
export const shout = surrounded(({ text }: { text: string }) => {
	around.push(`body ${text}${currentContext().signal.aborted ? " stopped" : ""}`);
	return text;
});

export const greeted = surrounded(({ text }: { text: string }) => {
	const { session, attempt } = currentContext<{ session: { greeting: string } }>();
	return `${session.greeting} ${text} ${attempt}`;
});

/** preExecute forgets to return what it was given, or makes something else of it. */
class Forgetful extends FunctionTaskClass {
	override preExecute(context: Parameters<FunctionTaskClass["preExecute"]>[0]) {
		return (this.taskConfig as (given: typeof context) => typeof context)(context);
	}
}
function forgetful<I extends object>(made: (context: object) => unknown, fn: (inputs: I) => Int): FunctionTask<I, Int> {
	return new Forgetful({
		taskFunction: fn as never,
		options: {},
		factory: "forgetful",
		above: forgetful,
		taskConfig: made,
	}) as never;
}
export const forgets = forgetful(
	() => undefined,
	({ n }: { n: Int }) => n,
);
export const forgetsLater = forgetful(
	async () => undefined,
	({ n }: { n: Int }) => n,
);
export const spreads = forgetful(
	(context) => ({ ...context, session: 1 }),
	({ n }: { n: Int }) => n,
);

function ignoring<I extends object, O>(names: readonly string[], fn: (inputs: I) => O): FunctionTask<I, O> {
	return new FunctionTaskClass({
		taskFunction: fn as never,
		options: {},
		factory: "ignoring",
		above: ignoring,
		ignoreInputVars: names,
	}) as never;
}
export const ignoresBy = ignoring(["by"], ({ n, by = 10 }: { n: Int; by?: Int }): Int => n * by);
/** The type says it already. */
export const ignoresTyped: FunctionTask<{ n: Int }, Int> = ignoring(
	["by"],
	({ n, by = 10 }: { n: Int; by?: Int }): Int => n * by,
);
export const ignoresRequired = ignoring(["n"], ({ n }: { n: Int; by?: Int }): Int => n);

/** A plugin's factory that hands the option to the constructor. */
function loose<I extends object, O>(options: { pickleUntyped: boolean }, fn: (inputs: I) => O): FunctionTask<I, O> {
	return new FunctionTaskClass({
		taskFunction: fn as never,
		options: {},
		factory: "loose",
		above: loose,
		...options,
	}) as never;
}
export const pickles = loose({ pickleUntyped: true }, ({ value }: { value: unknown }): unknown => value);
export const picklesNot = loose({ pickleUntyped: false }, ({ value }: { value: unknown }): unknown => value);
