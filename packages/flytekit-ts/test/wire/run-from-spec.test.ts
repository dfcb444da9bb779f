import { expect, test } from "vitest";
import { outputsOrThrow, runGraph } from "../../src/engine/index.js";
import type { TaskEntity } from "../../src/graph/entities.js";
import type { Graph } from "../../src/graph/graph.js";
import type { Literal, LiteralMap } from "../../src/types/literal.js";
import {
	type FromProtoOptions,
	graphFromDynamicJobSpec,
	graphFromWorkflowSpec,
	taskFromProto,
} from "../../src/wire/from-proto/index.js";
import { encodeDynamicJobSpec, encodeWorkflowSpec } from "../../src/wire/index.js";
import { settings } from "./entities.js";
import { goldens } from "./goldens.js";

/** What the Python tasks of the goldens do. */
const bodies: Record<string, (inputs: Record<string, bigint>) => bigint> = {
	"g_tasks.t_int": ({ a = 0n }) => a + 1n,
	"g_workflows.add": ({ a = 0n, b = 0n }) => a + b,
};

const int = (value: bigint): Literal => ({ kind: "integer", value });

function run(task: TaskEntity, name: string): TaskEntity {
	const body = bodies[name];
	if (body === undefined) throw new Error(`no body for ${name}`);
	return {
		...task,
		dispatchExecute: async (_context, inputs: LiteralMap) => {
			const native = [...inputs].map(([key, literal]) => [key, literal.kind === "integer" ? literal.value : 0n]);
			return new Map([["o0", int(body(Object.fromEntries(native)))]]);
		},
	};
}

const templates = goldens("tasks")
	.filter(({ name }) => name === "t_int")
	.map(({ bytes }) => taskFromProto(bytes));

/** Tasks that run, found by their id. */
const functions: FromProtoOptions = {
	findTask: (id, template) => {
		const known = templates.find((task) => task.name === id.name);
		const face = template?.interface ?? known?.interface ?? interfaceOf(["a", "b"]);
		return run(
			{
				entityKind: "task",
				name: id.name,
				id,
				interface: face,
				metadata: { retries: 0, generatesDeck: false },
				isDynamic: false,
				toTemplate: () => {
					if (template === undefined) throw new Error("no template");
					return template;
				},
			},
			id.name,
		);
	},
	findElement: (id) => run(taskNamed("g_tasks.t_int"), id.name.includes("t_int") ? "g_tasks.t_int" : id.name),
};

function taskNamed(name: string): TaskEntity {
	const task = templates.find((each) => each.name === name);
	if (task === undefined) throw new Error(`no golden of ${name}`);
	return task;
}

function interfaceOf(inputs: string[]): TaskEntity["interface"] {
	const { inputs: one, outputs, outputShape } = taskNamed("g_tasks.t_int").interface;
	const [a] = one.values();
	if (a === undefined) throw new Error("t_int has no input");
	return { inputs: new Map(inputs.map((name) => [name, { ...a, name }])), outputs, outputShape };
}

const file = (folder: string, name: string): Uint8Array => {
	const golden = goldens(folder).find((each) => each.name === name);
	if (golden === undefined) throw new Error(`no golden ${name}`);
	return golden.bytes;
};

async function outputs(graph: Graph, inputs: Record<string, bigint> = {}): Promise<unknown> {
	const literals = new Map(Object.entries(inputs).map(([key, value]) => [key, int(value)]));
	const result = outputsOrThrow(await runGraph(graph, literals, {}));
	return Object.fromEntries([...result].map(([key, literal]) => [key, native(literal)]));
}

function native(literal: Literal): unknown {
	if (literal.kind === "collection") return literal.items.map(native);
	return literal.kind === "integer" ? literal.value : literal.kind;
}

test.each([
	["d_loop__run_n3", { o0: [1n, 2n, 3n] }],
	["d_branch__run_a1", { o0: 3n }],
	["d_chain__run_n3", { o0: 4n }],
	["d_sub_many__run_n3", { o0: [1n, 2n, 3n] }],
	["d_map__run_n3", { o0: [1n, 2n, 3n] }],
	["d_const_mixed__run_a4", { o0: 5n, o1: 5n }],
])("%s: the dynamic that flytekit compiled runs here, also after we wrote it again", async (name, wanted) => {
	const graph = graphFromDynamicJobSpec(file("dynamics", name), functions);
	expect(await outputs(graph)).toStrictEqual(wanted);
	const again = graphFromDynamicJobSpec(encodeDynamicJobSpec(graph, settings), functions);
	expect(await outputs(again)).toStrictEqual(wanted);
});

test.each([
	["w_chain", { a: 1n }, { o0: 5n }],
	["w_sub", { a: 1n }, { o0: 5n, o1: 13n }],
	["w_if", { a: 9n }, { o0: 10n }],
	["w_if", { a: 2n }, { o0: 12n }],
	["w_nested_if", { a: 5n }, { o0: 8n }],
	["w_nested_if", { a: 20n }, { o0: 22n }],
	["w_nested_if", { a: 200n }, { o0: 201n }],
	["w_failure_policy", { a: 1n }, { o0: 2n }],
])(
	"%s of %o: the workflow that flytekit compiled runs here, also after we wrote it again",
	async (name, inputs, wanted) => {
		const bytes = file("workflows", name);
		expect(await outputs(graphFromWorkflowSpec(bytes, functions), inputs)).toStrictEqual(wanted);
		const entity = graphFromWorkflowSpec(bytes, functions);
		const again = encodeWorkflowSpec(
			{ entityKind: "workflow", name, interface: entity.interface, isReference: false, toGraph: () => entity },
			settings,
		);
		expect(await outputs(graphFromWorkflowSpec(again, functions), inputs)).toStrictEqual(wanted);
	},
);
