import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
	createNode,
	dynamic,
	type FlyteError,
	isFlyteError,
	launchPlan,
	mapTask,
	type TaskOptions,
	task,
	workflow,
} from "flytekit-ts";
import { defaultTaskResolver } from "flytekit-ts/plugin";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDeclared } from "../../src/authoring/tracker.js";
import * as entities from "./refusals-entities.js";

/*
 * What flytekit refuses, and what it should: each row has flytekit's own words, our code, what our message says, and the words
 * behind "<-" in the line that is to blame. Every message has a way out.
 */
const file = fileURLToPath(new URL("./refusals-entities.ts", import.meta.url));
const source = readFileSync(file, "utf8").split("\n");
const own = readFileSync(fileURLToPath(import.meta.url), "utf8").split("\n");

beforeAll(() => prepareDeclared());

// biome-ignore lint/suspicious/noExplicitAny: calls that types would refuse
type Loose = any;
const all = entities as Loose;

async function refusal(call: () => unknown): Promise<FlyteError> {
	try {
		await call();
	} catch (error) {
		if (isFlyteError(error)) return error;
		throw error;
	}
	throw new Error("it was not refused");
}

/** The lines that an error's text names as its place, in one of the two files. */
function blamed(text: string, name: string, lines: readonly string[]): string[] {
	const places = text.matchAll(new RegExp(`^ {2}at \\S*${name.replaceAll(".", "\\.")}:(\\d+):\\d+$`, "gm"));
	return Array.from(places, ([, line]) => lines[Number(line) - 1] ?? "");
}

interface Row {
	/** flytekit's words, or what it does instead. */
	readonly flytekit: string;
	readonly entity: string;
	readonly inputs?: object;
	readonly code: string;
	readonly says: string;
	/** The words behind "<-". */
	readonly at: string;
}

const M = "test.authoring.refusals-entities";
const rows: readonly Row[] = [
	// inputs of calls
	{
		flytekit: "Input b of type <class 'int'> was not specified for function",
		entity: "missing",
		code: "GRAPH_INPUTS",
		says: `missing: ${M}.two was called without b: Int`,
		at: "missing",
	},
	{
		flytekit: "Too many inputs were specified for the interface.  Extra inputs were: {'y'}",
		entity: "extra",
		code: "GRAPH_INPUTS",
		says: `extra: ${M}.small has no input "y"`,
		at: "extra",
	},
	{
		flytekit: "Expected a keyword argument (AssertionError)",
		entity: "positional",
		code: "GRAPH_INPUTS",
		says: `positional: ${M}.small takes one object with its inputs, got number`,
		at: "positional",
	},
	{
		flytekit: "the same",
		entity: "several",
		code: "AUTHORING_ARGUMENTS",
		says: `several: ${M}.small takes one object with its inputs, got 2 arguments`,
		at: "several",
	},
	{
		flytekit: "Failed to Bind variable 'x' for function",
		entity: "wrongConstant",
		code: "TYPES_WRONG_TYPE",
		says: `wrongConstant: ${M}.small input x: expected Int, got string "1"`,
		at: "wrong constant",
	},
	{
		flytekit: "compiles: the cluster refuses it",
		entity: "wrongPromise",
		code: "GRAPH_BINDING_TYPE",
		says: `wrongPromise: ${M}.small input x: expected Int, got n0.o0 which is string (string is not Int)`,
		at: "wrong promise",
	},
	{
		flytekit: "compiles: the cluster refuses it",
		entity: "wrongElement",
		code: "GRAPH_BINDING_TYPE",
		says: `wrongElement: ${M}.many input xs[1]: expected Int, got n0.o0 which is string`,
		at: "wrong element",
	},
	{
		flytekit: "compiles: the cluster refuses it",
		entity: "wrongInput",
		inputs: { s: "a" },
		code: "GRAPH_BINDING_TYPE",
		says: `wrongInput: ${M}.small input x: expected Int, got input s which is string`,
		at: "wrong input",
	},
	{
		flytekit: "Tuples are not a supported type for individual values",
		entity: "wholeTuple",
		code: "GRAPH_BINDING_TYPE",
		says: `wholeTuple: ${M}.small input x: expected Int, got a value with promised parts`,
		at: "whole tuple",
	},
	{
		flytekit: "the same",
		entity: "wholeNamed",
		code: "GRAPH_BINDING_TYPE",
		says: "way out: it holds several outputs: take .first, or another of them",
		at: "whole named",
	},
	{
		flytekit: "VoidPromise: AssertionError 'Task .. returns nothing, NoneType return cannot be used'",
		entity: "ofNothing",
		code: "GRAPH_BINDING_TYPE",
		says: `ofNothing: ${M}.small input x: expected Int, got a call without outputs`,
		at: "of nothing",
	},
	{
		flytekit: "AttributeError",
		entity: "noSuchOutput",
		code: "GRAPH_INPUTS",
		says: `noSuchOutput: ${M}.small was called without x: Int`,
		at: "no such output",
	},
	{
		flytekit: "IndexError",
		entity: "beyondTuple",
		code: "GRAPH_INPUTS",
		says: `beyondTuple: ${M}.small was called without x: Int`,
		at: "beyond tuple",
	},
	{
		flytekit: "Only keyword args are supported to pass inputs to workflows and tasks",
		entity: "nodePositional",
		code: "GRAPH_INPUTS",
		says: `nodePositional: ${M}.small takes one object with its inputs, got number`,
		at: "node positional",
	},
	{
		flytekit: "create_node: AssertionError for what is no entity",
		entity: "nodeOfNothing",
		code: "AUTHORING_ARGUMENTS",
		says: "nodeOfNothing: createNode() takes an entity, got function",
		at: "node of nothing",
	},
	// what bodies give back
	{
		flytekit: "Failed to convert outputs of task '..' at position 0",
		entity: "lies",
		code: "TYPES_WRONG_TYPE",
		says: `${M}.lies output o0: expected Int, got string "seven"`,
		at: "lies",
	},
	{
		flytekit: "the same, without the call's place",
		entity: "callsLiar",
		code: "TYPES_WRONG_TYPE",
		says: `callsLiar/n0: task ${M}.lies failed: ${M}.lies output o0: expected Int, got string "seven"`,
		at: "calls liar",
	},
	{
		flytekit: "Length difference 3 2",
		entity: "more",
		code: "AUTHORING_OUTPUT",
		says: `${M}.more must return a list of 2 values in order, it returned a list of 3`,
		at: "more",
	},
	{
		flytekit: "Interface output should've been VoidPromise or None.",
		entity: "talks",
		code: "AUTHORING_OUTPUT",
		says: `${M}.talks must return nothing, it returned string`,
		at: "talks",
	},
	{
		flytekit: "the same",
		entity: "returnsTooMuch",
		code: "GRAPH_OUTPUTS",
		says: `the body of ${M}.returnsTooMuch must return nothing, it returned n0.o0 (Int)`,
		at: "returns too much",
	},
	{
		flytekit: "Interface output should've been VoidPromise or None. (FlyteValueException)",
		entity: "dynamicTooMuch",
		code: "GRAPH_OUTPUTS",
		says: `the body of ${M}.dynamicTooMuch must return nothing, it returned dn0.o0 (Int)`,
		at: "dynamic too much",
	},
	{
		flytekit: "Failed to bind output o0 for function",
		entity: "returnsNothing",
		code: "TYPES_WRONG_TYPE",
		says: `${M}.returnsNothing output o0: expected Int, got undefined`,
		at: "returns nothing",
	},
	{
		flytekit: "compiles: the cluster refuses it",
		entity: "returnsOther",
		code: "GRAPH_BINDING_TYPE",
		says: `${M}.returnsOther output o0: expected Int, got n0.o0 which is string`,
		at: "returns other",
	},
	// a promise is no value
	{
		flytekit: "'Promise' object in an f-string: its repr, silently",
		entity: "asText",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: "asText: n0.o0 (Int) is used as text or a number, but it has no value yet",
		at: "as text",
	},
	{
		flytekit: "TypeError: unsupported operand type(s) for +: 'Promise' and 'int'",
		entity: "asNumber",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: "asNumber: n0.o0 (Int) is used as text or a number",
		at: "as number",
	},
	{
		flytekit: "TypeError: 'Promise' object cannot be interpreted as an integer",
		entity: "asBound",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: "dn0.o0 (Int) is used as text or a number, but it has no value yet",
		at: "as bound",
	},
	{
		flytekit: "Promise objects are not iterable.",
		entity: "asList",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: "asList: n0.o0 (Int[]) is used as a list to loop over",
		at: "as list",
	},
	{
		flytekit: "KeyError",
		entity: "asKey",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: "asKey: n0.o0 (string) is used as text or a number",
		at: "as key",
	},
	{
		flytekit: "Object of type Promise is not JSON serializable",
		entity: "asJson",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: "asJson: n0.first (Int) is used as JSON",
		at: "as json",
	},
	{
		flytekit: "AttributeError: 'Promise' object has no attribute",
		entity: "caught",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: ".catch() of node n0: a body makes the graph, in it no call has an outcome yet",
		at: "caught",
	},
	{
		flytekit: "the same, of several outputs",
		entity: "caughtTuple",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: ".catch() of node n0",
		at: "caught tuple",
	},
	{
		flytekit: "the same, of none",
		entity: "caughtNothing",
		code: "GRAPH_PROMISE_AS_VALUE",
		says: ".finally() of node dn0",
		at: "caught nothing",
	},
	// names and circles
	{
		flytekit: "two nodes with one id: nothing",
		entity: "sameNode",
		code: "GRAPH_DUPLICATE_ID",
		says: 'have the id "same": small at',
		at: "same node, again",
	},
	{
		flytekit: "ValueError: cannot name a node efn",
		entity: "failureName",
		code: "GRAPH_DUPLICATE_ID",
		says: 'have the id "fn0": nothing at',
		at: "failure name",
	},
	{
		flytekit: "Cannot name a node efn",
		entity: "failureNode",
		code: "GRAPH_OVERRIDE",
		says: 'node name "efn" is the failure handler\'s',
		at: "failure node",
	},
	{
		flytekit: "nothing: the cluster refuses it",
		entity: "noTime",
		code: "GRAPH_OVERRIDE",
		says: "withOverrides of node n0 (small): timeout is -1s",
		at: "no time",
	},
	{
		flytekit: "nothing: the cluster refuses it",
		entity: "noPause",
		code: "GRAPH_GATE",
		says: 'sleep("-1s")',
		at: "no pause",
	},
	{
		flytekit: "RecursionError",
		entity: "ping",
		inputs: { a: 1 },
		code: "GRAPH_CYCLE",
		says: `ping: workflows call each other in a cycle: ping -> pong -> ping (${M}.ping at `,
		at: "pong",
	},
	{
		flytekit: "RecursionError",
		entity: "myself",
		inputs: { a: 1 },
		code: "GRAPH_CYCLE",
		says: "myself: workflows call each other in a cycle: myself -> myself",
		at: "myself",
	},
	{
		flytekit: "nothing: the cluster refuses it",
		entity: "waits",
		code: "GRAPH_CYCLE",
		says: "wait for each other: n0 (small) -> n1 (small) -> n0 (small)",
		at: "waits",
	},
	{
		flytekit: "nothing: it runs until something gives out",
		entity: "endless",
		inputs: { a: 1 },
		code: "ENGINE_DEPTH",
		says: `${M}.endless is called 100 graphs deep, which is the limit`,
		at: "endless",
	},
	{
		flytekit: "the same, through a launch plan",
		entity: "plan",
		inputs: { a: 1 },
		code: "ENGINE_DEPTH",
		says: `${M}.endlessFlow is called 100 graphs deep, which is the limit`,
		at: "through plan",
	},
	// conditionals, launch plans, maps
	{
		flytekit: "AssertionError: the conditional's calls after it are lost",
		entity: "noElse",
		inputs: { x: 1 },
		code: "GRAPH_BRANCH",
		says: `conditional "open" in ${M}.noElse: it has no else`,
		at: "no else",
	},
	{
		flytekit: "nothing: the value is dropped",
		entity: "fixedGiven",
		code: "AUTHORING_LAUNCH_PLAN",
		says: 'fixedGiven: input "b" of launch plan refusals.fixed is fixed',
		at: "fixed given",
	},
	{
		flytekit: "IndexError: list index out of range",
		entity: "uneven",
		code: "ENGINE_ARRAY_INPUT",
		says: `uneven/n0: the lists given to ${M}.two have different lengths: a has 2, b has 1`,
		at: "uneven",
	},
	{
		flytekit: "TypeError: expected a list",
		entity: "notList",
		code: "TYPES_WRONG_TYPE",
		says: `notList: ${M}.mapTask(two) input a: expected Int[], got number 1`,
		at: "not list",
	},
	// handlers, references, secrets
	{
		flytekit: "FlyteFailureNodeInputMismatchException",
		entity: "unhandled",
		inputs: { a: 1 },
		code: "GRAPH_FAILURE_HANDLER",
		says: `onFailure of workflow ${M}.unhandled, takes b: string, which the workflow does not have`,
		at: "unhandled",
	},
	{
		flytekit: "Reference tasks are currently unsupported within dynamic tasks",
		entity: "callsFar",
		inputs: { a: 1 },
		code: "GRAPH_REFERENCE",
		says: "callsFar calls task far, which is a reference",
		at: "calls far",
	},
	{
		flytekit: "Please make sure to add secret_requests=[Secret(group=db, key=refused)] in @task",
		entity: "secretive",
		code: "AUTHORING_NO_SECRET",
		says: "secret db/refused is not here",
		at: "secretive",
	},
];

describe("what a program says that flytekit refuses, or should", () => {
	it.each(rows)("$entity: $flytekit", async ({ entity, inputs = {}, code, says, at }) => {
		const error = await refusal(() => all[entity](inputs));
		// a task's failure carries what its body threw
		expect([error.code, (error.cause as FlyteError | undefined)?.code]).toContain(code);
		expect(error.message).toContain(says);
		expect(error.message).toContain("\n  way out: ");
		const [line] = blamed(error.message, "refusals-entities.ts", source);
		expect(line?.split("// <- ")[1] ?? error.message).toBe(at);
	});

	it("two nodes of one id are shown with both places", async () => {
		const { message } = await refusal(() => entities.sameNode());
		const places = Array.from(
			message.matchAll(/small at \S*refusals-entities\.ts:(\d+):\d+/g),
			([, line]) => source[Number(line) - 1]?.split("// <- ")[1],
		);
		expect(places).toEqual(["same node", "same node, again"]);
	});

	it("a call that runs is a promise in full", async () => {
		const code = await entities.lies().catch((error: FlyteError) => (error.cause as FlyteError).code);
		expect(code).toBe("TYPES_WRONG_TYPE");
		let done = 0;
		expect(
			await entities.pair().finally(() => {
				done++;
			}),
		).toEqual([1, "x"]);
		expect(await entities.parts().catch(() => undefined)).toEqual({ first: 1, second: "x" });
		expect(done).toBe(1);
	});

	it("a default that can change is made anew for each call, where flytekit refuses it", async () => {
		expect([await entities.many({}), await entities.many({})]).toEqual([
			[1, 2, 2],
			[1, 2, 2],
		]);
	});
});

const settings = { project: "p", domain: "d", version: "v", env: {}, imageConfig: { images: [] } };
/** A task that no container would find. */
const inner = () => task({ inputs: {} }, () => {}) as Loose;

/** Calls that no graph stands around, and factories: refused in the line that makes them. */
const direct: readonly (readonly [flytekit: string, call: () => unknown, code: string, says: string])[] = [
	["t() missing 1 required argument", async () => await all.two({ a: 1 }), "GRAPH_INPUTS", "was called without b: Int"],
	[
		"got an unexpected keyword argument 'y'",
		async () => await all.small({ x: 1, y: 2 }),
		"GRAPH_INPUTS",
		'has no input "y"',
	],
	[
		"Failed to convert inputs of task",
		async () => await all.small({ x: "1" }),
		"TYPES_WRONG_TYPE",
		'expected Int, got string "1"',
	],
	["positional", async () => await all.small(1), "GRAPH_INPUTS", "takes one object with its inputs, got number"],
	["Ambiguous choice of variant", async () => await all.chosen({ v: true }), "TYPES_UNION_NONE", "input v"],
	["not a member of the enum", async () => await all.painted({ color: "blu" }), "TYPES_ENUM_VALUE", '"blu"'],
	["MissingField", async () => await all.greet({ person: { name: "x" } }), "TYPES_FIELD_MISSING", "person.age"],
	["Object .. does not have an _instantiated in", () => inner().findLhs(), "INTERFACE_NESTED", "function"],
	[
		"Object .. does not have an _instantiated in",
		() => defaultTaskResolver.loaderArgs(settings, { name: "m.x", moduleName: "m", exportName: undefined }),
		"AUTHORING_NOT_EXPORTED",
		"task m.x has no exported name",
	],
	[
		"t() missing 1 required argument, where something runs",
		async () => await all.small.sandboxExecute(new Map()),
		"AUTHORING_INPUT",
		`${M}.small was given no input x`,
	],
	[
		"An image is required for PythonAutoContainer tasks",
		() => all.small.getImage(settings),
		"AUTHORING_IMAGE",
		"no container image is known",
	],
	["task_function=None", () => task(undefined as Loose), "AUTHORING_ARGUMENTS", "task() takes a function"],
	["a decorator's order", () => task((() => 1) as Loose, {} as Loose), "AUTHORING_ARGUMENTS", "options come first"],
	[
		"timeout of no duration",
		() => task({ timeout: "soon" as Loose }, () => {}),
		"AUTHORING_OPTION",
		'timeout is string "soon"',
	],
	["timeout below 0", () => task({ timeout: "-5m" }, () => {}), "AUTHORING_OPTION", 'option timeout is string "-5m"'],
	["retries below 0", () => task({ retries: -1 }, () => {}), "AUTHORING_OPTION", "option retries is -1"],
	[
		"node_dependency_hints should only be used on dynamic tasks",
		() => task({ nodeDependencyHints: [] } as TaskOptions, () => {}),
		"AUTHORING_OPTION",
		'has no option "nodeDependencyHints"',
	],
	["Group is a required parameter", () => task({ secrets: [{} as Loose] }, () => {}), "AUTHORING_OPTION", "no group"],
	["failure_policy", () => workflow({ failurePolicy: "x" as Loose }, () => {}), "AUTHORING_OPTION", "failurePolicy"],
	[
		"`cron_expression`",
		() => launchPlan(entities.sums, { name: "x", cron: "" } as Loose),
		"AUTHORING_OPTION",
		'"cron"',
	],
	[
		"LaunchPlan.create positional",
		async () => await all.fixed(1),
		"GRAPH_INPUTS",
		"takes one object with its inputs, got number",
	],
	["map_task of a dynamic", () => mapTask(entities.endless as Loose), "AUTHORING_MAP", "not a dynamic"],
	["map_task of a workflow", () => mapTask(entities.sums as Loose), "AUTHORING_MAP", "not a workflow"],
	["concurrency below 0", () => mapTask(entities.small, { concurrency: -1 }), "AUTHORING_OPTION", "concurrency"],
	["min_success_ratio above 1", () => mapTask(entities.small, { minSuccessRatio: 2 }), "AUTHORING_OPTION", "Ratio"],
	[
		"a partial of an input that is none",
		async () => await (mapTask(entities.small, { bound: { y: 1 } as Loose }) as Loose)({ x: [1] }),
		"AUTHORING_MAP",
		'mapTask(small) binds "y", which is no input of its element',
	],
	["create_node outside", () => createNode(entities.small, { x: 1 }), "AUTHORING_LATE_CALL", "createNode()"],
	["dynamic of nothing", () => dynamic(1 as Loose), "AUTHORING_ARGUMENTS", "dynamic() takes a function"],
];

describe("calls at top level and factories", () => {
	it.each(direct)("%s", async (_flytekit, call, code, says) => {
		const error = await refusal(call);
		expect(error.code).toBe(code);
		expect(error.message).toContain(says);
		expect(error.message).toContain("\n  way out: ");
		// what Node prints of it when nobody catches it
		const [line] = blamed(error.stack ?? "", "refusals.test.ts", own);
		expect(line).toContain("() => ");
	});
});
