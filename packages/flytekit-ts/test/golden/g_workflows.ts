/** Workflows. The twin of flytekit's g_workflows.py. */
import {
	and,
	approve,
	before,
	conditional,
	createNode,
	eq,
	type FlyteError,
	flyte,
	ge,
	gt as greater,
	type Inputs,
	type Int,
	imperativeWorkflow,
	isFalse,
	isTrue,
	launchPlan,
	lt,
	ne,
	or,
	outputs,
	type Promised,
	referenceLaunchPlan,
	referenceTask,
	referenceWorkflow,
	sleep,
	task,
	waitForInput,
	workflow,
} from "flytekit-ts";
import { Point, t_dict, t_int, t_multi, t_named, t_no_io, t_none_out, t_str } from "./g_tasks.js";

export const add = task(({ a, b }: { a: Int; b: Int }): Int => a + b);
export const gt = task(({ a }: { a: Int }) => a > 3);
export const sum_list = task(({ xs }: { xs: Int[] }): Int => xs.reduce((sum, x) => sum + x, 0));
export const mk_point = task(({ x }: { x: Int }): Point => Object.assign(new Point(), { x, y: 1 }));
export const mk_list = task(({ n }: { n: Int }) => Array.from({ length: n }, (_, i): Int => i));
export const mk_dict = task(
	({ n }: { n: Int }): Record<string, Int[]> => ({
		k: Array.from({ length: n }, (_, i): Int => i),
	}),
);
export const fails = task(({ a: _ }: { a: Int }): Int => {
	throw new Error("boom");
});
export const cleanup = task(({ a: _, err: __ }: { a: Int; err?: FlyteError }): void => {});

export const w_chain = workflow(({ a }: Inputs<{ a: Int }>) => {
	const x = t_int({ a });
	const y = t_int({ a: x });
	return add({ a: x, b: y });
});
export const w_fanin = workflow(({ a }: Inputs<{ a: Int }>) => sum_list({ xs: [t_int({ a }), t_int({ a: 1 }), 5] }));
export const w_dict_binding = workflow(({ a }: Inputs<{ a: Int }>) => t_dict({ a: { x: t_int({ a }), y: 3 } }));
export const w_const_inputs = workflow(() => t_str({ a: "const" }));
/**
 * A workflow with defaults.
 * @param a the number
 */
export const w_defaults = workflow(
	({ a = 7, b = "bee", c: _ }: Inputs<{ a?: Int; b?: string; c?: Int }>): [Promised<Int>, Promised<string>] => [
		t_int({ a }),
		t_str({ a: b }),
	],
);
export const w_passthrough = workflow(({ a, b }: Inputs<{ a: Int; b: string }>): [Promised<Int>, Promised<string>] => {
	t_int({ a });
	return [a, b];
});
export const w_named_out = workflow(({ a }: Inputs<{ a: Int }>) => {
	const { total, label } = t_named({ a });
	return outputs({ total, label });
});
export const w_multi = workflow(({ a }: Inputs<{ a: Int }>): [Promised<Int>, Promised<string>] => {
	const [x, y] = t_multi({ a });
	return [x, y];
});
export const w_sub = workflow(({ a }: Inputs<{ a: Int }>): [Promised<Int>, Promised<Int>] => {
	const x = w_chain({ a });
	const y = w_chain({ a: x });
	return [x, y];
});
export const w_subsub = workflow(({ a }: Inputs<{ a: Int }>) => w_sub({ a: w_fanin({ a }) }));
export const w_no_io = workflow(() => {
	t_no_io();
});

export const w_if = workflow(({ a }: Inputs<{ a: Int }>) =>
	conditional("c1")
		.if(greater(a, 5), () => t_int({ a }))
		.else(() => add({ a, b: 10 })),
);
export const w_elif = workflow(({ a, s }: Inputs<{ a: Int; s: string }>) => {
	const x = t_int({ a });
	return conditional("c2")
		.if(and(ge(x, 5), eq(s, "go")), () => t_int({ a: x }))
		.elif(or(lt(x, 0), eq(x, 3)), () => add({ a: x, b: 1 }))
		.elif(ne(x, 4), () => w_chain({ a: x }))
		.elseFail("no branch for x");
});
export const w_bool_if = workflow(({ a }: Inputs<{ a: Int }>) => {
	const g = gt({ a });
	return conditional("c3")
		.if(isTrue(g), () => t_int({ a }))
		.elif(isFalse(g), () => add({ a, b: 0 }))
		.elseFail("never");
});
export const w_nested_if = workflow(({ a }: Inputs<{ a: Int }>) =>
	conditional("outer")
		.if(greater(a, 10), () =>
			conditional("inner")
				.if(greater(a, 100), () => t_int({ a }))
				.elif(lt(a, 50), () => add({ a, b: 2 }))
				.elseFail("inner fail"),
		)
		.else(() => add({ a, b: 3 })),
);

export const w_failure_policy = workflow(
	{ failurePolicy: "failAfterExecutableNodesComplete", interruptible: true },
	({ a }: Inputs<{ a: Int }>) => t_int({ a }),
);
export const w_on_failure = workflow({ onFailure: cleanup }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));
export const w_fail_wf = workflow(({ a, err }: Inputs<{ a: Int; err?: FlyteError }>) => {
	cleanup({ a, err: err as never });
});
export const w_on_failure_wf = workflow({ onFailure: w_fail_wf }, ({ a }: Inputs<{ a: Int }>) => fails({ a }));

export const w_overrides = workflow(({ a }: Inputs<{ a: Int }>) => {
	const x = t_int({ a }).withOverrides({
		nodeName: "My_Node.Name",
		name: "pretty name",
		requests: { cpu: "2", mem: "1Gi" },
		limits: { cpu: "3", mem: "2Gi" },
		retries: 4,
		timeout: "30s",
		interruptible: true,
		cache: { version: "ov1", serialize: true },
		containerImage: "ghcr.io/acme/over:1",
		aliases: { o0: "renamed" },
	});
	return t_int({ a: x });
});
export const w_override_req_only = workflow(({ a }: Inputs<{ a: Int }>) =>
	t_int({ a }).withOverrides({ requests: { mem: "5Gi" }, sharedMemory: true }),
);
export const w_long_names = workflow(({ a }: Inputs<{ a: Int }>) =>
	t_int({ a }).withOverrides({
		nodeName: "a_very_long_node_name_that_exceeds_the_sixty_three_characters_limit_of_dns",
	}),
);

export const w_gates = workflow(({ a }: Inputs<{ a: Int }>) => {
	const x = t_int({ a });
	const s1 = waitForInput("my-signal", flyte.int(), "2h");
	const y = add({ a: x, b: s1 });
	const z = approve(y, "approve-me", "3m");
	const pause = sleep("10s");
	const z2 = t_int({ a: z });
	pause.before(z2);
	return z2;
});
export const w_order = workflow(({ a }: Inputs<{ a: Int }>) => {
	const n1 = t_no_io();
	const n2 = createNode(t_int, { a });
	const n3 = t_none_out({ a: n2 });
	const p = t_int({ a: 3 });
	before(n1, n2, n3, p);
	return p;
});
export const w_attr_access = workflow(
	({ a }: Inputs<{ a: Int }>): [Promised<Int>, Promised<string | null>, Promised<Int>, Promised<Int>] => {
		const p = mk_point({ x: a });
		const l = mk_list({ n: a });
		const d = mk_dict({ n: a });
		return [t_int({ a: p.x }), p.tag, t_int({ a: l[1]! }), t_int({ a: d.k![2]! })];
	},
);

const registered = { project: "rp", domain: "rd", version: "rv" };
export const ref_t = referenceTask<{ a: Int }, Int>({ ...registered, name: "ref.task" });
export const ref_w = referenceWorkflow<{ a: Int }, Int>({ ...registered, name: "ref.wf" });
export const ref_lp = referenceLaunchPlan<{ a: Int }, Int>({ ...registered, name: "ref.lp" });
export const w_refs = workflow(({ a }: Inputs<{ a: Int }>) => ref_lp({ a: ref_t({ a }) }));
export const w_ref_sub = workflow(({ a }: Inputs<{ a: Int }>) => ref_w({ a }));

export const w_chain_lp = launchPlan(w_chain, { name: "w_chain_lp", defaultInputs: { a: 11 } });
export const w_defaults_lp = launchPlan(w_defaults, { name: "w_defaults_fixed", fixedInputs: { b: "fixed" } });
export const w_launchplan_node = workflow(({ a }: Inputs<{ a: Int }>): [Promised<Int>, Promised<string>] => {
	const x = w_chain_lp({ a });
	const [y, z] = w_defaults_lp({ a: x });
	return [y, z];
});

export const w_imperative = imperativeWorkflow("g_workflows.w_imperative");
const in1 = w_imperative.addWorkflowInput("in1", flyte.int());
const n1 = w_imperative.addEntity(t_int, { a: in1 });
const n2 = w_imperative.addEntity(add, { a: n1.outputs.o0, b: w_imperative.inputs.in1 });
const n3 = w_imperative.addEntity(sum_list, { xs: [n1.outputs.o0, n2.outputs.o0] });
w_imperative.addWorkflowOutput("final", n3.outputs.o0);
w_imperative.addWorkflowOutput("both", [n1.outputs.o0, n2.outputs.o0], flyte.list(flyte.int()));

export const w_inline_list_out = workflow(({ a }: Inputs<{ a: Int }>) => [t_int({ a }), t_int({ a: 2 })]);
export const w_nested_if_subwf = workflow(({ a }: Inputs<{ a: Int }>) =>
	conditional("outer")
		.if(greater(a, 10), () =>
			conditional("inner")
				.if(greater(a, 100), () => w_chain({ a }))
				.else(() => add({ a, b: 2 })),
		)
		.else(() => add({ a, b: 3 })),
);
