import { protoJson } from "../../src/wire/json.js";
import { compare, describe } from "./compare.js";
import type { Golden } from "./corpus.js";
import { type Modules, madeBy } from "./twins.js";

/** A message's JSON, or a part of it. */
type Fields = Record<string, unknown>;

/** A golden that holds a defect of flytekit's which we do not share. */
export interface Defect {
	readonly reason: string;
	/** Compares ours with what is right; says what differs, or nothing. */
	readonly check: (made: () => Promise<unknown>, golden: Golden, modules: Modules) => Promise<string>;
}

/** The right value is flytekit's message with the defect mended. */
function mended(reason: string, mend: (message: Fields, modules: Modules) => unknown): Defect {
	return {
		reason,
		async check(made, golden, modules) {
			const message = structuredClone(golden.json) as Fields;
			await mend(message, modules);
			return describe(compare(message, await made()));
		},
	};
}

/** flytekit 1.15.4's defects in the goldens, by golden. */
export const DEFECTS: ReadonlyMap<string, Defect> = new Map([
	[
		"workflows/w_long_names",
		mended("a long node name is hashed twice: outputs name a node that is not there", (message) => {
			part(message, "template", "nodes", 0).id = part(message, "template", "outputs", 0, "binding", "promise").nodeId;
		}),
	],
	[
		"maps/map_min_successes",
		mended("min_successes is dropped: only the ratio 1.0 is emitted, so no element may fail", (message) => {
			const node = part(message, "template", "nodes", 0, "arrayNode");
			delete node.minSuccessRatio;
			node.minSuccesses = 2;
			optionalElements(message);
		}),
	],
	[
		"maps/map_min_successes__task",
		mended("the same: elements that fail have no value, so the list's are optional", optionalElements),
	],
	[
		"workflows/w_nested_if_subwf",
		mended("a sub-workflow that only a nested conditional calls is missing", async (message, modules) => {
			message.subWorkflows = [(await ours(modules, "workflows/w_chain")).template];
		}),
	],
	[
		"dynamics/d_nested_cond__run_a2",
		mended("a sub-workflow that only a nested conditional calls is missing", async (message, modules) => {
			message.subworkflows = [(await ours(modules, "dynamics/d_sub_wf")).template];
		}),
	],
	[
		"dynamics/d_map_twice__run_n2",
		mended("one template for each map_task() object: the same id twice", (message) => {
			message.tasks = (message.tasks as unknown[]).slice(0, 1);
		}),
	],
	[
		"tasks/c_pickle_untyped",
		mended("named by its function, not by what is exported: a container would find the bare function", (message) =>
			renamed(message, "c_pickle_untyped"),
		),
	],
	[
		"tasks/c_ignore_input_vars",
		mended("named by its function, not by what is exported: a container would find the bare function", (message) =>
			renamed(message, "c_ignore_input_vars"),
		),
	],
	[
		"tasks/t_literal_type",
		mended("a union of written strings is pickled: no console and no other language can read it", (message) => {
			part(message, "template", "interface", "inputs", "variables", "a").type = { enumType: { values: ["x", "y"] } };
		}),
	],
	[
		"tasks/m_resources_int_fails",
		{
			reason: "Resources(cpu=2), allowed by its type, raises TypeError",
			async check(made) {
				const { resources } = part(await made(), "template", "container");
				return describe(compare({ requests: [{ name: "CPU", value: "2" }] }, resources));
			},
		},
	],
	[
		"dynamics/d_loop__stale_second_compile",
		{
			reason: "a dynamic compiles once in a process: asked for 5 nodes after 2, it gives 2",
			async check(_made, golden, modules) {
				const { asked } = golden.json as { asked: number[] };
				const nodes: number[] = [];
				for (const n of asked)
					nodes.push(((await ours(modules, `dynamics/d_loop__run_n${n}`)) as { nodes: [] }).nodes.length);
				return describe(compare(asked, nodes));
			},
		},
	],
]);

function optionalElements(message: Fields): void {
	const variant = (simple: string, tag: string) => ({ simple, structure: { tag } });
	const type = part(message, "template", "interface", "outputs", "variables", "o0", "type");
	type.collectionType = { unionType: { variants: [variant("INTEGER", "int"), variant("NONE", "none")] } };
}

function renamed(message: Fields, name: string): void {
	part(message, "template", "id").name = `g_tasks.${name}`;
	const { args } = part(message, "template", "container") as { args: string[] };
	args[args.length - 1] = name;
}

/** The part of a message at a path. */
function part(message: unknown, ...path: readonly (string | number)[]): Fields {
	let found = message;
	for (const key of path) {
		found = (found as Fields | undefined)?.[key];
		if (found === undefined) throw new Error(`the message has no ${path.join(".")}`);
	}
	return found as Fields;
}

async function ours(modules: Modules, id: string): Promise<Fields> {
	const [group = "", name = ""] = id.split("/");
	const golden = {
		group: group as Golden["group"],
		name,
		id,
		kind: "json",
		bytes: new Uint8Array(),
		json: {},
	} as const;
	const { message, bytes } = await madeBy(golden, modules);
	return protoJson(message, bytes) as Fields;
}
